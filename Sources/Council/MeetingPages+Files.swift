import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// Files that come with a form: papers, attachments.
extension MeetingPages {
    /// Takes in a form with one file, as it arrives.
    func receive(_ request: Request, in context: SignedIn) async throws -> (FormValues, Opinions.Attachment?) {
        var pairs: [(name: String, value: String)] = []
        var text = ByteBuffer()
        var size = 0
        var arriving: PaperStore.Arriving?
        var file: Opinions.Attachment?
        var sent = ""
        do {
            try await request.readMultipart(in: context) { event in
                switch event {
                case .begin(let name, let given):
                    pairs.append((name, ""))
                    guard let given, !given.isEmpty else { return }
                    guard file == nil else { throw CouncilProblem.oneFile }
                    sent = given
                    arriving = try papers.store.begin()
                case .bytes(let bytes):
                    if arriving != nil {
                        try arriving?.write(Data(bytes.readableBytesView))
                    } else {
                        size += bytes.readableBytes
                        guard size <= Request.formLimit else { throw HTTPError(.contentTooLarge) }
                        text.writeImmutableBuffer(bytes)
                    }
                case .end:
                    if let whole = arriving {
                        file = Opinions.Attachment(file: try whole.finish(), name: sent)
                        arriving = nil
                        pairs.removeLast()
                    } else if let last = pairs.indices.last {
                        pairs[last].value = String(buffer: text)
                    }
                    text.clear()
                }
            }
            return (FormValues(pairs), file)
        } catch {
            arriving?.discard()
            if let file { papers.store.discard(file.file) }
            throw error
        }
    }

    @Sendable func addPaper(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Meeting.ID = try context.requireParameter("id")
        let item: AgendaItem.ID = try context.requireParameter("item")
        try await agendas.require(item, in: id)
        try await papers.require(item, by: context.actor)
        do {
            let (_, file) = try await receive(request, in: context)
            guard let file else { throw CouncilProblem.noFile }
            let paper = try await papers.add(file.file, name: file.name, to: item, by: context.actor)
            let said = word(paper.isLate ? "councilPaperLate" : "councilPaperAdded", context)
            return .redirect(to: "/meetings/\(id)", saying: Flash(.success, said))
        } catch let error as any PublicError where [409, 413, 422].contains(error.problem.status) {
            return try await page(id, problem: error.problem, typed: FormValues([]), in: context)
        }
    }
}

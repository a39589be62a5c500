import Directory
import Foundation
import Hummingbird
import Kernel
import Web

// Agenda, papers and opinions.
extension MeetingsAPI {
    private struct ItemBody: Decodable {
        let kind: AgendaItem.Kind?
        let title: String?
        let text: String?
        let minutes: Int?
        let presenter: String?
        let institution: String?
        let visibility: AgendaItem.Visibility?
        let direction: String?
        let suggestion: String?
        let parent: String?

        var draft: Agendas.Draft {
            Agendas.Draft(
                kind: kind,
                title: title,
                text: text,
                minutes: minutes,
                presenter: presenter,
                institution: institution,
                visibility: visibility,
                direction: direction,
                suggestion: suggestion,
                parent: parent.map(AgendaItem.ID.init(rawValue:))
            )
        }
    }

    private func resource(_ id: Meeting.ID, _ context: SignedIn) async throws -> MeetingResource {
        MeetingResource(try await meetings.detail(id, by: context.actor))
    }

    /// The item of the address, which must be one of the meeting in it.
    private func item(_ context: SignedIn) async throws -> (Meeting.ID, AgendaItem.ID) {
        let meeting: Meeting.ID = try context.requireParameter("id")
        let item: AgendaItem.ID = try context.requireParameter("item")
        try await agendas.require(item, in: meeting)
        return (meeting, item)
    }

    @Sendable func addItem(_ request: Request, context: SignedIn) async throws -> EditedResponse<MeetingResource> {
        let id: Meeting.ID = try context.requireParameter("id")
        let body = try await request.decode(as: ItemBody.self, context: context)
        _ = try await agendas.add(body.draft, to: id, by: context.actor)
        return EditedResponse(status: .created, response: try await resource(id, context))
    }

    @Sendable func editItem(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let (id, item) = try await item(context)
        let body = try await request.decode(as: ItemBody.self, context: context)
        _ = try await agendas.edit(item, body.draft, by: context.actor)
        return try await resource(id, context)
    }

    private struct MoveBody: Decodable {
        /// Left out for the top.
        let parent: String?
        let position: Int
    }

    @Sendable func moveItem(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let (id, item) = try await item(context)
        let body = try await request.decode(as: MoveBody.self, context: context)
        try await agendas.move(
            item,
            under: body.parent.map(AgendaItem.ID.init(rawValue:)),
            at: body.position,
            by: context.actor
        )
        return try await resource(id, context)
    }

    @Sendable func removeItem(_ request: Request, context: SignedIn) async throws -> MeetingResource {
        let (id, item) = try await item(context)
        try await agendas.remove(item, by: context.actor)
        return try await resource(id, context)
    }

    // MARK: - Papers

    @Sendable func addPaper(_ request: Request, context: SignedIn) async throws -> EditedResponse<PaperResource> {
        let (_, item) = try await item(context)
        guard let name = request.query["name"] else {
            throw BadParameter("name", LocalizedText("파일 이름", en: "the file's name"))
        }
        try await papers.require(item, by: context.actor)
        let received = try await papers.store.receive(request)
        let paper = try await papers.add(received, name: name, to: item, by: context.actor)
        return EditedResponse(status: .created, response: PaperResource(paper))
    }

    @Sendable func paper(_ request: Request, context: SiteContext) async throws -> Response {
        let file = try await papers.open(context.requireParameter("paper"), by: context.actor)
        return try await file.response(in: context)
    }

    // MARK: - Opinions

    @Sendable func matrix(_ request: Request, context: SignedIn) async throws -> OpinionMatrixResource {
        let paging = try APIPaging(request)
        let filter = request.query["filter"]
        guard filter == nil || filter == "unanswered" else {
            throw BadParameter("filter", LocalizedText("unanswered", en: "unanswered"))
        }
        let offset = paging.cursor.flatMap { Int($0.place[0]) } ?? 0
        let matrix = try await opinions.matrix(
            of: context.requireParameter("id"),
            onlyUnanswered: filter == "unanswered",
            offset: max(0, offset),
            limit: paging.limit,
            by: context.actor
        )
        let end = max(0, offset) + matrix.rows.count
        return OpinionMatrixResource(matrix, next: end < matrix.count ? Cursor(["\(end)"]).text : nil)
    }

    private struct OpinionBody: Decodable {
        let position: Opinion.Position
        let text: String?
        let seat: String?
    }

    /// An opinion as JSON; or a file as the body, with the rest in the query, for one that has an attachment.
    @Sendable func give(_ request: Request, context: SignedIn) async throws -> EditedResponse<OpinionResource> {
        let (_, item) = try await item(context)
        let isJSON = request.headers[.contentType]?.lowercased().hasPrefix("application/json") ?? true
        if isJSON {
            let body = try await request.decode(as: OpinionBody.self, context: context)
            let opinion = try await opinions.give(
                on: item,
                body.position,
                text: body.text ?? "",
                seat: body.seat.map(Seat.ID.init(rawValue:)),
                by: context.actor
            )
            return EditedResponse(status: .created, response: OpinionResource(opinion))
        }
        let query = request.query
        guard let position = query["position"].flatMap(Opinion.Position.init(rawValue:)) else {
            throw BadParameter(
                "position",
                LocalizedText(
                    "agree, agreeWithChanges, disagree, none 가운데 하나",
                    en: "agree, agreeWithChanges, disagree or none"
                )
            )
        }
        guard let name = query["name"] else {
            throw BadParameter("name", LocalizedText("파일 이름", en: "the file's name"))
        }
        let seat = query["seat"].map(Seat.ID.init(rawValue:))
        try await opinions.require(item, seat: seat, by: context.actor)
        let received = try await papers.store.receive(request)
        let opinion = try await opinions.give(
            on: item,
            position,
            text: query["text"] ?? "",
            attachment: Opinions.Attachment(file: received, name: name),
            seat: seat,
            by: context.actor
        )
        return EditedResponse(status: .created, response: OpinionResource(opinion))
    }

    @Sendable func attachment(_ request: Request, context: SignedIn) async throws -> Response {
        let file = try await opinions.attachment(of: context.requireParameter("opinion"), by: context.actor)
        return try await file.response(in: context)
    }
}

extension Papers.File {
    /// The file to be kept, never to be shown: what somebody uploaded does not run or draw under our name.
    func response(in context: some VisitContext) async throws -> Response {
        var response = Response(status: .ok, body: try await FileIO().loadFile(path: place.path, context: context))
        response.headers[.contentType] = "application/octet-stream"
        let plain = name.unicodeScalars.allSatisfy { $0.isASCII } ? name : "paper"
        response.headers[.contentDisposition] =
            "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(Self.encoded(name))"
        response.headers[.cacheControl] = "private, no-cache"
        response.headers[.eTag] = "\"\(hash)\""
        return response
    }

    /// RFC 8187: every byte but letters, digits and a few marks as `%XX`.
    private static func encoded(_ name: String) -> String {
        name.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || (48...57).contains(byte) || byte == 46 || byte == 45
                    || byte == 95)
            return isPlain ? String(scalar) : "%" + [byte].hex.uppercased()
        }.joined()
    }
}

import Foundation
import Hummingbird
import Kernel
import Ledger
import Web

// The signed notes, for everybody.
extension LedgerPages {
    @Sendable func checkpoints(_ request: Request, context: SiteContext) async throws -> Response {
        let say = wording(context)
        let before = request.query["before"].flatMap { Int64($0) } ?? .max
        let found = try await acts.checkpoints(before: before, limit: Self.pageSize + 1)
        let shown = found.prefix(Self.pageSize)
        let page = CheckpointsPage(
            title: say("checkpointTitle"),
            lead: say("checkpointLead"),
            crumbs: [Crumb(say("ledgerTitle"), "/ledger"), Crumb(say("checkpointTitle"))],
            verifierKey: acts.verifierKey,
            rows: shown.map { checkpoint in
                CheckpointsPage.Row(
                    size: Written.number(Int(checkpoint.size)),
                    path: "/ledger/checkpoints/\(checkpoint.size)",
                    at: Self.instant(checkpoint.at, in: context.language),
                    root: checkpoint.root
                )
            },
            empty: shown.isEmpty ? EmptyState(say("checkpointNone"), say("checkpointNoneText")) : nil,
            older: found.count > Self.pageSize
                ? shown.last.map { "/ledger/checkpoints?before=\($0.size)" } : nil,
            command: "maru ledger consistency A B --json"
        )
        return try pages.render(page, in: context)
    }

    /// The note as it is handed out, byte for byte.
    @Sendable func note(_ request: Request, context: SiteContext) async throws -> Response {
        let size: Int64 = try context.requireParameter("size")
        guard let checkpoint = try await acts.checkpoint(over: size) else {
            throw Problem(
                "app/no-such-checkpoint",
                LocalizedText("그 크기의 체크포인트는 없습니다: \(size)", en: "There is no checkpoint of size \(size)."),
                status: 404,
                detail: LocalizedText("체크포인트 목록에서 골라 주세요.", en: "Choose one from the list of checkpoints.")
            )
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8",
                .contentDisposition: "inline; filename=\"maru-checkpoint-\(size).txt\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: checkpoint.text))
        )
    }
}

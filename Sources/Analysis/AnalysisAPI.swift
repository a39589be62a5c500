import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Sharing
import Web

/// The JSON under `/api/v1/queries` and `/api/v1/questions`.
package struct AnalysisAPI: Sendable {
    let queries: Queries

    package init(queries: Queries) { self.queries = queries }

    package func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/queries", use: list)
        router.post("api/v1/queries", use: ask)
        router.get("api/v1/queries/:id", use: show)
        router.delete("api/v1/queries/:id", use: cancel)
        router.get("api/v1/queries/:id/rows", use: rows)
        router.get("api/v1/queries/:id/download", use: download)
        router.get("api/v1/questions", use: saved)
        router.post("api/v1/questions", use: save)
        router.get("api/v1/questions/:id", use: showSaved)
        router.patch("api/v1/questions/:id", use: change)
        router.delete("api/v1/questions/:id", use: remove)
    }

    /// A run as the API shows it.
    struct RunResource: ResponseCodable {
        let id: String
        let stage: String
        let sql: String
        let columns: [Manifest.Column]
        let rowCount: Int?
        let truncated: Bool
        let elapsedMs: Int?
        let sha256: String?
        let problem: Problem?
        let at: Date

        init(_ run: QueryRun) {
            id = run.id.rawValue
            stage = run.stage.rawValue
            sql = run.sql
            columns = run.columns
            rowCount = run.rows
            truncated = run.isTruncated
            elapsedMs = run.elapsedMs
            sha256 = run.sha256
            problem = run.problem
            at = run.at
        }
    }

    private struct AskBody: Decodable {
        let sql: String
        let grants: [String]
        /// Rows in the answer, at most 10,000; 1,000 unless given.
        let limit: Int?
        /// false: answer at once with 202, and look at the run later.
        let wait: Bool?
    }

    @Sendable private func ask(_ request: Request, context: SignedIn) async throws -> Response {
        let body = try await request.decode(as: AskBody.self, context: context)
        let ids = body.grants.map { Grant.ID(rawValue: $0) }
        if body.wait == false {
            let run = try await queries.start(body.sql, grants: ids, by: context.actor)
            var response = try context.responseEncoder.encode(RunResource(run), from: request, context: context)
            response.status = .accepted
            return response
        }
        // Nobody waits any more where the client has gone: its question is stopped.
        let answer = try await request.body.consumeWithCancellationOnInboundClose { _ in
            try await queries.ask(body.sql, grants: ids, first: body.limit ?? 1000, by: context.actor)
        }
        var response = Self.json(try QueryResource.json(answer))
        // Watching for the client's leaving uses the connection up.
        response.headers[.connection] = "close"
        return response
    }

    private static func json(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    @Sendable private func list(_ request: Request, context: SignedIn) async throws -> [RunResource] {
        try await queries.list(by: context.actor).map(RunResource.init)
    }

    @Sendable private func show(_ request: Request, context: SignedIn) async throws -> RunResource {
        RunResource(try await queries.find(context.requireParameter("id"), by: context.actor))
    }

    @Sendable private func cancel(_ request: Request, context: SignedIn) async throws -> RunResource {
        RunResource(try await queries.cancel(context.requireParameter("id"), by: context.actor))
    }

    @Sendable private func rows(_ request: Request, context: SignedIn) async throws -> Response {
        let id: QueryRun.ID = try context.requireParameter("id")
        let offset = request.query["offset"].flatMap { Int($0) } ?? 0
        let limit = request.query["limit"].flatMap { Int($0) } ?? 1000
        let page = try await queries.page(id, offset: offset, limit: max(1, limit), by: context.actor)
        return Self.json("{\"offset\":\(max(0, offset)),\"rows\":[\(page.joined(separator: ","))]}")
    }

    @Sendable func download(_ request: Request, context: SignedIn) async throws -> Response {
        let id: QueryRun.ID = try context.requireParameter("id")
        guard let format = Runs.Format(rawValue: request.query["format"] ?? "csv") else {
            throw BadParameter("format", LocalizedText("csv, xlsx, parquet 가운데 하나", en: "csv, xlsx or parquet"))
        }
        let mark = request.query["bom"] != "false"
        let file = try await queries.download(id, as: format, mark: mark, by: context.actor)
        let types: [Runs.Format: String] = [
            .csv: "text/csv; charset=utf-8", .parquet: "application/vnd.apache.parquet",
            .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ]
        var response = Response(
            status: .ok,
            body: try await FileIO().loadFile(path: file.path, context: context)
        )
        response.headers[.contentType] = types[format]
        response.headers[.contentDisposition] = "attachment; filename=\"maru-\(id).\(format.rawValue)\""
        return response
    }
}

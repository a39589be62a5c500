import Foundation
import GRDB
import Hummingbird
import Kernel
import Web

/// What machines ask about the machine: `/healthz`, `/readyz`, `/metrics`.
struct Health: Sendable {
    let platform: Platform

    func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz", use: ready)
        router.get("metrics", use: metrics)
    }

    @Sendable private func ready(_ request: Request, context: SiteContext) async throws -> String {
        _ = try await platform.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM institution") }
        return "ready\n"
    }

    /// Prometheus text: counts of what is open, no names.
    @Sendable private func metrics(_ request: Request, context: SiteContext) async throws -> Response {
        let lines = try await platform.database.read { db in
            let acts = try Int.fetchOne(db, sql: "SELECT coalesce(max(seq), 0) FROM act") ?? 0
            var lines = ["# TYPE maru_acts counter", "maru_acts \(acts)"]
            for (name, table) in [("jobs", "job"), ("requests", "sharingRequest"), ("grants", "\"grant\"")] {
                lines.append("# TYPE maru_\(name) gauge")
                let rows = try Row.fetchAll(db, sql: "SELECT stage, count(*) AS n FROM \(table) GROUP BY stage")
                for row in rows { lines.append("maru_\(name){stage=\"\(row["stage"] as String)\"} \(row["n"] as Int)") }
            }
            return lines
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: lines.joined(separator: "\n") + "\n"))
        )
    }
}

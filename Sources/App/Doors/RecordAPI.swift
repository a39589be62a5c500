import Foundation
import GRDB
import Hummingbird
import Kernel
import Ledger
import Statute
import Web

/// The JSON of the law, the ledger and the jobs: `/api/v1/clock`, `/ledger`, `/jobs`.
struct RecordAPI: Sendable {
    let acts: Acts
    let statutes: Statutes
    let database: any DatabaseWriter
    private let sight: LedgerSight

    init(_ platform: Platform) {
        acts = platform.acts
        statutes = platform.statutes
        database = platform.database
        sight = LedgerSight(platform)
    }

    func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("api/v1/clock", use: clock)
        // Anybody may check the ledger without trusting who keeps it.
        router.get("api/v1/ledger/checkpoint", use: checkpoint)
        router.get("api/v1/ledger/consistency", use: consistency)
    }

    func addRoutes(to router: some RouterMethods<SignedIn>) {
        router.get("api/v1/ledger/acts/:seq/proof", use: proof)
        router.get("api/v1/jobs/:id", use: job)
    }

    @Sendable private func clock(_ request: Request, context: SiteContext) async throws -> Response {
        guard let rule = request.query["rule"] else {
            throw BadParameter("rule", LocalizedText("기한 규칙의 이름", en: "a clock's id"))
        }
        guard let from = request.query["from"].flatMap({ Day($0) }) else {
            throw BadParameter("from", LocalizedText("2026-11-23과 같은 날짜", en: "a day like 2026-11-23"))
        }
        let due = try statutes.due(rule, from: from, extendedBy: request.query["extend"].flatMap { Int($0) } ?? 0)
        return try Self.json(due)
    }

    @Sendable private func checkpoint(_ request: Request, context: SiteContext) async throws -> Response {
        struct Signed: Encodable {
            let size: Int64
            let root: String
            let note: String
            let verifierKey: String
        }
        let made = try await acts.checkpoint()
        return try Self.json(
            Signed(size: made.size, root: made.root, note: made.text, verifierKey: acts.verifierKey)
        )
    }

    @Sendable private func proof(_ request: Request, context: SignedIn) async throws -> Response {
        // An act says who did what: whoever may read it on its page gets it with its proof.
        let act = try await sight.act(context.requireParameter("seq"), by: context.actor)
        return try Self.json(try await acts.proof(of: act.seq))
    }

    @Sendable private func consistency(_ request: Request, context: SiteContext) async throws -> Response {
        guard let first = request.query["first"].flatMap({ Int64($0) }),
            let second = request.query["second"].flatMap({ Int64($0) })
        else { throw BadParameter("first", LocalizedText("두 크기 first, second", en: "two sizes, first and second")) }
        return try Self.json(try await acts.consistency(from: first, to: second))
    }

    private static func json(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder.api.encode(value)))
        )
    }

    struct JobResource: ResponseCodable {
        let id: String
        let kind: String
        let stage: String
        let percent: Int?
        let problem: Problem?
    }

    @Sendable private func job(_ request: Request, context: SignedIn) async throws -> JobResource {
        let id: Job.ID = try context.requireParameter("id")
        // Somebody else's job and no job at all sound the same: what others do is theirs.
        guard let job = try await database.read({ try Job.fetchOne($0, key: id) }),
            RecordMove.isVisible(job, to: context.actor)
        else {
            throw Problem.noSuch(
                "app/no-such-job",
                LocalizedText("작업이", en: "job"),
                id
            )
        }
        return JobResource(
            id: job.id.rawValue,
            kind: job.kind,
            stage: job.stage.rawValue,
            percent: job.percent,
            problem: job.problem
        )
    }
}

import Analysis
import App
import Catalog
import Foundation
import Kernel
import Sharing
import TestSupport
import Testing

@Suite("Kinds of work beside each other")
struct JobLanesTests {
    @Test("An upload is read and a share made while two long questions run")
    func beside() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let platform = nation.platform
        let grant = try await nation.use()
        let analyst = try await nation.actor("analyst@mois.example")
        let long = "SELECT count(*) AS n FROM range(2000000) a(i), range(2000000) b(j) WHERE (i * j) % 7 = 3"
        var questions: [QueryRun.ID] = []
        for number in 1...2 {
            questions.append(try await platform.queries.start("\(long) + \(number)", grants: [grant], by: analyst).id)
        }
        // Waits as another process would: it runs nothing itself.
        let waiter = JobQueue(database: platform.database, lanes: [], clock: platform.settings.clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await platform.jobs.run() }
            let steward = try await nation.actor("steward@seoul.example")
            let upload = try await nation.send(.registered, by: steward)
            try await waiter.finish(upload.job)
            let made = try await platform.grants.use(
                upload.dataset,
                purpose: "분석",
                method: "집계",
                until: platform.settings.clock.today,
                accepted: true,
                by: analyst
            )
            try await waiter.finish(made.job)
            let share = try await platform.grants.detail(made.grant.id, by: analyst).grant
            #expect(share.stage.rawValue == "active")
            for id in questions {
                let stage = try await platform.queries.find(id, by: analyst).stage
                #expect(["waiting", "running"].contains(stage.rawValue))
            }
            group.cancelAll()
        }
    }

    @Test("How many of a kind run at a time is the operator's to say, and never none")
    func settings() {
        let settings = Settings(
            environment: ["MARU_JOBS_READINGS": "3", "MARU_JOBS_SHARES": "1", "MARU_JOBS_QUESTIONS": "0"]
        )
        #expect(settings.readingsAtOnce == 3 && settings.sharesAtOnce == 1)
        #expect(JobLane([:], workers: settings.questionsAtOnce).workers == 1)
    }
}

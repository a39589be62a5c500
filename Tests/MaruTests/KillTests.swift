import Foundation
import Kernel
import Testing

extension FaultTests {
    /// Kills the built `maru`, and its workers, where it hurts.
    @Suite("A killed process leaves nothing half done", .serialized)
    struct KillTests {
        /// When a process is killed: after some time, wherever it is by then, or as soon as something of it is seen.
        enum Moment: CustomStringConvertible {
            case after(milliseconds: UInt32)
            case job(stage: String)
            case worker
            case file(folder: String)

            var description: String {
                switch self {
                case .after(let milliseconds): "after \(milliseconds) ms"
                case .job(let stage): "with a job that is \(stage)"
                case .worker: "with a worker"
                case .file(let folder): "with something in \(folder)"
                }
            }
        }

        private func kill(_ victim: Running, at moment: Moment, in house: Household) throws {
            switch moment {
            case .after(let milliseconds): usleep(milliseconds * 1000)
            case .job(let stage):
                let sql = "SELECT count(*) FROM job WHERE stage = '\(stage)'"
                try until("a job is \(stage), or all is over") { try house.count(sql) > 0 || victim.hasEnded }
            case .worker: try until("there is a worker, or all is over") { victim.worker != nil || victim.hasEnded }
            case .file(let folder):
                try until("something is in \(folder), or all is over") {
                    house.bytes(in: folder) > 0 || victim.hasEnded
                }
            }
            victim.killed()
        }

        @Test(
            "Killed at many moments while registering: the next process finishes it, with one act each",
            arguments: [
                Moment.after(milliseconds: 30), .after(milliseconds: 250), .after(milliseconds: 700),
                .file(folder: "lake/staging"), .job(stage: "waiting"), .job(stage: "running"), .worker,
            ]
        )
        func registering(moment: Moment) throws {
            let house = try Household()
            let file = try house.table(rows: 60_000)
            defer { try? FileManager.default.removeItem(at: file) }
            let register = [
                "dataset", "register", file.path, "--institution", "1", "--access", "registered", "--table", "t",
            ]
            let victim = try house.command(register + ["--title", "하나"])
            try kill(victim, at: moment, in: house)
            // The effect and its act stand or fall together.
            try house.checkInvariants()
            #expect(try house.command(register + ["--title", "둘"]).outcome().status == 0)
            // A server that starts takes over what was left.
            let server = try house.serve()
            try house.jobsEnd()
            try house.checkInvariants()
            #expect(
                try house.count("SELECT count(*) FROM dataset WHERE stage = 'published'")
                    == house.count("SELECT count(*) FROM dataset")
            )
            try until("what the killed process copied is gone") { house.names(in: "lake/staging").isEmpty }
            server.running.killed()
        }

        @Test(
            "Killed at many moments while a share is made: a server finishes it, and no share is without its manifest",
            arguments: [
                Moment.after(milliseconds: 80), .after(milliseconds: 500), .after(milliseconds: 1200),
                .job(stage: "waiting"), .job(stage: "running"), .worker, .file(folder: "lake/staging"),
                .file(folder: "lake/shares"),
            ]
        )
        func sharing(moment: Moment) throws {
            let house = try Household()
            let request = try house.request()
            let victim = try house.command(Household.granting(request))
            try kill(victim, at: moment, in: house)
            try house.checkInvariants()
            let decided = try house.count("SELECT count(*) FROM \"grant\"")
            #expect(try house.count("SELECT count(*) FROM \"grant\" WHERE stage IN ('making', 'active')") == decided)
            #expect(try house.count("SELECT count(*) FROM sharingRequest WHERE stage = 'granted'") == decided)
            let server = try house.serve()
            try house.jobsEnd()
            try house.checkInvariants()
            #expect(try house.count("SELECT count(*) FROM \"grant\" WHERE stage = 'active'") == decided)
            #expect(house.names(in: "lake/shares").count == decided)
            #expect(house.names(in: "lake/staging") == [])
            server.running.killed()
        }

        @Test("Killed while people's questions run: the workers end, the person can ask again, no result can be read")
        func asking() throws {
            let house = try Household()
            let grant = try house.grant()
            // As many as one person may have running at a time.
            let victims = try (0..<3).map { _ in
                try house.command(["query", Household.slow, "--grant", grant], as: Household.analyst)
            }
            try until("all three run") { victims.allSatisfy { $0.worker != nil } }
            let workers = victims.compactMap(\.worker)
            #expect(try house.run("query", "SELECT 1 AS one", "--grant", grant, as: Household.analyst).status == 75)
            for victim in victims { victim.killed() }
            try until("no worker is left") { !workers.contains { Processes.isAlive($0, named: "duckdb") } }
            try house.must("query", "SELECT count(*) AS n FROM big", "--grant", grant, as: Household.analyst)
            let server = try house.serve()
            try until("the lost questions are ended") {
                try house.count("SELECT count(*) FROM queryRun WHERE stage = 'running'") == 0
            }
            #expect(try house.count("SELECT count(*) FROM queryRun WHERE stage = 'failed'") == 3)
            #expect(try house.count("SELECT count(*) FROM act WHERE kind = 'analysis.refused'") == 3)
            try until("what they had written is gone") { house.names(in: "runs").count == 1 }
            let lost = try house.text("SELECT id FROM queryRun WHERE stage = 'failed'")
            let token = try house.token(as: Household.analyst)
            let answer = try server.ask("GET", "/api/v1/queries/\(lost)/rows", token: token)
            #expect(answer.problem == "analysis/interrupted")
            try house.checkInvariants()
            server.running.killed()
        }

        @Test("A question in the background is begun again when its server was killed")
        func askingInTheBackground() throws {
            let house = try Household()
            let grant = try house.grant()
            let token = try house.token(as: Household.analyst)
            let server = try house.serve()
            // About a second's work.
            let sql = "SELECT count(*) AS n FROM range(20000) a(i), range(20000) b(j) WHERE (i * j) % 7 = 3"
            let body = try JSONSerialization.data(withJSONObject: ["sql": sql, "grants": [grant], "wait": false])
            #expect(try server.ask("POST", "/api/v1/queries", token: token, body: body).status == 202)
            try until("it runs") { server.running.worker != nil }
            server.running.killed()
            let next = try house.serve()
            try house.jobsEnd()
            #expect(try house.count("SELECT count(*) FROM queryRun WHERE stage = 'done'") == 1)
            try house.checkInvariants()
            next.running.killed()
        }

        @Test(
            "A worker killed while registering or sharing is started again; killed while asking, the person is told"
        )
        func workers() throws {
            let house = try Household()
            let file = try house.table(rows: 300_000)
            defer { try? FileManager.default.removeItem(at: file) }
            let registering = try house.command([
                "dataset", "register", file.path, "--institution", "1", "--access", "registered", "--table", "t",
                "--title", "하나",
            ])
            try endWorker(of: registering)
            #expect(try registering.outcome().status == 0)
            #expect(try house.count("SELECT max(attempts) FROM job WHERE kind = 'catalog.read'") == 2)

            let granting = try house.command(Household.granting(house.request()))
            try endWorker(of: granting)
            #expect(try granting.outcome().status == 0)
            #expect(try house.count("SELECT count(*) FROM \"grant\" WHERE stage = 'active'") == 1)

            let grant = try house.text("SELECT id FROM \"grant\"")
            let asking = try house.command(
                ["--lang", "en", "query", Household.slow, "--grant", grant],
                as: Household.analyst
            )
            try endWorker(of: asking)
            let outcome = try asking.outcome()
            #expect(outcome.status == 75)
            #expect(outcome.errors.contains("The engine was stopped from outside."))
            #expect(try house.count("SELECT count(*) FROM queryRun WHERE stage = 'failed'") == 1)
            try house.checkInvariants()
            #expect(house.names(in: "lake/staging") == [])
            #expect(house.names(in: "runs") == [])
        }

        private func endWorker(of running: Running) throws {
            var worker: Int32?
            try until("it has a worker") {
                worker = running.worker
                return worker != nil
            }
            Foundation.kill(try #require(worker), SIGKILL)
        }
    }
}

import Directory
import Foundation
import GRDB
import Kernel
import Testing

@Suite("Institutions that follow one another")
struct SuccessionTests {
    private func holder(_ id: Institution.ID, _ day: Day, _ nation: Nation) async throws -> Institution.ID {
        try await nation.database.read { try Institutions.holder(of: id, on: day, $0) }
    }

    @Test("Along a chain of mergers everything is answered for by the last, from its day on")
    func chain() async throws {
        let nation = try await Nation()
        let today = nation.today
        let busan = try await nation.institutions.find("6260000")
        let seoul = try await nation.institutions.find("6110000")
        let ministry = try await nation.institutions.find("1741000")
        try await nation.merge(["6260000"], into: "6110000", since: today.adding(days: 10))
        try await nation.merge(["6110000"], into: "1741000", since: today.adding(days: 20))
        #expect(try await holder(busan.id, today.adding(days: 9), nation) == busan.id)
        #expect(try await holder(busan.id, today.adding(days: 10), nation) == seoul.id)
        #expect(try await holder(busan.id, today.adding(days: 20), nation) == ministry.id)
        let officer = try await nation.hire("officer@mois.example", at: "1741000", as: .officer)
        #expect(!officer.holds([.officer], at: busan.id))
        nation.clock.now.addTimeInterval(20 * 86400)
        let later = try await nation.people.actor(email: "officer@mois.example")
        #expect(later.holds([.officer], at: busan.id) && later.belongs(to: seoul.id))
        #expect(try await nation.institutions.officer(of: busan.id)?.email == "officer@mois.example")
    }

    @Test("What followed what is told with its ground, and what is deemed whose")
    func lineage() async throws {
        let nation = try await Nation()
        try await nation.merge(["6260000"], into: "6110000", since: nation.today.adding(days: 1))
        #expect(try await nation.institutions.lineage(of: "6260000").deemed == nil)
        nation.clock.now.addTimeInterval(86400)
        let former = try await nation.institutions.lineage(of: "6260000")
        #expect(former.deemed?.code == "6110000")
        #expect(former.successors.map(\.institution.code) == ["6110000"])
        #expect(former.successors.first?.ground == "통합 특별법" && former.successors.first?.since == nation.today)
        let heir = try await nation.institutions.lineage(of: "6110000")
        #expect(heir.predecessors.map(\.institution.code) == ["6260000"] && heir.deemed == nil)
        #expect(try await nation.institutions.list().map(\.code).contains("6260000") == false)
        #expect(try await nation.institutions.list(on: nation.today.adding(days: -1)).count == 3)
    }

    @Test("After a split the first successor answers for what was open, the others only follow")
    func split() async throws {
        let nation = try await Nation()
        for (code, name) in [("6280000", "북부"), ("6290000", "남부")] {
            try await nation.institutions.add(
                Institutions.Draft(code: code, name: name, kind: "metropolitan"),
                by: nation.secretariat
            )
        }
        let busan = try await nation.institutions.find("6260000")
        _ = try await nation.hire("steward@busan.example", at: "6260000", as: .steward)
        for (email, code) in [("north@x.example", "6280000"), ("south@x.example", "6290000")] {
            _ = try await nation.hire(email, at: code, as: .officer, rank: "3급")
        }
        _ = try await nation.institutions.split(
            "6260000",
            into: ["6290000", "6280000"],
            since: nation.today.adding(days: 1),
            ground: "분할법",
            by: nation.secretariat
        )
        nation.clock.now.addTimeInterval(86400)
        let south = try await nation.people.actor(email: "south@x.example")
        #expect(south.holds([.officer], at: busan.id))
        #expect(try await nation.people.actor(email: "north@x.example").holds([.officer], at: busan.id) == false)
        #expect(try await nation.people.actor(email: "steward@busan.example").institution == south.institution)
        let links = try await nation.institutions.lineage(of: "6260000").successors
        #expect(links.map(\.institution.code) == ["6290000", "6280000"] && links.map(\.answers) == [true, false])
        #expect(try await nation.acts("directory.institutionSplit") == 1)
    }

    @Test("What cannot follow is refused, and leaves everything as it was")
    func refusals() async throws {
        let nation = try await Nation()
        let (today, boss) = (nation.today, nation.secretariat)
        let institutions = nation.institutions
        let ground = "법률"
        func merged(_ codes: [String], _ heir: String, _ day: Day, _ why: String = "법률") async -> String? {
            await problem {
                _ = try await institutions.merge(codes, into: heir, since: day, ground: why, by: boss)
            }
        }
        let next = today.adding(days: 1)
        #expect(await merged(["6110000"], "6110000", next) == "directory/invalid")
        #expect(await merged([], "6110000", next) == "directory/invalid")
        #expect(await merged(["6260000", "6260000"], "6110000", next) == "directory/invalid")
        #expect(await merged(["6260000"], "6110000", next, " ") == "directory/invalid")
        #expect(await merged(["6260000"], "6110000", today) == "directory/institution-ended")
        #expect(await merged(["0"], "6110000", next) == "directory/no-such-institution")
        _ = try await institutions.abolish("6110000", until: today, ground: ground, by: boss)
        #expect(await merged(["6260000"], "6110000", next) == "directory/institution-ended")
        #expect(await merged(["6110000"], "6260000", next) == "directory/institution-ended")
        let alone = await problem {
            _ = try await institutions.split("6260000", into: ["1741000"], since: next, ground: ground, by: boss)
        }
        #expect(alone == "directory/invalid")
        #expect(try await nation.acts("directory.institutionMerged") == 0)
        #expect(try await institutions.find("6260000").until == nil)
        let officer = try await nation.hire("o@mois.example", at: "1741000", as: .officer)
        let refused = await problem {
            _ = try await institutions.abolish("6260000", until: today, ground: ground, by: officer)
        }
        #expect(refused == "directory/not-allowed")
    }

    @Test("A past day is read with the names of that day")
    func names() async throws {
        let nation = try await Nation()
        let first = nation.today
        for name in ["부산특별시", "부산특별자치시"] {
            nation.clock.now.addTimeInterval(10 * 86400)
            _ = try await nation.institutions.rename(
                "6260000",
                to: LocalizedText(name, en: "Busan"),
                since: nation.today,
                ground: "법률",
                by: nation.secretariat
            )
        }
        func name(_ days: Int) async throws -> String? {
            try await nation.institutions.list(on: first.adding(days: days)).first { $0.code == "6260000" }?.name
        }
        for (days, wanted) in [(0, "부산광역시"), (9, "부산광역시"), (10, "부산특별시"), (19, "부산특별시"), (20, "부산특별자치시")] {
            #expect(try await name(days) == wanted)
        }
        #expect(try await nation.institutions.lineage(of: "6260000").formerNames.map(\.name) == ["부산특별시", "부산광역시"])
    }

    @Test(
        "A name is entered on its day: not before, not before the present one began, and not empty",
        arguments: [1, -1, 0]
    )
    func renaming(days: Int) async throws {
        let nation = try await Nation()
        let got = await problem {
            _ = try await nation.institutions.rename(
                "6260000",
                to: LocalizedText(days == 0 ? "  " : "부산"),
                since: nation.today.adding(days: days),
                ground: "법률",
                by: nation.secretariat
            )
        }
        #expect(got == "directory/invalid")
    }

    @Test("A code is free again when its institution has ended, and not a day sooner")
    func codes() async throws {
        let nation = try await Nation()
        let end = nation.today.adding(days: 5)
        _ = try await nation.institutions.abolish("6260000", until: end, ground: "법률", by: nation.secretariat)
        func add(_ since: Day) async -> String? {
            await problem {
                try await nation.institutions.add(
                    Institutions.Draft(code: "6260000", name: "새 부산", kind: "metropolitan", since: since),
                    by: nation.secretariat
                )
            }
        }
        #expect(await add(end) == "directory/code-taken")
        #expect(await add(end.adding(days: 1)) == nil)
    }

    @Test("Appointments that lie ahead, or have an end, move along as they are")
    func moving() async throws {
        let nation = try await Nation()
        let today = nation.today
        for email in ["ahead@x.example", "ending@x.example"] { _ = try await nation.hire(email, at: "6260000") }
        _ = try await nation.appoint("ahead@x.example", .steward, "6260000", since: today.adding(days: 30))
        _ = try await nation.appoint("ending@x.example", .analyst, "6260000", until: today.adding(days: 30))
        try await nation.merge(["6260000"], into: "6110000", since: today.adding(days: 10))
        let seoul = try await nation.institutions.find("6110000").id
        nation.clock.now.addTimeInterval(10 * 86400)
        #expect(try await nation.people.actor(email: "ahead@x.example").held.isEmpty)
        #expect(try await nation.people.actor(email: "ending@x.example").holds([.analyst], at: seoul))
        nation.clock.now.addTimeInterval(20 * 86400)
        #expect(try await nation.people.actor(email: "ahead@x.example").holds([.steward], at: seoul))
        nation.clock.now.addTimeInterval(86400)
        #expect(try await nation.people.actor(email: "ending@x.example").held.isEmpty)
    }
}

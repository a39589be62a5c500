import Foundation
import Kernel
import Testing

@testable import Statute

@Suite("Rule packs")
struct RulePackTests {
    private let statutes: Statutes
    init() throws { statutes = try Statutes() }

    @Test("Every value of the law has words in both languages and a citation", arguments: ["kr-2026", "kr-2020"])
    func citations(id: String) throws {
        let pack = try statutes.pack(id)
        let cited =
            pack.clocks.map(\.citation) + pack.grounds.map(\.citation) + pack.duties.map(\.citation)
            + pack.officerRanks.map(\.citation) + [pack.separability.citation, pack.counting.citation]
            + pack.transitions.map(\.citation)
        #expect(cited.allSatisfy { !$0.ko.isEmpty && $0.en?.isEmpty == false })
        #expect(pack.grounds.map(\.id) == ["1", "2", "3"])
        #expect(pack.institutionKinds.count == 9)
        #expect(pack.duties.count == 3)
        #expect(Set(pack.officerRanks.flatMap(\.kinds)) == Set(pack.institutionKinds.map(\.id)))
        #expect(
            Set(pack.clocks.map(\.id)) == [
                "provision.decide", "registration.respond", "mediation.apply", "mediation.recommend",
                "mediation.decide", "yearplan.submit",
            ]
        )
    }

    @Test("Since the renewal registered data needs no application, and the officer has a new title")
    func renewal() throws {
        let new = try statutes.pack("kr-2026")
        let old = try statutes.pack("kr-2020")
        #expect(!new.registeredUseNeedsApplication)
        #expect(old.registeredUseNeedsApplication)
        #expect(new.officerAliases.contains { $0.ko == old.officerTitle.ko })
        #expect(old.until?.adding(days: 1) == new.inForce)
    }

    @Test(
        "An officer's rank is checked with a warning",
        arguments: [
            ("metropolitan", "3급", false), ("metropolitan", "4급", true), ("metropolitan", "2급", false),
            ("basic", "4급", false), ("basic", "5급", true), ("central", "고위공무원단 나등급", false),
            ("central", "고위공무원단나등급", false), ("central", "3급", true), ("school", nil, false),
            ("basic", nil, true), ("basic", "연구관", true), ("education", "3급", false),
            ("basic", "4급 상당", false), ("basic", "5급(상당)", true), ("metropolitan", "Grade 3", false),
            ("nobody", "9급", false),
        ]
    )
    func ranks(kind: String, rank: String?, warned: Bool) throws {
        let warning = try statutes.pack("kr-2026").rankWarning(kind: kind, rank: rank)
        #expect((warning != nil) == warned)
    }

    @Test("The holiday table covers whole years, names every day, and no substitute falls on a weekend")
    func holidays() throws {
        let table = try #require(statutes.holidays.first)
        #expect(table.days.map(\.day) == table.days.map(\.day).sorted())
        #expect(table.days.allSatisfy { table.covers($0.day) })
        #expect(table.days.filter { $0.substitute == true }.allSatisfy { $0.day.weekday <= 5 })
        #expect(table.days.count { $0.substitute == true } == 17)
        #expect((2026...2030).map { year in table.days.count { $0.day.year == year } } == [22, 24, 18, 20, 21])
    }

    @Test("A rank that cannot be compared is said to be so, not called too low")
    func incomparable() throws {
        let warning = try #require(try statutes.pack("kr-2026").rankWarning(kind: "basic", rank: "연구관"))
        #expect(warning[.en].contains("cannot be compared"))
        let low = try #require(try statutes.pack("kr-2026").rankWarning(kind: "basic", rank: "6급"))
        #expect(low[.en].contains("below 4급"))
        #expect(low[.ko].contains("제18조제1항제3호"))
    }

    @Test("Another way of counting is another value in the pack: first day in, nothing rolled over")
    func counting() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "statute-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let own = try statutes.pack("kr-2026")
        var text = String(decoding: try JSONEncoder().encode(own), as: UTF8.self)
        text.replace("\"firstDayCounted\":false", with: "\"firstDayCounted\":true")
        text.replace(#/"rollsOver":\[[^\]]*\]/#, with: "\"rollsOver\":[]")
        try Data(text.utf8).write(to: folder.appending(path: "other.json"))
        try JSONEncoder().encode(statutes.holidays[0]).write(to: folder.appending(path: "holidays-kr.json"))
        let other = try Statutes(folder: folder)
        let due = try other.due("provision.decide", from: #require(Day("2026-09-07")))
        #expect(due.due.description == "2026-09-26")
        #expect(due.proof[0][.en].contains("is counted"))
    }

    @Test("A pack is found by its id and by the reference that decisions carry")
    func reference() throws {
        let pack = try statutes.pack("kr-2020")
        #expect(try statutes.pack(pack.reference) == pack)
        let error = #expect(throws: Problem.self) { try statutes.pack("kr-1999") }
        #expect(error?.type == "statute/unknown-pack")
    }
}

import Kernel
import Testing

@testable import Statute

@Suite("Statutory clocks")
struct DueDateTests {
    private let statutes: Statutes
    init() throws { statutes = try Statutes() }

    /// docs/law.md: received, due after 20 days, after 20 + 10, after 60.
    static let vectors = [
        ("2026-08-28", "2026-09-17", "2026-09-28", "2026-10-27"),
        ("2026-09-04", "2026-09-28", "2026-10-06", "2026-11-03"),
        ("2026-09-14", "2026-10-06", "2026-10-14", "2026-11-13"),
        ("2026-11-23", "2026-12-14", "2026-12-23", "2027-01-22"),
        ("2026-12-05", "2026-12-28", "2027-01-04", "2027-02-03"),
        ("2027-01-18", "2027-02-10", "2027-02-17", "2027-03-19"),
        ("2027-04-11", "2027-05-04", "2027-05-11", "2027-06-10"),
        ("2027-06-27", "2027-07-20", "2027-07-27", "2027-08-26"),
        ("2028-09-12", "2028-10-06", "2028-10-12", "2028-11-13"),
    ]

    @Test("The days of the decree end where the calendar says", arguments: vectors)
    func counting(received: String, twenty: String, thirty: String, sixty: String) throws {
        let day = try #require(Day(received))
        // The old Act counted the same days; a case it governs is still counted by it.
        for id in ["kr-2026", "kr-2020"] {
            let pack = try statutes.pack(id)
            func due(_ rule: String, _ days: Int = 0) throws -> String {
                let due = try statutes.due(rule, from: day, extendedBy: days, pack: pack)
                #expect(due.pack == id && due.version == pack.version)
                return due.due.description
            }
            #expect(try due("provision.decide") == twenty, "\(id)")
            #expect(try due("provision.decide", 10) == thirty, "\(id)")
            #expect(try due("mediation.apply") == sixty, "\(id)")
        }
        #expect(try statutes.due("provision.decide", from: day).due.description == twenty)
        #expect(try statutes.due("provision.decide", from: day, extendedBy: 10).due.description == thirty)
        #expect(try statutes.due("mediation.apply", from: day).due.description == sixty)
        #expect(try statutes.due("registration.respond", from: day).due.description == sixty)
    }

    @Test("A date shows its arithmetic: every day skipped, by name, in both languages")
    func proof() throws {
        let due = try statutes.due("provision.decide", from: #require(Day("2026-09-04")))
        let ko = due.proof.map { $0[.ko] }.joined(separator: "\n")
        let en = due.proof.map { $0[.en] }.joined(separator: "\n")
        for word in ["2026. 9. 4.(금)", "첫날은 넣지 않습니다", "20일째", "추석 전날", "추석이므로", "일요일", "2026. 9. 28.(월)", "제11조제1항"] {
            #expect(ko.contains(word), "\(word)")
        }
        for word in ["4 Sep 2026", "day 20", "Chuseok", "a Sunday", "28 Sep 2026", "Art. 11(1)"] {
            #expect(en.contains(word), "\(word)")
        }
        #expect(due.pack == "kr-2026")
        #expect(due.proof.count == 8)
        #expect(due.proof.last?[.en].contains("without an official ruling") == true)
    }

    @Test("An extension is counted from receipt, not from the day rolled over to")
    func extending() throws {
        let day = try #require(Day("2026-09-14"))
        #expect(try statutes.due("provision.decide", from: day, extendedBy: 1).due.description == "2026-10-06")
        #expect(try statutes.due("mediation.decide", from: day, extendedBy: 30).due.description == "2026-11-13")
    }

    @Test(
        "An extension beyond the law is refused",
        arguments: [("provision.decide", 11), ("provision.decide", -1), ("mediation.apply", 1), ("yearplan.submit", 1)]
    )
    func limits(rule: String, days: Int) throws {
        let day = try #require(Day("2026-09-14"))
        let error = #expect(throws: Problem.self) { try statutes.due(rule, from: day, extendedBy: days) }
        #expect(error?.type == "statute/extension-too-long")
        #expect(error?.exitStatus == 65)
    }

    @Test(
        "A date the holiday table does not reach is refused, never guessed",
        arguments: ["2030-12-20", "2099-01-01", "2025-12-31", "2030-12-31"]
    )
    func horizon(from: String) throws {
        let day = try #require(Day(from))
        let error = #expect(throws: Problem.self) { try statutes.due("provision.decide", from: day) }
        #expect(error?.type == "statute/beyond-holidays")
    }

    @Test("A rule nobody knows is refused with those there are")
    func unknown() throws {
        let error = #expect(throws: Problem.self) {
            try statutes.due("provision.decode", from: #require(Day("2026-09-14")))
        }
        #expect(error?.type == "statute/unknown-rule")
        #expect(error?.detail?[.en].contains("provision.decide") == true)
    }

    @Test(
        "The yearly plan is due at the end of February",
        arguments: [
            // A Saturday, the first of March on a Sunday, and the day taken for it.
            ("2026-09-01", "2026-03-03"),
            // A Sunday, and the first of March.
            ("2027-01-05", "2027-03-02"),
            // The day of a leap year; working days.
            ("2028-06-01", "2028-02-29"), ("2029-12-31", "2029-02-28"), ("2030-01-01", "2030-02-28"),
        ]
    )
    func yearly(from: String, due: String) throws {
        #expect(try statutes.due("yearplan.submit", from: #require(Day(from))).due.description == due)
    }

    @Test(
        "A case stays under the law of its day",
        arguments: [("2026-08-27", "kr-2020"), ("2026-08-28", "kr-2026"), ("2020-12-10", "kr-2020")]
    )
    func law(on day: String, id: String) throws {
        #expect(try statutes.pack(on: #require(Day(day))).id == id)
    }

    @Test("Every clock of both packs says its arithmetic in both languages, ending with the date and its rule")
    func proofs() throws {
        let day = try #require(Day("2027-01-18"))
        for pack in statutes.packs {
            for clock in pack.clocks {
                let due = try statutes.due(clock.id, from: day, pack: pack)
                #expect(due.proof.count >= 2)
                #expect(due.proof.allSatisfy { !$0.ko.isEmpty && $0.en?.isEmpty == false })
                #expect(
                    due.proof.contains {
                        $0[.ko].contains(due.due.written(in: .ko)) && $0[.ko].contains(clock.citation[.ko])
                    }
                )
            }
        }
    }

    @Test("A whole period inside the table is counted to its last day, and not beyond")
    func edge() throws {
        // 2030-12-30 is a Monday: the last day the table can answer for is inside it.
        let inside = try statutes.due("mediation.recommend", from: #require(Day("2030-11-30")))
        #expect(inside.due.description == "2030-12-30")
        let error = #expect(throws: Problem.self) {
            try statutes.due("registration.respond", from: #require(Day("2030-11-30")))
        }
        #expect(error?.type == "statute/beyond-holidays")
    }

    @Test("Before the first Act there is no law to apply")
    func before() throws {
        #expect(throws: Problem.self) { try statutes.pack(on: #require(Day("2020-12-09"))) }
    }
}

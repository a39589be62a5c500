import Council
import Foundation
import Kernel
import Statute
import Testing

@Suite("The days of a year's meetings")
struct MeetingDatesTests {
    private func days(_ count: Int, in year: Int, _ wish: MeetingWish) throws -> [String] {
        try MeetingDates(statutes: Statutes()).proposals(count, in: year, wish).map(\.day.description)
    }

    @Test("Four a year stand in the chosen week of each quarter")
    func quarters() throws {
        #expect(
            try days(4, in: 2027, MeetingWish(month: 2, week: 2, weekday: 3))
                == ["2027-02-10", "2027-05-12", "2027-08-11", "2027-11-10"]
        )
    }

    @Test("A day off moves the meeting to the next working day, and the reason is said")
    func holiday() throws {
        // The first Monday of May 2027 is the substitute for 1 May, that of October for the 3rd.
        let dates = MeetingDates(statutes: try Statutes())
        let proposals = try dates.proposals(12, in: 2027, MeetingWish(month: 1, week: 1, weekday: 1))
        #expect(proposals[4].day == Day("2027-05-04"))
        #expect(proposals[9].day == Day("2027-10-05"))
        let said = proposals[9].proof.map(\.ko).joined()
        #expect(said.contains("2027. 10. 4.(월)은") && said.contains("2027. 10. 5.(화)"))
        #expect(proposals[0].proof.count == 2, "a day on which people work is not explained away")
    }

    @Test("A meeting never leaves its period: from the last day of the year it moves to the day before")
    func last() throws {
        // The last Friday of 2027's Decembers: the 31st is a working day; Christmas 2026's substitute is none.
        #expect(try days(1, in: 2027, MeetingWish(month: 12, week: 5, weekday: 5)) == ["2027-12-31"])
        // 27 to 29 February … the last Monday of February 2027 is the 22nd; the first of March is a holiday.
        #expect(try days(12, in: 2027, MeetingWish(month: 1, week: 5, weekday: 1))[1] == "2027-02-22")
        // 2029: the last Monday of September, the 24th, ends the Chuseok days; the next day is free to work.
        #expect(try days(12, in: 2029, MeetingWish(month: 1, week: 5, weekday: 1))[8] == "2029-09-25")
    }

    @Test("Five a year take unequal periods, and none is left out")
    func five() throws {
        let found = try days(5, in: 2027, MeetingWish(month: 3, week: 1, weekday: 2))
        #expect(found.count == 5 && Set(found).count == 5 && found == found.sorted())
    }

    @Test("What is due falls on a working day before the meeting, and never in the past")
    func due() throws {
        let dates = MeetingDates(statutes: try Statutes())
        let today = try #require(Day("2027-05-01"))
        // Ten days before 13 May 2027 is Monday the 3rd, a substitute holiday; 1 and 2 May are a weekend.
        let (near, far) = (try #require(Day("2027-05-04")), try #require(Day("2027-05-13")))
        #expect(try dates.due(10, before: far, today: #require(Day("2027-01-01"))) == Day("2027-04-30"))
        #expect(try dates.due(10, before: near, today: today) == today)
    }

    @Test("A year past the holiday table is refused rather than guessed")
    func beyond() throws {
        #expect(throws: Problem.self) { try days(4, in: 2040, MeetingWish()) }
    }
}

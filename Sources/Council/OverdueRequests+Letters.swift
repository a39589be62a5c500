import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute
import Web

// Reminding a holder's officer: the letter, and the notice that carries it.
extension OverdueRequests {
    /// The act that an institution was reminded.
    static let reminded = "council.overdueReminded"

    /// The letter to the officer of an institution about what it has not decided.
    package func letter(to institution: String, before council: String, by actor: Actor) async throws
        -> (holder: Institution, letter: LocalizedText)
    {
        try CouncilMove.watch.require(of: actor, at: nil)
        let day = clock.today
        return try await database.read { db in
            let council = try Councils.find(council, db)
            let holder = try Institutions.find(institution, db)
            let late = try Self.late(before: council, on: day, db).filter { $0.holder.id == holder.id }
            guard !late.isEmpty else { throw CouncilProblem.noOverdue }
            return (holder, letter(to: holder, late, from: council, on: day))
        }
    }

    /// Reminds the officers of an institution of what it has not decided; at most once a day.
    package func remind(_ institution: String, before council: String, by actor: Actor) async throws {
        let instant = clock.now
        let day = Day(of: instant)
        try await database.write { db in
            let council = try Councils.find(council, db)
            try Councils.requireHead(of: council, actor, on: day, db)
            let holder = try Institutions.find(institution, db)
            let late = try Self.late(before: council, on: day, db).filter { $0.holder.id == holder.id }
            guard !late.isEmpty else { throw CouncilProblem.noOverdue }
            let today = try Int.fetchOne(
                db,
                sql: """
                    SELECT COUNT(*) FROM act WHERE subject = ? AND kind = ? AND at >= ?
                        AND json_extract(payload, '$.details.institution') = ?
                    """,
                arguments: ["council/\(council.id)", Self.reminded, day.start.timestamp, holder.id]
            )
            guard today == 0 else { throw CouncilProblem.remindedToday }
            try Councils.record(
                Self.reminded,
                on: "council/\(council.id)",
                by: actor,
                [
                    "institution": .string(holder.id.rawValue),
                    "requests": .array(late.map { .string($0.request) }),
                ],
                at: instant,
                db
            )
        }
    }

    /// The letter of a reminder, for every officer of the institution.
    func notices(of act: Act, _ db: Database) throws -> [NoticeDraft] {
        let payload = (try? JSONDecoder().decode(JSONValue.self, from: Data(act.payload.utf8))) ?? [:]
        guard let key = payload["details"]?["institution"]?.text,
            let holder = try Institution.fetchOne(db, key: key)
        else { return [] }
        let day = clock.today
        let council = try Councils.find(String(act.subject.dropFirst("council/".count)), db)
        let late = try Self.late(before: council, on: day, db).filter { $0.holder.id == holder.id }
        // Decided before the mail left: nothing is left to remind of.
        guard !late.isEmpty else { return [] }
        let words = letter(to: holder, late, from: council, on: day)
        return try Suggestions.officers(of: holder.id, on: day, db).map { person in
            NoticeDraft(
                to: person,
                LocalizedText(
                    "법정기한이 지난 제공 요청 \(late.count)건의 처리 요청",
                    en: "\(late.count) request\(late.count == 1 ? "" : "s") past the statutory day"
                ),
                text: words,
                why: LocalizedText(
                    "\(holder.title.ko) 책임관 또는 부책임관입니다.",
                    en: "You are data officer, or deputy, of \(holder.title[.en])."
                ),
                path: "/requests?end=received&state=late"
            )
        }
    }

    func letter(to holder: Institution, _ late: [Late], from council: Council, on day: Day) -> LocalizedText {
        let citation = try? statutes.pack(on: day).clock("provision.decide")?.citation
        let basis = citation ?? LocalizedText("데이터기반행정 활성화에 관한 법률", en: "Data-Based Administration Act")
        let korean = late.enumerated().map { number, one in
            "  \(number + 1)) 「\(one.dataset)」 — \(one.requester.ko) 요청, 기한 \(one.due.written(in: .ko)), \(one.days)일 지남"
        }
        let english = late.enumerated().map { number, one in
            "  \(number + 1)) “\(one.dataset)”, asked for by \(one.requester[.en]); due \(one.due.written(in: .en)), "
                + "\(one.days) day\(one.days == 1 ? "" : "s") late"
        }
        return LocalizedText(
            """
            수신: \(holder.title.ko) 데이터기반행정책임관
            제목: 법정기한이 지난 데이터 제공 요청의 처리 요청

            1. 관련: \(basis.ko)
            2. 귀 기관이 받은 다음 요청의 결정 기한이 지났습니다.
            \(korean.joined(separator: "\n"))
            3. 제공 여부를 결정하여 요청한 기관에 알려 주시기 바랍니다. 제공이 어려우면 사유와 분리 제공 가능성을 함께 알려 주시고, 도움이 필요하면 협의회 간사에게 말씀해 주십시오. 끝.

            \(day.written(in: .ko))
            \(council.title.ko) 간사
            """,
            en: """
                To: the data officer of \(holder.title[.en])
                Subject: requests for data past their statutory day

                1. Under \(basis[.en]).
                2. The day by which these requests had to be decided has passed.
                \(english.joined(separator: "\n"))
                3. Please decide and tell the institution that asked. Where the data cannot be provided, say why and what could be separated; the council's secretary will help.

                \(day.written(in: .en))
                Secretary of \(council.title[.en])
                """
        )
    }
}

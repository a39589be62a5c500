import Catalog
import Directory
import Foundation
import GRDB
import Kernel
import Ledger
import Statute
import Web

/// Whom the acts of sharing concern: those who have to decide, and those who wait for it.
package struct SharingNotices: NoticeSource {
    let clock: WallClock

    package init(clock: WallClock) { self.clock = clock }

    /// Days before a grant ends on which its user is reminded.
    static let endings = [14, 3]

    package func notices(of act: Act, _ db: Database) throws -> [NoticeDraft] {
        guard act.kind.hasPrefix("sharing.") else { return [] }
        let halves = act.subject.split(separator: "/", maxSplits: 1).map(String.init)
        guard halves.count == 2 else { return [] }
        let drafts =
            switch halves[0] {
            case "request":
                try SharingRequest.fetchOne(db, key: halves[1]).map { try told(of: act.kind, about: $0, db) } ?? []
            case "grant": try Grant.fetchOne(db, key: halves[1]).map { try told(of: act.kind, about: $0, db) } ?? []
            default: [NoticeDraft]()
            }
        // Nobody is told of what one did oneself.
        let author = act.author
        return drafts.filter { $0.person.rawValue != author }
    }

    // MARK: - Requests

    func told(of kind: String, about request: SharingRequest, _ db: Database) throws -> [NoticeDraft] {
        let words = try RequestWords(request, db)
        switch kind {
        case "sharing.submitted":
            return try deciders(words.waits, LocalizedText(words.dueKo, en: words.dueEn), of: request, db)
        case "sharing.clarified":
            return try deciders(
                LocalizedText("보완 답변 도착: \(words.nameKo)", en: "Answered: \(words.nameEn)"),
                LocalizedText(words.dueKo, en: words.dueEn),
                of: request,
                db
            )
        case "sharing.withdrawn":
            return try deciders(
                LocalizedText("요청 철회: \(words.nameKo)", en: "Withdrawn: \(words.nameEn)"),
                LocalizedText(
                    "\(words.askerKo)에서 요청을 철회했습니다. 더 하실 일은 없습니다.",
                    en: "\(words.askerEn) has withdrawn the request. There is nothing left to do."
                ),
                of: request,
                db
            )
        case "sharing.clarificationAsked", "sharing.extended", "sharing.granted", "sharing.refused",
            "sharing.transferred":
            return try askers(words.news(kind), of: request, db)
        default: return []
        }
    }

    /// Tells the officers and deputies of whoever answers for the provider today.
    func deciders(_ title: LocalizedText, _ text: LocalizedText, of request: SharingRequest, _ db: Database)
        throws -> [NoticeDraft]
    {
        let holder = try Institutions.holder(of: request.provider, on: clock.today, db)
        return try Institutions.inCharge(of: holder, on: clock.today, db).map {
            NoticeDraft(to: $0, title, text: text, why: Self.decides, path: "/requests/\(request.id)")
        }
    }

    /// Tells whoever asked, or who is in charge there now where that person works elsewhere.
    func askers(_ news: (title: LocalizedText, text: LocalizedText), of request: SharingRequest, _ db: Database)
        throws -> [NoticeDraft]
    {
        let here = try Institutions.holder(of: request.requester, on: clock.today, db)
        let isThere = try Institutions.works(request.person, at: here, on: clock.today, db)
        let people = isThere ? [request.person] : try Institutions.inCharge(of: here, on: clock.today, db)
        return people.map {
            NoticeDraft(
                to: $0,
                news.title,
                text: news.text,
                why: isThere ? Self.asked : Self.askedBefore,
                path: "/requests/\(request.id)"
            )
        }
    }

    static let decides = LocalizedText(
        "요청받은 기관의 책임관 또는 부책임관이십니다.",
        en: "You are data officer or deputy of the institution that was asked."
    )
    static let asked = LocalizedText("이 요청을 하셨습니다.", en: "You made this request.")
    static let askedBefore = LocalizedText(
        "요청하신 분이 다른 곳으로 옮겨 기관의 책임관께 알립니다.",
        en: "Whoever asked works elsewhere now, and you are in charge of what the institution asked for."
    )
    static let uses = LocalizedText("이 데이터를 이용하는 분이십니다.", en: "You use this data.")

    // MARK: - Grants

    func told(of kind: String, about grant: Grant, _ db: Database) throws -> [NoticeDraft] {
        let name = try Datasets.find(grant.dataset, db).name
        let path = "/grants/\(grant.id)"
        func user(_ title: LocalizedText, _ text: LocalizedText) -> NoticeDraft {
            NoticeDraft(to: grant.person, title, text: text, why: Self.uses, path: path)
        }
        func holders(_ title: LocalizedText, _ text: LocalizedText) throws -> [NoticeDraft] {
            let holder = try Institutions.holder(of: grant.provider, on: clock.today, db)
            return try Institutions.inCharge(of: holder, on: clock.today, db).map {
                NoticeDraft(to: $0, title, text: text, why: Self.provides, path: path)
            }
        }
        let last = (ko: grant.until.written(in: .ko), en: grant.until.written(in: .en))
        switch kind {
        case "sharing.shareMade":
            return [
                user(
                    LocalizedText("이용할 수 있습니다: 「\(name.ko)」", en: "Ready for use: “\(name[.en])”"),
                    LocalizedText(
                        "공유본이 만들어졌습니다. \(last.ko)까지 이용하실 수 있습니다.",
                        en: "The share is made. You may use it until \(last.en)."
                    )
                )
            ]
        case "sharing.shareFailed":
            let title = LocalizedText(
                "공유본을 만들지 못했습니다: 「\(name.ko)」",
                en: "The share could not be made: “\(name[.en])”"
            )
            return [
                user(
                    title,
                    LocalizedText(
                        "제공기관 책임관께도 알렸습니다. 다시 만들어지면 알려 드립니다.",
                        en: "The provider's officer was told too. You will hear once it is made."
                    )
                )
            ]
                + (try holders(
                    title,
                    LocalizedText(
                        "까닭을 확인하고 ‘다시 만들기’를 눌러 주세요.",
                        en: "See why it failed, and press “Make it again”."
                    )
                ))
        case "sharing.revoked":
            return [
                user(
                    LocalizedText("이용권한이 회수되었습니다: 「\(name.ko)」", en: "Taken back: “\(name[.en])”"),
                    LocalizedText(
                        "사유: \(grant.endReason ?? "–"). 내려받은 것이 있으면 파기해 주세요(법 제15조제2항).",
                        en: "Reason: \(grant.endReason ?? "–"). Destroy what was taken from it (Act Art. 15(2))."
                    )
                )
            ]
        case "sharing.expired":
            return [
                user(
                    LocalizedText("이용 기간이 끝났습니다: 「\(name.ko)」", en: "The period has ended: “\(name[.en])”"),
                    LocalizedText(
                        "마지막 날은 \(last.ko)이었습니다. 더 필요하면 다시 요청해 주시고, 내려받은 것은 파기해 주세요(법 제15조제2항).",
                        en:
                            "The last day was \(last.en). Ask again if you need it longer; destroy what was taken (Act Art. 15(2))."
                    )
                )
            ]
        case "sharing.closed":
            return try holders(
                LocalizedText("이용 종료: 「\(name.ko)」", en: "Use ended: “\(name[.en])”"),
                LocalizedText(
                    "이용자가 파기를 확인하고 이용을 마쳤습니다.",
                    en: "The user has finished and says that what was taken is destroyed."
                )
            )
        default: return []
        }
    }

    static let provides = LocalizedText(
        "제공한 기관의 책임관 또는 부책임관이십니다.",
        en: "You are data officer or deputy of the institution that provides it."
    )

}

/// A request in the words of its notices.
struct RequestWords {
    let request: SharingRequest
    let askerKo: String
    let askerEn: String
    let holderKo: String
    let holderEn: String
    let nameKo: String
    let nameEn: String

    init(_ request: SharingRequest, _ db: Database) throws {
        self.request = request
        let name = try Datasets.find(request.dataset, db).name
        let asker = try Institutions.find(request.requester.rawValue, db).title
        let holder = try Institutions.find(request.provider.rawValue, db).title
        (askerKo, askerEn, holderKo, holderEn) = (asker.ko, asker[.en], holder.ko, holder[.en])
        nameKo = "「\(name.ko)」 (\(asker.ko) → \(holder.ko))"
        nameEn = "“\(name[.en])” (\(asker[.en]) → \(holder[.en]))"
    }

    var waits: LocalizedText { LocalizedText("새 제공요청: \(nameKo)", en: "New request: \(nameEn)") }

    var dueKo: String {
        guard let due = request.due else { return "요청을 살펴보고 제공 여부를 결정해 주세요." }
        return "\(due.due.written(in: .ko))까지 제공 여부를 알려야 합니다(\(due.citation.ko))."
    }

    var dueEn: String {
        guard let due = request.due else { return "Please look at the request and decide." }
        return "An answer is due by \(due.due.written(in: .en)) (\(due.citation[.en]))."
    }

    /// What whoever asked is told.
    func news(_ kind: String) -> (title: LocalizedText, text: LocalizedText) {
        switch kind {
        case "sharing.clarificationAsked":
            (
                LocalizedText("보완 요청: \(nameKo)", en: "A question about \(nameEn)"),
                LocalizedText(
                    "\(holderKo)에서 물었습니다. 결정 기한은 멈추지 않으니 빨리 답해 주세요.",
                    en: "\(holderEn) asks you something. The period goes on meanwhile, so please answer soon."
                )
            )
        case "sharing.extended":
            (
                LocalizedText("결정 기한 연장: \(nameKo)", en: "Extended: \(nameEn)"),
                LocalizedText(
                    "사유: \(request.extensionReason ?? "–"). 새 기한은 \(request.due?.due.written(in: .ko) ?? "–")입니다.",
                    en:
                        "Reason: \(request.extensionReason ?? "–"). The answer is now due by \(request.due?.due.written(in: .en) ?? "–")."
                )
            )
        case "sharing.granted":
            (
                LocalizedText("제공 결정: \(nameKo)", en: "Granted: \(nameEn)"),
                LocalizedText(
                    "공유본을 만들고 있습니다. 이용하실 수 있게 되면 다시 알려 드립니다.",
                    en: "The share is being made. You will hear again once it is ready."
                )
            )
        case "sharing.refused":
            (
                LocalizedText("거부: \(nameKo)", en: "Refused: \(nameEn)"),
                LocalizedText(
                    refusal(in: .ko) { "근거: \($0). \($1) \($2)까지 조정을 신청하실 수 있습니다." },
                    en: refusal(in: .en) { "Ground: \($0). \($1) You may apply for mediation until \($2)." }
                )
            )
        default:
            (
                LocalizedText("보유하지 않음: \(nameKo)", en: "Not held there: \(nameEn)"),
                LocalizedText(
                    "\(holderKo)에서 이 데이터를 갖고 있지 않다고 알려 왔습니다. 갖고 있을 기관과 다음 할 일을 확인해 주세요.",
                    en: "\(holderEn) does not hold this data. See which institution may, and what to do next."
                )
            )
        }
    }

    func refusal(in language: Language, _ words: (String, String, String) -> String) -> String {
        guard let refusal = request.refusal else { return "" }
        let offer = language == .ko ? "제공할 수 있다고 한 항목이 있습니다." : "Some of it is offered instead."
        return words(
            refusal.citation,
            refusal.offer.isEmpty ? "" : offer,
            refusal.mediation.due.written(in: language)
        ).replacing("  ", with: " ")
    }
}

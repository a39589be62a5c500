import Catalog
import Directory
import Foundation
import Kernel
import Statute
import Web

extension SharingDesk {
    /// What was decided on somebody's own request, until they have looked at it.
    func decided(_ news: SharingRequests.News, in language: Language) -> DeskTask {
        let request = news.detail.request
        let path = "/requests/\(request.id)"
        let name = news.detail.dataset.name[language]
        return DeskTask(
            Self.title(news, name, in: language),
            path: path,
            law: Self.law(news, in: language),
            due: request.refusal?.mediation.due,
            action: Self.action(news, path, in: language)
        )
    }

    private static func title(_ news: SharingRequests.News, _ name: String, in language: Language) -> String {
        switch (news.detail.request.stage, language) {
        case (.granted, .ko): news.isPart ? "「\(name)」 요청: 일부를 제공하기로 결정" : "「\(name)」 요청: 제공하기로 결정"
        case (.granted, .en): news.isPart ? "“\(name)” was granted in part" : "“\(name)” was granted"
        case (.refused, .ko): "「\(name)」 요청: 거부"
        case (.refused, .en): "“\(name)” was refused"
        case (_, .ko): "「\(name)」 요청: 보유하지 않는다는 답변"
        case (_, .en): "“\(name)” is not held there"
        }
    }

    /// Who decided when, and until when something can be done about it.
    private static func law(_ news: SharingRequests.News, in language: Language) -> String {
        let (detail, request) = (news.detail, news.detail.request)
        let holder = (detail.deemedProvider ?? detail.provider).title[language]
        let day = request.decidedAt.map { Day(of: $0).written(in: language) } ?? ""
        var parts = [language == .ko ? "\(holder), \(day) 결정" : "Decided by \(holder) on \(day)"]
        if let grant = detail.grant {
            let last = grant.until.written(in: language)
            parts.append(language == .ko ? "\(last)까지 이용" : "may be used until \(last)")
        }
        if !news.offer.isEmpty {
            let columns = news.offer.joined(separator: ", ")
            parts.append(language == .ko ? "제공할 수 있다고 한 열: \(columns)" : "offered instead: \(columns)")
        }
        if let mediation = request.refusal?.mediation {
            let last = mediation.due.written(in: language)
            parts.append(
                language == .ko
                    ? "조정은 \(last)까지 요청할 수 있습니다(\(mediation.citation.ko))"
                    : "mediation may be applied for until \(last) (\(mediation.citation[.en]))"
            )
        }
        if let other = detail.suggestedHolder?.title[language] {
            parts.append(language == .ko ? "보유한 곳으로 \(other) 안내" : "\(other) may hold it")
        }
        return parts.joined(separator: " · ")
    }

    private static func action(_ news: SharingRequests.News, _ path: String, in language: Language) -> Link {
        let next = "\(path)/next"
        if news.detail.grant?.stage == .active { return Link(language == .ko ? "질의하기" : "Query the data", next) }
        if !news.offer.isEmpty { return Link(language == .ko ? "이 열만 요청하기" : "Ask for these columns", next) }
        return Link(
            news.detail.request.stage == .refused
                ? (language == .ko ? "사유 보기" : "Read the reasons") : (language == .ko ? "결정 보기" : "See the decision"),
            path
        )
    }
}

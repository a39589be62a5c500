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
        return DeskTask(
            title(news, in: language),
            path: path,
            law: law(news, in: language),
            due: request.refusal?.mediation.due,
            action: action(news, path, in: language)
        )
    }

    private func title(_ news: SharingRequests.News, in language: Language) -> String {
        let key =
            switch news.detail.request.stage {
            case .granted: news.isPart ? "sharingNewsPart" : "sharingNewsGranted"
            case .refused: "sharingNewsRefused"
            default: "sharingNewsNotHeld"
            }
        return pages.word(key, in: language, with: ["name": news.detail.dataset.name[language]])
    }

    /// Who decided when, and until when something can be done about it.
    private func law(_ news: SharingRequests.News, in language: Language) -> String {
        func say(_ key: String, _ values: [String: String]) -> String { pages.word(key, in: language, with: values) }
        let (detail, request) = (news.detail, news.detail.request)
        let holder = (detail.deemedProvider ?? detail.provider).title[language]
        let day = request.decidedAt.map { Day(of: $0).written(in: language) } ?? ""
        var parts = [say("sharingNewsBy", ["holder": holder, "day": day])]
        if let grant = detail.grant {
            parts.append(say("sharingNewsUntil", ["last": grant.until.written(in: language)]))
        }
        if !news.offer.isEmpty {
            parts.append(say("sharingNewsOffer", ["columns": news.offer.joined(separator: ", ")]))
        }
        if let mediation = request.refusal?.mediation {
            let last = mediation.due.written(in: language)
            parts.append(say("sharingNewsMediation", ["last": last, "citation": mediation.citation[language]]))
        }
        if let other = detail.suggestedHolder?.title[language] {
            parts.append(say("sharingNewsHolder", ["other": other]))
        }
        return parts.joined(separator: " · ")
    }

    private func action(_ news: SharingRequests.News, _ path: String, in language: Language) -> Link {
        let next = "\(path)/next"
        if news.detail.grant?.stage == .active { return Link(pages.word("sharingNewsQuery", in: language), next) }
        if !news.offer.isEmpty { return Link(pages.word("sharingNewsAskOffer", in: language), next) }
        let isRefused = news.detail.request.stage == .refused
        return Link(pages.word(isRefused ? "sharingNewsReasons" : "sharingNewsDecision", in: language), path)
    }
}

extension ClockRule.Extension {
    /// What a sentence about the extension of a period says: `times`, `days` and `citation`.
    func words(_ pages: Pages, in language: Language) -> [String: String] {
        [
            "times": pages.word("sharingTimes", one: "sharingOnce", count: times, in: language),
            "days": Written.number(days), "citation": citation[language],
        ]
    }
}

import Directory
import Foundation
import GRDB
import Kernel
import Web

/// What the catalogue puts on a keeper's desk: findings to answer, registrations to finish.
package struct CatalogDesk: DeskSource {
    private let datasets: Datasets

    package init(datasets: Datasets) { self.datasets = datasets }

    package func tasks(for actor: Actor, in language: Language) async throws -> [DeskTask] {
        try await datasets.waiting(for: actor).map { dataset, findings in
            let name = dataset.name[language]
            let path = "/datasets/\(dataset.id)/review"
            guard dataset.stage == .held else {
                return DeskTask(
                    language == .ko ? "「\(name)」 등록 마치기" : "Finish registering “\(name)”",
                    path: path,
                    law: language == .ko
                        ? "읽은 내용을 확인하고 게시해 주세요. 그 전에는 다른 사람에게 보이지 않습니다."
                        : "Check what was read and publish it. Nobody else sees it before.",
                    action: Link(language == .ko ? "이어 하기" : "Go on", path)
                )
            }
            return DeskTask(
                language == .ko
                    ? "「\(name)」 개인정보 의심 항목 \(findings)개 확인" : "\(findings) findings of personal data in “\(name)”",
                path: "/datasets/\(dataset.id)",
                law: language == .ko
                    ? "모두 답하기 전에는 공개되지 않습니다 · 개인정보 보호법 제18조"
                    : "It is not opened before each is answered · Personal Information Protection Act Art. 18",
                action: Link(language == .ko ? "확인하기" : "Check", path)
            )
        }
    }

    package func figures(for actor: Actor, in language: Language) async throws -> [DeskFigure] {
        let found = try await datasets.search(DatasetQuery(institution: actor.institution, limit: 1))
        return [
            DeskFigure(
                language == .ko ? "등록한 데이터" : "Datasets registered",
                Written.number(found.total),
                path: "/datasets?institution=\(actor.institution)"
            )
        ]
    }
}

extension Datasets {
    /// What waits for the keepers of data: held for findings, with how many are open, or read and not published.
    package func waiting(for actor: Actor) async throws -> [(dataset: Dataset, openFindings: Int)] {
        let own = Set(actor.held.filter { CatalogMove.answerFindings.own.contains($0.role) }.map(\.institution))
        guard !own.isEmpty else { return [] }
        return try await database.read { db in
            let found = try Dataset.filter(own.contains(Column("institution")) && Column("stage") != "published")
                .filter(Column("stage") == "held" || (Column("needsReview") == true && Column("version") > 0))
                .order(Column("updatedAt"))
                .limit(500)
                .fetchAll(db)
            return try found.map { (dataset: $0, openFindings: try Self.openFindings(of: $0, db)) }
        }
    }
}

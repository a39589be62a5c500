import Directory
import Foundation
import GRDB
import Kernel
import Web

/// What the catalogue puts on a keeper's desk: findings to answer, registrations to finish.
package struct CatalogDesk: DeskSource {
    private let datasets: Datasets
    private let pages: Pages

    package init(datasets: Datasets, pages: Pages) {
        self.datasets = datasets
        self.pages = pages
    }

    package func tasks(for actor: Actor, in language: Language) async throws -> [DeskTask] {
        try await datasets.waiting(for: actor).map { dataset, findings in
            let name = dataset.name[language]
            let path = "/datasets/\(dataset.id)/review"
            @Sendable func say(_ key: String) -> String { pages.word(key, in: language, with: ["name": name]) }
            guard dataset.stage == .held else {
                return DeskTask(
                    say("catalogDeskFinish"),
                    path: path,
                    law: say("catalogDeskFinishLaw"),
                    action: Link(say("catalogDeskFinishDo"), path)
                )
            }
            return DeskTask(
                pages.word(
                    "catalogDeskFindings",
                    one: "catalogDeskFindingsOne",
                    count: findings,
                    in: language,
                    with: ["name": name]
                ),
                path: "/datasets/\(dataset.id)",
                law: say("catalogDeskFindingsLaw"),
                action: Link(say("catalogDeskFindingsDo"), path)
            )
        }
    }

    package func figures(for actor: Actor, in language: Language) async throws -> [DeskFigure] {
        let found = try await datasets.search(DatasetQuery(institution: actor.institution, limit: 1))
        return [
            DeskFigure(
                pages.word("catalogDeskRegistered", in: language),
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

import GRDB
import Kernel

// An institution as history tells it.
extension Institutions {
    /// An institution over time: its names, those it followed and those that follow it.
    package struct Lineage: Sendable {
        package let institution: Institution
        package let parent: Institution?
        /// The names before the present one, the newest first.
        package let formerNames: [FormerName]
        package let predecessors: [Link]
        package let successors: [Link]
        /// Who answers for it today, where that is another one: acts done to it are deemed done to that one.
        package let deemed: Institution?

        /// One institution that follows, or was followed.
        package struct Link: Sendable {
            package let institution: Institution
            /// The first day of the successor.
            package let since: Day
            package let ground: String
            /// Whether it answers for open cases; of those after a split only the first does.
            package let answers: Bool
        }
    }

    package func lineage(of key: String) async throws -> Lineage {
        let day = clock.today
        return try await database.read { db in
            let institution = try Self.find(key, db)
            func links(_ own: String, _ other: String) throws -> [Lineage.Link] {
                let found = try Succession.filter(Column(own) == institution.id)
                    .order(Column("since").desc, Column("answers").desc, Column(other)).fetchAll(db)
                return try found.map { link in
                    Lineage.Link(
                        institution: try Self.find(
                            (other == "successor" ? link.successor : link.predecessor).rawValue,
                            db
                        ),
                        since: link.since,
                        ground: link.ground,
                        answers: link.answers
                    )
                }
            }
            let holder = try Self.holder(of: institution.id, on: day, db)
            return Lineage(
                institution: institution,
                parent: try institution.parent.map { try Self.find($0.rawValue, db) },
                formerNames: try FormerName.filter(Column("institution") == institution.id)
                    .order(Column("until").desc).fetchAll(db),
                predecessors: try links("successor", "predecessor"),
                successors: try links("predecessor", "successor"),
                deemed: holder == institution.id ? nil : try Self.find(holder.rawValue, db)
            )
        }
    }
}

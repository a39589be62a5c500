import Foundation
import GRDB
import Kernel

// Institutions as a list that is searched, sorted and paged.
extension Institutions {
    /// Which institutions are looked for.
    package struct Search: Sendable {
        /// Part of a name, also a former one, or the beginning of a code.
        package var text = ""
        /// A kind of the rule pack.
        package var kind: String?
        /// Whether those that have ended, or only begin later, are among them.
        package var isComplete = false
        /// Whether only those without an officer today.
        package var isVacant = false
        package var order = Order.name
        package var isDescending = false
        package var offset = 0
        package var limit = 50

        package init() {}
    }

    package enum Order: String, CaseIterable, Sendable {
        case name, code, kind, since
    }

    /// An institution in a list.
    package struct Found: Sendable {
        package let institution: Institution
        package let parent: LocalizedText?
        /// The name of today's officer.
        package let officer: String?
    }

    package func search(_ search: Search) async throws -> (found: [Found], total: Int) {
        let day = clock.today
        let text = search.text.trimmingCharacters(in: .whitespacesAndNewlines)
        var conditions: [String] = []
        var arguments: StatementArguments = ["day": day]
        if !text.isEmpty {
            let escaped = text.replacing(/[\\%_]/) { "\\\($0.output)" }
            conditions.append(
                """
                (i.name LIKE :part ESCAPE '\\' OR i.nameEn LIKE :part ESCAPE '\\' OR i.code LIKE :start ESCAPE '\\'
                OR EXISTS (SELECT 1 FROM formerName f WHERE f.institution = i.id AND f.name LIKE :part ESCAPE '\\'))
                """
            )
            arguments += ["part": "%\(escaped)%", "start": "\(escaped)%"]
        }
        if let kind = search.kind {
            conditions.append("i.kind = :kind")
            arguments += ["kind": kind]
        }
        if !search.isComplete { conditions.append("i.since <= :day AND (i.until IS NULL OR i.until >= :day)") }
        if search.isVacant { conditions.append("a.id IS NULL") }
        let from = """
            institution i LEFT JOIN institution p ON p.id = i.parent
            LEFT JOIN appointment a ON a.institution = i.id AND a.role = 'officer' AND a.since <= :day
                AND (a.until IS NULL OR a.until >= :day)
            LEFT JOIN person o ON o.id = a.person
            """ + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
        let direction = search.isDescending ? "DESC" : "ASC"
        let (all, page) = (arguments, arguments + ["limit": search.limit, "offset": search.offset])
        return try await database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT i.*, p.name AS parentName, p.nameEn AS parentNameEn, o.name AS officerName FROM \(from)
                    ORDER BY i.\(search.order.rawValue) \(direction), i.name, i.id LIMIT :limit OFFSET :offset
                    """,
                arguments: page
            )
            let count = "SELECT count(*) FROM \(from)"
            let found = try rows.map { row in
                Found(
                    institution: try Institution(row: row),
                    parent: (row["parentName"] as String?).map { LocalizedText($0, en: row["parentNameEn"]) },
                    officer: row["officerName"]
                )
            }
            return (found, try Int.fetchOne(db, sql: count, arguments: all) ?? 0)
        }
    }

    /// The institutions behind some keys, for what speaks of them.
    package func named(_ ids: Set<Institution.ID>) async throws -> [Institution.ID: Institution] {
        guard !ids.isEmpty else { return [:] }
        return try await database.read { db in
            let found = try Institution.fetchAll(db, keys: ids)
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// `id` and all it has come to answer for by today.
    package func answeredFor(by id: Institution.ID) async throws -> [Institution.ID] {
        let day = clock.today
        return try await database.read { try Self.answeredFor(by: id, on: day, $0) }
    }
}

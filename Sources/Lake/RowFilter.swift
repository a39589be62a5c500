import Foundation
import Kernel

/// Checks a person's row filter: one boolean expression over the table's columns, and nothing else.
package struct RowFilter: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Functions a filter may call. Operators such as `+` and LIKE (`~~`) are functions to DuckDB.
    private static let functions: Set<String> = [
        "+", "-", "*", "/", "%", "//", "||", "~~", "!~~", "~~*", "!~~*", "like_escape", "not_like_escape",
        "ilike_escape",
        "not_ilike_escape", "lower", "upper", "trim", "ltrim", "rtrim", "length", "left", "right", "substring",
        "substr",
        "contains", "starts_with", "prefix", "suffix", "ends_with", "abs", "round", "floor", "ceil", "year", "month",
        "day", "date_part", "coalesce", "regexp_matches", "regexp_full_match", "replace", "concat",
    ]

    private static let classes: Set<String> = [
        "COLUMN_REF", "CONSTANT", "COMPARISON", "CONJUNCTION", "OPERATOR", "BETWEEN", "CASE", "CAST", "FUNCTION",
    ]

    private static let start = "SELECT * FROM t WHERE "

    /// Returns the filter as DuckDB spells what it understood: what was checked is what will run.
    ///
    /// - Throws: A 422 problem with the position of what is not allowed.
    package func checked(_ text: String, table: LakeTable) async throws -> String {
        guard text.utf8.count <= 10_000 else {
            throw LakeProblem.filter(LocalizedText("조건이 너무 깁니다.", en: "The filter is too long."), at: nil)
        }
        let statement = SQLText.literal(Self.start + text)
        let script = """
            .safe_mode
            SELECT 'tree|' || CAST(json_serialize_sql(\(statement)) AS VARCHAR);
            """
        let limits = Engine.Limits(threads: 1, memory: 256, deadline: 30)
        let tree: String
        do {
            tree = try await engine.run(script, limits: limits).first("tree") ?? "{}"
        } catch is Engine.Failure {
            throw LakeProblem.filter(LocalizedText("읽을 수 없는 조건입니다.", en: "It cannot be read."), at: nil)
        }
        let parsed = try JSONDecoder().decode(Tree.self, from: Data(tree.utf8))
        if parsed.error {
            // json_serialize_sql takes SELECT alone, so a second statement of another kind is refused here too.
            throw LakeProblem.filter(
                LocalizedText(
                    "문법이 맞지 않습니다: \(parsed.error_message ?? "")",
                    en: "It is not well-formed: \(parsed.error_message ?? "")"
                ),
                at: parsed.position.flatMap { Int($0) }.map { Self.character($0, of: text) }
            )
        }
        guard let node = parsed.statements?.first?.node, parsed.statements?.count == 1 else {
            throw LakeProblem.filter(LocalizedText("조건식 하나만 적어 주세요.", en: "Write one expression only."), at: nil)
        }
        try Self.checkFrame(node)
        guard let condition = node["where_clause"] else {
            throw LakeProblem.filter(LocalizedText("조건식이 비어 있습니다.", en: "The filter is empty."), at: nil)
        }
        try Self.check(condition, columns: Set(table.columns.map { $0.name.lowercased() }), in: text)
        return try await spelled(statement, table: table, limits: limits)
    }

    /// Beyond WHERE nothing may have been added: no GROUP BY, UNION, LIMIT, WITH, QUALIFY.
    private static func checkFrame(_ node: Loose) throws {
        let extras: [(String, Bool)] = [
            ("modifiers", node["modifiers"]?.isEmpty == false), ("cte_map", node["cte_map"]?["map"]?.isEmpty == false),
            ("group_expressions", node["group_expressions"]?.isEmpty == false),
            ("aggregate_handling", node["aggregate_handling"]?.text != "STANDARD_HANDLING"),
            ("having", node["having"].map { $0 != .null } ?? false),
            ("qualify", node["qualify"].map { $0 != .null } ?? false),
            ("sample", node["sample"].map { $0 != .null } ?? false),
        ]
        guard node["type"]?.text == "SELECT_NODE", !extras.contains(where: { $0.1 }) else {
            throw LakeProblem.filter(
                LocalizedText("조건식 하나만 적어 주세요.", en: "Write one expression and nothing after it."),
                at: nil
            )
        }
    }

    /// DuckDB counts bytes of the whole statement, people characters of what they wrote.
    private static func character(_ byte: Int, of text: String) -> Int {
        String(decoding: text.utf8.prefix(max(0, byte - start.utf8.count)), as: UTF8.self).count
    }

    private static func check(_ node: Loose, columns: Set<String>, in text: String) throws {
        guard case .object(let members) = node else {
            if case .array(let items) = node { for item in items { try check(item, columns: columns, in: text) } }
            return
        }
        if let kind = members["class"]?.text {
            let place = members["query_location"]?.number.map { character($0, of: text) }
            guard classes.contains(kind) else {
                throw LakeProblem.filter(
                    LocalizedText("조건에 쓸 수 없는 표현입니다(\(kind)).", en: "This is not allowed in a filter (\(kind))."),
                    at: place
                )
            }
            if kind == "COLUMN_REF" {
                let names = (members["column_names"]?.items ?? []).compactMap(\.text)
                guard names.count == 1, columns.contains(names[0].lowercased()) else {
                    let name = names.joined(separator: ".")
                    throw LakeProblem.filter(
                        LocalizedText("‘\(name)’이라는 열은 없습니다.", en: "There is no column “\(name)”."),
                        at: place
                    )
                }
            }
            if kind == "FUNCTION", let name = members["function_name"]?.text, !functions.contains(name.lowercased()) {
                throw LakeProblem.filter(
                    LocalizedText(
                        "‘\(name)’ 함수는 조건에 쓸 수 없습니다.",
                        en: "The function \(name) is not allowed in a filter."
                    ),
                    at: place
                )
            }
        }
        for (name, member) in members where name != "value" { try check(member, columns: columns, in: text) }
    }

    /// Plans the filter over the table's types, so that a wrong comparison is found now, and spells it out.
    private func spelled(_ statement: String, table: LakeTable, limits: Engine.Limits) async throws -> String {
        let columns = table.columns.map { "\(SQLText.identifier($0.name)) \($0.type)" }.joined(separator: ", ")
        let script = """
            CREATE TABLE t (\(columns));
            .safe_mode
            SELECT 'sql|' || json_deserialize_sql(json_serialize_sql(\(statement)));
            SELECT count(*) FROM query(json_deserialize_sql(json_serialize_sql(\(statement))));
            """
        do {
            let sql = try await engine.run(script, limits: limits).lines.joined(separator: " ")
            guard let range = sql.range(of: " WHERE "), let end = sql.lastIndex(of: ")") else {
                throw LakeProblem.filter(LocalizedText("읽을 수 없는 조건입니다.", en: "It cannot be read."), at: nil)
            }
            return String(sql[range.upperBound...end])
        } catch let failure as Engine.Failure {
            let message = QueryMessage.plain(failure.message)
            throw LakeProblem.filter(LocalizedText(message, en: message), at: nil)
        }
    }

    private struct Tree: Decodable {
        let error: Bool
        let error_message: String?
        let position: String?
        let statements: [Statement]?

        struct Statement: Decodable {
            let node: Loose
        }
    }
}

/// JSON whose numbers may be anything: a syntax tree.
enum Loose: Decodable, Equatable {
    case null
    case other
    case number(Int)
    case text(String)
    case array([Loose])
    case object([String: Loose])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode([Loose].self) {
            self = .array(value)
        } else if let value = try? container.decode([String: Loose].self) {
            self = .object(value)
        } else {
            self = .other
        }
    }

    subscript(_ key: String) -> Loose? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    var text: String? {
        guard case .text(let value) = self else { return nil }
        return value
    }

    var number: Int? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    var items: [Loose] {
        guard case .array(let values) = self else { return [] }
        return values
    }

    var isEmpty: Bool {
        switch self {
        case .array(let values): values.isEmpty
        case .object(let members): members.isEmpty
        case .null: true
        case .other, .number, .text: false
        }
    }
}

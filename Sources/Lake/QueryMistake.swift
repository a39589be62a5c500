import Foundation
import Kernel

/// What DuckDB found wrong with a person's SQL, in words of ours, and where in the text it lies.
///
/// DuckDB writes English and, because we wrap the SQL, places every mistake at our wrapping. Its JSON tells the kind
/// and the name that was not understood; `json_serialize_sql` tells where that name stands.
struct QueryMistake: Decodable, Sendable {
    private let type: String
    private let message: String
    private let subtype: String?
    private let name: String?
    private let candidates: String?
    private let entry: String?

    private enum CodingKeys: String, CodingKey {
        case name, candidates
        case type = "exception_type"
        case message = "exception_message"
        case subtype = "error_subtype"
        case entry = "type"
    }

    /// - Parameter output: What DuckDB wrote on standard error with `errors_as_json` set.
    init?(_ output: String) {
        let lines = output.split(separator: "\n").filter { $0.hasPrefix("{") }
        guard let line = lines.first, let found = try? JSONDecoder().decode(Self.self, from: Data(line.utf8)) else {
            return nil
        }
        self = found
    }

    private init(parsing message: String) {
        type = "Parser"
        self.message = message
        (subtype, name, candidates, entry) = (nil, nil, nil, nil)
    }

    /// The mistake as the parser alone sees it, where it sees one: it is stricter than what runs the SQL, and closer
    /// to what was meant.
    func sharpened(by tree: String?) -> Self {
        guard let tree = Self.parsed(tree), tree.text("error_type") == "parser",
            let message = tree.text("error_message")
        else { return self }
        return Self(parsing: message)
    }

    private static func parsed(_ tree: String?) -> Tree? {
        tree.flatMap { try? JSONDecoder().decode(Tree.self, from: Data($0.utf8)) }
    }

    // MARK: - Words

    /// What is wrong and what to do; DuckDB's own words, in English, where ours do not reach.
    var words: LocalizedText {
        if let ours { return ours }
        let english = QueryMessage.plain(message)
        return LocalizedText("분석 엔진의 설명(영어): \(english)", en: english)
    }

    private var ours: LocalizedText? {
        switch (type, subtype) {
        case ("Parser", _): return parsing
        case (_, "COLUMN_NOT_FOUND") where message.contains("FROM clause is missing"):
            return LocalizedText(
                "FROM이 없어 “\(subject)” 열을 찾지 못했습니다.",
                en: "There is no FROM in which to look for the column “\(subject)”."
            )
        case (_, "COLUMN_NOT_FOUND"):
            return similar(
                LocalizedText("열", en: "columns"),
                to: LocalizedText("“\(subject)” 열이 없습니다.", en: "There is no column “\(subject)”.")
            )
        case (_, "MISSING_ENTRY") where entry == "Table":
            return similar(
                LocalizedText("표", en: "tables"),
                to: LocalizedText(
                    "“\(subject)” 표가 없습니다. 그 표의 이용권한을 선택했는지 확인해 주세요.",
                    en: "There is no table “\(subject)”. Please check that its grant is ticked."
                )
            )
        case (_, "MISSING_ENTRY"):
            return similar(
                LocalizedText("함수", en: "functions"),
                to: LocalizedText("“\(subject)” 함수가 없습니다.", en: "There is no function “\(subject)”.")
            )
        case (_, "NO_MATCHING_FUNCTION"):
            return LocalizedText(
                "“\(subject)” 함수에 맞지 않는 형식의 값입니다. CAST로 형식을 바꾸어 주세요.",
                en: "“\(subject)” does not take values of these types. Please change their type with CAST."
            )
        case ("Permission", _):
            return LocalizedText(
                "질의는 선택한 이용권한의 표만 읽습니다. 파일과 다른 자원은 쓸 수 없습니다.",
                en: "A question reads the tables of the ticked grants only, no files or anything else."
            )
        default: return known
        }
    }

    private var parsing: LocalizedText? {
        if message.contains("single SELECT") {
            return LocalizedText(
                "SELECT 문 하나만 쓸 수 있습니다. 세미콜론 뒤의 문장과 바꾸는 문장을 지워 주세요.",
                en: "Only one SELECT is possible. Please remove what follows the semicolon and what changes anything."
            )
        }
        if message.contains("end of input") {
            return LocalizedText(
                "질의가 중간에 끝났습니다. 닫지 않은 괄호나 빠진 구절이 있는지 확인해 주세요.",
                en: "The question ends too early. Please check for an open bracket or a missing part."
            )
        }
        if message.contains("unterminated quoted") {
            return LocalizedText("닫지 않은 따옴표가 있습니다.", en: "A quotation mark is not closed.")
        }
        return near.map {
            LocalizedText(
                "“\($0)” 가까이의 문법이 맞지 않습니다. 바로 앞의 철자와 쉼표, 괄호를 확인해 주세요.",
                en: "The syntax is wrong near “\($0)”. Please check spelling, commas and brackets just before it."
            )
        }
    }

    private var known: LocalizedText? {
        if message.contains("must appear in the GROUP BY") {
            return LocalizedText(
                "“\(subject)” 열은 GROUP BY에 넣거나 sum, count 같은 집계 함수로 감싸 주세요.",
                en: "Please put the column “\(subject)” into GROUP BY, or into an aggregate such as sum or count."
            )
        }
        if message.hasPrefix("Ambiguous reference") {
            return LocalizedText(
                "“\(subject)” 열이 여러 표에 있습니다. 표 이름을 앞에 붙여 주세요.",
                en: "Several tables have a column “\(subject)”. Please write the table's name before it."
            )
        }
        if message.hasPrefix("Referenced table") {
            return similar(
                LocalizedText("표", en: "tables"),
                to: LocalizedText("“\(subject)” 표가 FROM에 없습니다.", en: "The table “\(subject)” is not in FROM.")
            )
        }
        if message.contains("WHERE clause cannot contain aggregates") {
            return LocalizedText(
                "WHERE에는 집계 함수를 쓸 수 없습니다. 집계한 값의 조건은 HAVING에 적어 주세요.",
                en: "WHERE takes no aggregates. Please put a condition on an aggregate into HAVING."
            )
        }
        if type == "Conversion", let match = message.firstMatch(of: /string '(.*)' to (\w+)/) {
            let (value, type) = (match.output.1, match.output.2)
            return LocalizedText(
                "‘\(value)’ 값은 \(type) 형식으로 바꿀 수 없습니다. TRY_CAST를 쓰면 바꾸지 못한 값을 비워 둡니다.",
                en: "“\(value)” cannot become \(type). TRY_CAST leaves empty what cannot be changed."
            )
        }
        return nil
    }

    /// The name that was not understood.
    private var subject: String { name ?? quoted ?? "?" }

    private var quoted: String? { message.firstMatch(of: /"((?:[^"]|"")+)"/).map { String($0.output.1) } }

    private var near: String? { message.firstMatch(of: /at or near "(.*)"/).map { String($0.output.1) } }

    /// The sentence, with the names that come close where DuckDB knows any.
    private func similar(_ what: LocalizedText, to sentence: LocalizedText) -> LocalizedText {
        let named =
            candidates ?? message.firstMatch(of: /Candidate (?:tables|bindings): (.*)/).map { String($0.output.1) }
        let names = (named ?? "").split(separator: ",").prefix(5).map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
        }
        guard !names.isEmpty else { return sentence }
        let list = names.joined(separator: ", ")
        return LocalizedText(
            "\(sentence.ko) 비슷한 \(what.ko): \(list)",
            en: "\(sentence[.en]) Similar \(what[.en]): \(list)."
        )
    }

    // MARK: - Place

    /// Where in `sql` it is; nil where nobody can tell.
    ///
    /// - Parameter tree: What `json_serialize_sql` says of `sql`.
    func place(in sql: String, tree: String?) -> Problem.Place? {
        let scalars = Array(sql.unicodeScalars)
        guard let start = start(in: sql, scalars, tree), start <= scalars.count else { return nil }
        let before = scalars[..<start]
        let line = before.count { $0 == "\n" } + 1
        let column = start - (before.lastIndex(of: "\n").map { $0 + 1 } ?? 0) + 1
        let rest = scalars[start...].prefix { $0 != "\n" }
        return Problem.Place(line: line, column: column, length: max(1, min(length, rest.count)))
    }

    private var length: Int { (near ?? (type == "Parser" ? nil : subject))?.unicodeScalars.count ?? 1 }

    private func start(in sql: String, _ scalars: [Unicode.Scalar], _ tree: String?) -> Int? {
        guard let root = Self.parsed(tree) else { return nil }
        // A text that is no SQL at all has its mistake's place, in characters.
        if let place = root.text("position").flatMap({ Int($0) }) { return place }
        guard name != nil || quoted != nil, let byte = root.first(named: subject.lowercased()) else { return nil }
        // Places in the tree count bytes.
        var seen = 0
        for (place, scalar) in scalars.enumerated() {
            if seen >= byte { return place }
            seen += scalar.utf8.count
        }
        return seen >= byte ? scalars.count : nil
    }

    /// The parsed SQL, as far as names and places go.
    private indirect enum Tree: Decodable {
        case node([String: Tree])
        case list([Tree])
        case text(String)
        case place(Int)
        case other

        init(from decoder: any Decoder) throws {
            if let container = try? decoder.container(keyedBy: Key.self) {
                var members: [String: Tree] = [:]
                for key in container.allKeys { members[key.stringValue] = try container.decode(Tree.self, forKey: key) }
                self = .node(members)
            } else if var container = try? decoder.unkeyedContainer() {
                var items: [Tree] = []
                while !container.isAtEnd { items.append(try container.decode(Tree.self)) }
                self = .list(items)
            } else {
                let value = try decoder.singleValueContainer()
                if let text = try? value.decode(String.self) {
                    self = .text(text)
                } else if let number = try? value.decode(Int.self) {
                    self = .place(number)
                } else {
                    self = .other
                }
            }
        }

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func text(_ member: String) -> String? {
            guard case .node(let members) = self, case .text(let text) = members[member] else { return nil }
            return text
        }

        /// The first place in the text of a column, table or function of this name.
        func first(named name: String) -> Int? {
            switch self {
            case .list(let items): return items.compactMap { $0.first(named: name) }.min()
            case .node(let members):
                let below = members.values.compactMap { $0.first(named: name) }.min()
                guard case .place(let place) = members["query_location"], names.contains(name) else { return below }
                return below.map { min($0, place) } ?? place
            default: return nil
            }
        }

        /// What this node calls by name, in small letters.
        private var names: [String] {
            guard case .node(let members) = self else { return [] }
            var found = ["table_name", "function_name"].compactMap { text($0)?.lowercased() }
            if case .list(let parts) = members["column_names"] {
                for case .text(let part) in parts { found.append(part.lowercased()) }
            }
            return found
        }
    }
}

import Kernel
import Lake

/// What an officer wrote about terms, before it is checked against the dataset's tables.
package struct TermsDraft: Sendable {
    /// `column`, or `table.column` where the dataset has several tables; nil for all.
    package var columns: [String]?
    /// The row filter of a dataset of one table.
    package var filter: String?
    /// Row filters by table.
    package var filters: [String: String]
    /// By column, spelled like ``columns``.
    package var transforms: [String: String]
    package var minimumGroup: Int?
    package var quasiIdentifiers: [String]?

    package init(
        columns: [String]? = nil,
        filter: String? = nil,
        filters: [String: String] = [:],
        transforms: [String: String] = [:],
        minimumGroup: Int? = nil,
        quasiIdentifiers: [String]? = nil
    ) {
        self.columns = columns
        self.filter = filter
        self.filters = filters
        self.transforms = transforms
        self.minimumGroup = minimumGroup
        self.quasiIdentifiers = quasiIdentifiers
    }

    /// The terms by table, each checked. A table none of whose columns is named is left out.
    ///
    /// Where there is a minimum group the terms name the columns it is counted over, so that who reads them knows. Of
    /// several tables one without such columns has no minimum group.
    func terms(for tables: [LakeTable], until: Day) throws -> [String: Terms] {
        guard let first = tables.first else { throw SharingProblem.noTables }
        let filters = try filters(for: tables)
        if tables.count == 1 {
            var terms = Terms(
                columns: columns,
                filter: filters[first.name],
                transforms: transforms,
                minimumGroup: minimumGroup,
                quasiIdentifiers: quasiIdentifiers,
                until: until
            )
            try terms.check(against: first)
            if minimumGroup != nil { terms.quasiIdentifiers = try terms.quasi(in: first) }
            return [first.name: terms]
        }
        let known = Set(tables.map(\.name))
        for name in (columns ?? []) + transforms.keys + (quasiIdentifiers ?? []) {
            guard let table = name.split(separator: ".").first.map(String.init), known.contains(table) else {
                throw LakeProblem.terms(
                    "columns",
                    LocalizedText(
                        "‘\(name)’: 표가 여러 개이니 ‘표.열’로 적어 주세요. 표: \(known.sorted().joined(separator: ", "))",
                        en: "“\(name)”: write table.column; the tables are \(known.sorted().joined(separator: ", "))."
                    )
                )
            }
        }
        var result: [String: Terms] = [:]
        for table in tables {
            let mine = columns?.compactMap { Self.column($0, of: table.name) }
            if columns != nil, mine?.isEmpty ?? true { continue }
            let quasi = quasiIdentifiers?.compactMap { Self.column($0, of: table.name) } ?? []
            var terms = Terms(
                columns: mine,
                filter: filters[table.name],
                transforms: Dictionary(
                    transforms.compactMap { name, spec in Self.column(name, of: table.name).map { ($0, spec) } },
                    uniquingKeysWith: { first, _ in first }
                ),
                quasiIdentifiers: quasi.isEmpty ? nil : quasi,
                until: until
            )
            if quasi.isEmpty, (try? terms.quasi(in: table).isEmpty) == true { terms.minimumGroup = nil }
            try terms.check(against: table)
            if terms.minimumGroup != nil { terms.quasiIdentifiers = try terms.quasi(in: table) }
            result[table.name] = terms
        }
        if minimumGroup != nil, result.values.allSatisfy({ $0.minimumGroup == nil }) {
            throw LakeProblem.terms(
                "minimumGroup",
                LocalizedText(
                    "최소 집단을 셀 열이 어느 표에도 없습니다. 셀 열을 골라 주세요.",
                    en: "No table has a column to count groups over. Name the columns."
                )
            )
        }
        if let left = filters.keys.sorted().first(where: { result[$0] == nil }) {
            throw LakeProblem.terms(
                "where",
                LocalizedText(
                    "‘\(left)’ 표는 제공하는 열이 없어 행 조건을 쓸 수 없습니다.",
                    en: "No column of the table “\(left)” is provided, so it cannot have a condition."
                )
            )
        }
        return result
    }

    /// The conditions by table, none of them checked yet.
    private func filters(for tables: [LakeTable]) throws -> [String: String] {
        let names = tables.map(\.name)
        var filters = filters
        if let filter {
            guard tables.count == 1, filters.isEmpty else {
                throw LakeProblem.terms(
                    "where",
                    LocalizedText(
                        "표가 여러 개이니 조건마다 ‘표: 조건’으로 적어 주세요. 표: \(names.joined(separator: ", "))",
                        en:
                            "Write each filter as “table: condition”; the tables are \(names.joined(separator: ", "))."
                    )
                )
            }
            filters = [names[0]: filter]
        }
        if let unknown = filters.keys.sorted().first(where: { !names.contains($0) }) {
            throw LakeProblem.terms(
                "where",
                LocalizedText(
                    "‘\(unknown)’이라는 표는 없습니다. 있는 표: \(names.joined(separator: ", "))",
                    en: "There is no table “\(unknown)”. There are: \(names.joined(separator: ", "))"
                )
            )
        }
        return filters
    }

    /// Sets the row filters from what somebody wrote: `condition`, or `table: condition` once for each table.
    package mutating func setFilters(_ written: [String]) throws {
        for text in written {
            // No expression begins with a name and a single colon, so nothing is guessed here.
            guard let match = text.wholeMatch(of: /\s*([^:'"()=<>]+?)\s*:(?!:)\s*(.*)/.dotMatchesNewlines()) else {
                guard filter == nil else { throw Self.twice(nil) }
                filter = text
                continue
            }
            let table = String(match.output.1)
            guard filters.updateValue(String(match.output.2), forKey: table) == nil else { throw Self.twice(table) }
        }
    }

    private static func twice(_ table: String?) -> Problem {
        LakeProblem.terms(
            "where",
            LocalizedText(
                "조건은 표마다 하나입니다. AND로 이어 하나로 적어 주세요." + (table.map { " 표: \($0)" } ?? ""),
                en: "Write one condition for a table, joined with AND." + (table.map { " Table: \($0)" } ?? "")
            )
        )
    }

    private static func column(_ name: String, of table: String) -> String? {
        name.hasPrefix(table + ".") ? String(name.dropFirst(table.count + 1)) : nil
    }
}

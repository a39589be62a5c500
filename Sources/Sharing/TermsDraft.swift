import Kernel
import Lake

/// What an officer wrote about terms, before it is checked against the dataset's tables.
package struct TermsDraft: Sendable {
    /// `column`, or `table.column` where the dataset has several tables; nil for all.
    package var columns: [String]?
    package var filter: String?
    /// By column, spelled like ``columns``.
    package var transforms: [String: String]
    package var minimumGroup: Int?
    package var quasiIdentifiers: [String]?

    package init(
        columns: [String]? = nil,
        filter: String? = nil,
        transforms: [String: String] = [:],
        minimumGroup: Int? = nil,
        quasiIdentifiers: [String]? = nil
    ) {
        self.columns = columns
        self.filter = filter
        self.transforms = transforms
        self.minimumGroup = minimumGroup
        self.quasiIdentifiers = quasiIdentifiers
    }

    /// The terms by table, each checked. A table none of whose columns is named is left out.
    func terms(for tables: [LakeTable], until: Day) throws -> [String: Terms] {
        guard let first = tables.first else { throw SharingProblem.noTables }
        if tables.count == 1 {
            let terms = Terms(
                columns: columns,
                filter: filter,
                transforms: transforms,
                minimumGroup: minimumGroup,
                quasiIdentifiers: quasiIdentifiers,
                until: until
            )
            try terms.check(against: first)
            return [first.name: terms]
        }
        guard filter == nil else {
            throw LakeProblem.terms(
                "where",
                LocalizedText(
                    "표가 여러 개인 데이터에는 행 조건을 쓸 수 없습니다. 표마다 데이터를 나누어 등록해 주세요.",
                    en: "A row filter needs a dataset of one table. Register the tables as datasets of their own."
                )
            )
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
            let terms = Terms(
                columns: mine,
                filter: nil,
                transforms: Dictionary(
                    transforms.compactMap { name, spec in Self.column(name, of: table.name).map { ($0, spec) } },
                    uniquingKeysWith: { first, _ in first }
                ),
                minimumGroup: minimumGroup,
                quasiIdentifiers: quasiIdentifiers?.compactMap { Self.column($0, of: table.name) },
                until: until
            )
            try terms.check(against: table)
            result[table.name] = terms
        }
        return result
    }

    private static func column(_ name: String, of table: String) -> String? {
        name.hasPrefix(table + ".") ? String(name.dropFirst(table.count + 1)) : nil
    }
}

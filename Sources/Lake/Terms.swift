import Crypto
import Foundation
import Kernel

/// What was agreed about one table: the only thing a share is made from.
package struct Terms: Codable, Equatable, Sendable {
    /// In the order of the share; nil for every column.
    package var columns: [String]?
    /// The checked row filter, as DuckDB spells it; nil for every row.
    package var filter: String?
    /// By column, as ``Transform/spec``.
    package var transforms: [String: String]
    /// Rows whose combination of quasi-identifiers is rarer are left out; nil for none.
    package var minimumGroup: Int?
    /// The columns whose combination may tell who somebody is; nil for the ordinary choice, see ``quasi(in:)``.
    package var quasiIdentifiers: [String]?
    /// The last day of use, in Seoul.
    package var until: Day

    package init(
        columns: [String]? = nil,
        filter: String? = nil,
        transforms: [String: String] = [:],
        minimumGroup: Int? = nil,
        quasiIdentifiers: [String]? = nil,
        until: Day
    ) {
        self.columns = columns
        self.filter = filter
        self.transforms = transforms
        self.minimumGroup = minimumGroup
        self.quasiIdentifiers = quasiIdentifiers
        self.until = until
    }

    /// SHA-256 of the canonical JSON of a share's terms by table, in hexadecimal.
    package static func hash(_ terms: [String: Terms]) throws -> String {
        Data(SHA256.hash(data: Data(try JSONValue(encoding: terms).canonical.utf8))).hex
    }

    /// Whether the share is the whole table as it is.
    package func isWhole(of table: LakeTable) -> Bool {
        let all = columns == nil || columns == table.columns.map(\.name)
        return all && filter == nil && minimumGroup == nil && transforms.values.allSatisfy { $0 == "keep" }
    }

    /// - Throws: A 422 problem that names the column or number that does not fit `table`.
    package func check(against table: LakeTable) throws {
        let known = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0) })
        for name in (columns ?? []) + transforms.keys + (quasiIdentifiers ?? []) where known[name] == nil {
            let names = table.columns.map(\.name).joined(separator: ", ")
            throw LakeProblem.terms(
                "columns",
                LocalizedText(
                    "‘\(name)’이라는 열은 없습니다. 있는 열: \(names)",
                    en: "There is no column “\(name)”. There are: \(names)"
                )
            )
        }
        if let columns, columns.isEmpty || Set(columns).count != columns.count {
            throw LakeProblem.terms(
                "columns",
                LocalizedText("열을 하나 이상, 한 번씩만 적어 주세요.", en: "Name at least one column, each once.")
            )
        }
        for (name, spec) in transforms {
            if let column = known[name] { try Transform(spec, column: name).check(column) }
        }
        let granted = Set(try outputs(of: table).map(\.column.name))
        if granted.isEmpty {
            throw LakeProblem.terms("columns", LocalizedText("제공할 열이 없습니다.", en: "No column is left to provide."))
        }
        for name in transforms.keys where !granted.contains(name) && transforms[name] != "drop" {
            throw LakeProblem.terms(
                "transforms",
                LocalizedText("‘\(name)’은(는) 제공하는 열이 아닙니다.", en: "“\(name)” is not among the columns provided.")
            )
        }
        if let minimumGroup, minimumGroup < 2 || minimumGroup > 10_000 {
            throw LakeProblem.terms(
                "minimumGroup",
                LocalizedText("최소 집단 크기는 2에서 10,000 사이입니다.", en: "A minimum group is 2 to 10,000.")
            )
        }
        try checkGroups(of: granted, in: table)
    }

    /// Groups are counted over columns of the share: over others nobody could tell them apart, over none they mean nothing.
    private func checkGroups(of granted: Set<String>, in table: LakeTable) throws {
        if let name = quasiIdentifiers?.first(where: { !granted.contains($0) }) {
            throw LakeProblem.terms(
                "quasiIdentifiers",
                LocalizedText(
                    "‘\(name)’은(는) 제공하는 열이 아니어서 최소 집단을 셀 수 없습니다.",
                    en: "“\(name)” is not among the columns provided, so groups cannot be counted over it."
                )
            )
        }
        guard minimumGroup != nil else {
            guard quasiIdentifiers == nil else {
                throw LakeProblem.terms(
                    "minimumGroup",
                    LocalizedText(
                        "최소 집단을 세는 열을 고르셨으니 최소 집단 크기도 적어 주세요.",
                        en: "Columns to count groups over are named: give the minimum group too."
                    )
                )
            }
            return
        }
        guard try !quasi(in: table).isEmpty else {
            throw LakeProblem.terms(
                "quasiIdentifiers",
                LocalizedText(
                    "최소 집단을 셀 열이 없습니다. 나가는 열이 모두 가명이거나 그대로인 숫자입니다. 셀 열을 골라 주세요.",
                    en:
                        "There is no column to count groups over: all that leave are pseudonyms or plain numbers. Name the columns."
                )
            )
        }
    }

    /// The columns of the share with what happens to each.
    func outputs(of table: LakeTable) throws -> [(column: LakeColumn, transform: Transform)] {
        let names = columns ?? table.columns.map(\.name)
        return try names.compactMap { name in
            guard let column = table.columns.first(where: { $0.name == name }) else { return nil }
            let transform = try transforms[name].map { try Transform($0, column: name) } ?? .keep
            return transform == .drop ? nil : (column, transform)
        }
    }

    /// The quasi-identifiers: those named, else every coarsened column and every text, date and truth value that is
    /// no pseudonym. Plain numbers count as measures.
    package func quasi(in table: LakeTable) throws -> [String] {
        if let quasiIdentifiers { return quasiIdentifiers }
        return try outputs(of: table).filter { column, transform in
            transform != .pseudonymise && (transform.generalises || !column.isNumber)
        }.map(\.column.name)
    }

    /// The one SELECT that makes the share.
    ///
    /// - Parameters:
    ///   - source: The relation with the owner's rows.
    ///   - key: The grant's key for pseudonyms, 32 bytes.
    func select(from source: String, table: LakeTable, key: Data) throws -> String {
        let outputs = try outputs(of: table)
        let list = outputs.map { column, transform in
            let v = SQLText.identifier(column.name)
            return transform == .keep ? v : "\(transform.sql(v, key: key)) AS \(v)"
        }.joined(separator: ", ")
        let filtered = "SELECT \(list) FROM \(source)" + (filter.map { " WHERE (\($0))" } ?? "")
        guard let minimumGroup else { return filtered }
        let quasi = try quasi(in: table).map(SQLText.identifier)
        guard !quasi.isEmpty else { return filtered }
        let names = outputs.map { SQLText.identifier($0.column.name) }.joined(separator: ", ")
        return "SELECT \(names) FROM (\(filtered)) "
            + "QUALIFY count(*) OVER (PARTITION BY \(quasi.joined(separator: ", "))) >= \(minimumGroup)"
    }
}

import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing
import Web

extension AnalysisPages {
    /// What may be read, grant by grant. Tables of ticked grants have the names they will have in the question.
    func sources(_ details: [Grants.Detail], chosen: [Grant.ID], _ context: SignedIn) -> [QueryPage.Source] {
        let ticked = Set(chosen)
        let tableCount = details.reduce(0) { $0 + ($1.grant.manifest?.tables.count ?? 0) }
        var used: Set<String> = []
        return details.map { detail in
            let isTicked = ticked.contains(detail.grant.id)
            return QueryPage.Source(
                id: detail.grant.id.rawValue,
                title: detail.dataset.name[context.language],
                holder: (detail.deemedProvider ?? detail.provider).title[context.language],
                until: detail.grant.until.written(in: context.language),
                isTicked: isTicked,
                tables: (detail.grant.manifest?.tables ?? []).map { table in
                    var name = table.name
                    if isTicked {
                        var number = 2
                        while !used.insert(name.lowercased()).inserted {
                            name = "\(table.name)_\(number)"
                            number += 1
                        }
                    }
                    let sql = SQLName.written(name)
                    let look = FormValues(lenient: "").query(adding: [
                        ("grant", detail.grant.id.rawValue), ("sql", "SELECT *\nFROM \(sql)\nLIMIT 100"),
                    ])
                    return QueryPage.Source.Table(
                        base: table.name,
                        sql: sql,
                        rows: pages.word(
                            "analysisRowCount",
                            one: "analysisRowCountOne",
                            count: table.rows,
                            in: context.language
                        ),
                        columns: table.columns.map {
                            QueryPage.Source.Column(
                                name: $0.name,
                                sql: SQLName.written($0.name),
                                type: type($0.type, context)
                            )
                        },
                        look: "/queries?\(look)",
                        isOpen: isTicked && tableCount <= 3
                    )
                }
            )
        }
    }

    /// The grants a question reads with: those that are ticked or, where none is, those whose tables it names. No more
    /// than that, for a result lasts only as long as every one of its grants.
    ///
    /// - Throws: A 422 problem where a name could mean tables of several grants.
    func grants(for draft: Draft, by actor: Actor) async throws -> [Grant.ID] {
        guard draft.grants?.isEmpty ?? true else { return draft.grants ?? [] }
        let named = Set(
            draft.sql.matches(of: /"([^"]+)"|[\p{L}_][\p{L}\p{N}_]*/).map {
                String($0.output.1 ?? $0.output.0).lowercased()
            }
        )
        var holders: [String: [Grant.ID]] = [:]
        for detail in try await queries.grants.usable(by: actor) {
            for table in detail.grant.manifest?.tables ?? [] where named.contains(table.name.lowercased()) {
                holders[table.name.lowercased(), default: []].append(detail.grant.id)
            }
        }
        if let unclear = holders.filter({ $0.value.count > 1 }).keys.min() {
            throw Queries.invalid(
                "grants",
                LocalizedText(
                    "“\(unclear)” 표가 여러 이용권한에 있습니다. 쓸 이용권한을 골라 주세요.",
                    en: "Several grants have a table “\(unclear)”. Tick the one you mean."
                )
            )
        }
        return Set(holders.values.joined()).sorted()
    }

    /// A column's type in words; what has none is called as the engine calls it.
    func type(_ type: String, _ context: SignedIn) -> String {
        let column = ResultColumn(type)
        let title: LocalizedText? =
            switch type {
            case "DATE": ChosenType.date.title
            case "VARCHAR": ChosenType.text.title
            case "BOOLEAN": LocalizedText("참·거짓", en: "true or false")
            case _ where type.hasPrefix("TIMESTAMP"): ChosenType.timestamp.title
            case _ where column.isNumber: (column.isWhole ? ChosenType.integer : .number).title
            default: nil
            }
        return title?[context.language] ?? type
    }
}

/// Names as they are written in SQL.
enum SQLName {
    /// The name itself where that is enough, else in double quotes.
    static func written(_ name: String) -> String {
        let isPlain =
            name.first.map { $0.isLetter || $0 == "_" } == true
            && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && !reserved.contains(name.lowercased()[...])
        return isPlain ? name : "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    /// DuckDB 1.5's words that cannot be names everywhere: `duckdb_keywords()`, `reserved` and `type_function`.
    private static let reserved: Set<Substring> = Set(
        """
        all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create \
        default deferrable desc describe distinct do else end except false fetch for foreign from group having in \
        initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer \
        pivot_wider placing primary qualify references returning select show some summarize symmetric table then to \
        trailing true union unique unpivot using variadic when where window with anti asof at authorization binary \
        collation concurrently cross freeze full generated glob ilike inner is isnull join left like map natural \
        notnull outer overlaps positional right semi similar struct tablesample try_cast unpack verbose
        """.split(separator: " ")
    )
}

import Kernel
import Lake
import Web

extension DecisionPage.Preview {
    /// What would leave of one table, said and shown.
    init(
        _ preview: SharePreview,
        of table: LakeTable,
        _ terms: Terms,
        isOnly: Bool,
        _ pages: Pages,
        in language: Language
    ) {
        name = isOnly ? nil : preview.table
        let size = DecisionPage.size(rows: preview.rowCount, columns: preview.columns.count, pages, in: language)
        let source = GrantPages.rows(preview.sourceRows, pages, in: language)
        caption = pages.word("sharingPreviewCaption", in: language, with: ["size": size, "source": source])
        facts = Self.facts(preview, of: table, terms, pages, in: language)
        heads = preview.columns
        rows = preview.rows.map { row in
            row.map { cell in
                let text = cell ?? "–"
                return text.count > 40 ? "\(text.prefix(12))…\(text.suffix(4))" : text
            }
        }
        isEmpty = preview.rows.isEmpty
    }

    /// Everything the terms do to the table, and that they do no more.
    private static func facts(
        _ preview: SharePreview,
        of table: LakeTable,
        _ terms: Terms,
        _ pages: Pages,
        in language: Language
    ) -> [Fact] {
        func word(_ key: String) -> String { pages.word(key, in: language) }
        func fact(_ key: String, _ text: String, isWarning: Bool = false) -> Fact {
            Fact(name: word(key), text: text, isWarning: isWarning)
        }
        var facts: [Fact] = []
        if terms.isWhole(of: table) {
            facts.append(Fact(name: nil, text: word("sharingLeavesWhole"), isWarning: false))
        } else {
            let left = table.columns.map(\.name).filter { !preview.columns.contains($0) }
            let changed = preview.columns.compactMap { column in
                terms.transforms[column].map { "\(column)(\(GrantPages.way($0, pages, in: language)))" }
            }
            facts.append(fact("sharingColumnsLeft", left.isEmpty ? word("sharingNone") : left.joined(separator: ", ")))
            facts.append(
                fact("sharingColumnsChanged", changed.isEmpty ? word("sharingNone") : changed.joined(separator: ", "))
            )
            facts.append(
                fact(
                    "sharingRowCondition",
                    terms.filter.map { filter in
                        let left = pages.word(
                            "sharingRowsLeft",
                            one: "sharingRowsLeftOne",
                            count: preview.filteredOut,
                            in: language
                        )
                        return "\(filter) · \(left)"
                    } ?? word("sharingNone")
                )
            )
            facts.append(
                fact(
                    "sharingMinimumGroup",
                    terms.minimumGroup.map {
                        GrantPages.group($0, over: terms.quasiIdentifiers ?? [], pages, in: language) + " "
                            + pages.word(
                                "sharingRowsLeave",
                                one: "sharingRowsLeaveOne",
                                count: preview.suppressed,
                                in: language
                            )
                    } ?? word("sharingNone")
                )
            )
        }
        let plain = table.columns.filter { column in
            preview.columns.contains(column.name) && terms.transforms[column.name] ?? "keep" == "keep"
        }
        if let findings = DecisionPage.findings(plain, in: language) {
            facts.append(fact("sharingFindingsLeave", findings, isWarning: true))
        }
        return facts
    }
}

import Catalog
import Directory
import Foundation
import Kernel
import Lake
import Sharing
import Web

extension AnalysisPages {
    /// Rows of the table on one page.
    private static let pageSize = 50
    /// Columns that are shown; files have them all.
    private static let columnLimit = 60

    /// What came out of a finished run.
    func answer(_ run: QueryRun, _ details: [Grants.Detail], _ query: FormValues, _ context: SignedIn) async throws
        -> (QueryPage.Result, Pagination?)
    {
        let language = context.language
        let total = run.rows ?? 0
        let pageCount = max(1, (total + Self.pageSize - 1) / Self.pageSize)
        let number = max(1, min(pageCount, query["page"].flatMap { Int($0) } ?? 1))
        let offset = (number - 1) * Self.pageSize
        // The picture shows the first rows, whatever page the table is on.
        let isDrawn = run.columns.count <= Self.columnLimit
        let first = try await queries.page(
            run.id,
            offset: 0,
            limit: isDrawn ? ResultChart.lineLimit : Self.pageSize,
            by: context.actor
        )
        let lines =
            offset + Self.pageSize <= first.count || first.count == total
            ? Array(first.dropFirst(offset).prefix(Self.pageSize))
            : try await queries.page(run.id, offset: offset, limit: Self.pageSize, by: context.actor)
        let drawn = first.map(ResultCells.split).filter { $0.count == run.columns.count }
        let picture = isDrawn ? ResultChart(run.columns, query, rows: drawn, pages, in: language) : nil
        let shown = run.columns.prefix(Self.columnLimit)
        let evidence = try await queries.evidence(of: run)
        let result = QueryPage.Result(
            id: run.id.rawValue,
            facts: facts(run, context),
            cut: run.isTruncated ? word("analysisCut", context) : nil,
            caption: caption(from: offset, lines.count, of: total, in: language),
            heads: shown.map {
                QueryPage.Result.Head(
                    name: $0.name,
                    type: type($0.type, context),
                    isNumber: ResultColumn($0.type).isNumber
                )
            },
            rows: lines.map { line in
                zip(ResultCells.split(line), shown).map { element, column in
                    ResultCells.cell(element, of: ResultColumn(column.type), named: column.name) { word($0, context) }
                }
            },
            isEmpty: total == 0,
            hiddenColumns: run.columns.count > Self.columnLimit
                ? words(ofHidden: run.columns.count, in: language) : nil,
            downloads: [
                Link(word("analysisCSVExcel", context), "/queries/\(run.id)/download?format=csv"),
                Link(word("analysisCSV", context), "/queries/\(run.id)/download?format=csv&bom=false"),
                Link(word("analysisXLSX", context), "/queries/\(run.id)/download?format=xlsx"),
                Link("Parquet", "/queries/\(run.id)/download?format=parquet"),
            ],
            chart: picture.map {
                QueryPage.ChartPart(
                    fields: $0.fields(),
                    chart: $0.chart(of: drawn, total: total)
                )
            },
            evidence: self.evidence(run, evidence, context),
            shares: (evidence?.shares ?? []).map { share in
                let name = details.first { $0.grant.id == share.grant }?.dataset.name[language]
                return QueryPage.Result.Share(
                    table: share.table,
                    version: pages.word("analysisShareVersion", in: language, with: ["version": String(share.version)]),
                    sha256: share.sha256,
                    grant: name ?? share.grant.rawValue
                )
            }
        )
        return (
            result, Pagination(page: number, of: pageCount, path: "/queries/\(run.id)", query: query)
        )
    }

    private func facts(_ run: QueryRun, _ context: SignedIn) -> [QueryPage.Result.Fact] {
        let milliseconds = run.elapsedMs ?? 0
        let time = pages.word(
            milliseconds < 1000 ? "analysisMilliseconds" : "analysisSeconds",
            in: context.language,
            with: [
                "count": milliseconds < 1000
                    ? String(milliseconds) : Written.decimal(Double(milliseconds) / 1000, places: 1)
            ]
        )
        return [
            (word("analysisRows", context), Written.number(run.rows ?? 0)),
            (word("analysisColumns", context), Written.number(run.columns.count)),
            (word("analysisTime", context), time),
            (word("analysisWhen", context), Written.instant(run.at, in: context.language)),
        ].map { QueryPage.Result.Fact(name: $0, value: $1, isCode: false) }
    }

    private func evidence(_ run: QueryRun, _ evidence: Queries.Evidence?, _ context: SignedIn)
        -> [QueryPage.Result.Fact]
    {
        var facts = [QueryPage.Result.Fact(name: word("analysisRun", context), value: run.id.rawValue, isCode: true)]
        if let evidence {
            facts.append(.init(name: word("analysisEngine", context), value: evidence.engine, isCode: false))
            facts.append(
                .init(name: word("analysisAct", context), value: Written.number(Int(evidence.act)), isCode: false)
            )
        }
        facts.append(.init(name: word("analysisHash", context), value: run.sha256 ?? "–", isCode: true))
        return facts
    }

    private func caption(from offset: Int, _ count: Int, of total: Int, in language: Language) -> String {
        guard count > 0 else { return "" }
        let (first, last) = (Written.number(offset + 1), Written.number(offset + count))
        let all = Written.number(total)
        return pages.word("analysisShownRows", in: language, with: ["all": all, "first": first, "last": last])
    }

    private func words(ofHidden count: Int, in language: Language) -> String {
        pages.word(
            "analysisHiddenColumns",
            in: language,
            with: ["all": Written.number(count), "count": String(Self.columnLimit)]
        )
    }
}

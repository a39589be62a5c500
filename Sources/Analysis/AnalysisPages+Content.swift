import Catalog
import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Sharing
import Web

extension AnalysisPages {
    /// What one page is about.
    struct Content: Sendable {
        var draft: Draft
        var problem: Problem?
        let run: QueryRun?
        let question: SavedQuestion?
        let query: FormValues

        init(_ draft: Draft, problem: Problem? = nil) {
            self.draft = draft
            self.problem = problem
            (run, question, query) = (nil, nil, FormValues(lenient: ""))
        }

        init(_ run: QueryRun, query: FormValues) {
            draft = Draft(sql: run.sql, grants: run.grants)
            (self.run, question, self.query) = (run, nil, query)
        }

        init(_ question: SavedQuestion) {
            draft = Draft(sql: question.sql, grants: question.grants, title: question.title)
            (run, self.question, query) = (nil, question, FormValues(lenient: ""))
        }
    }

    func page(_ content: Content, in context: SignedIn) async throws -> Response {
        let (draft, run, question) = (content.draft, content.run, content.question)
        let details = try await queries.grants.usable(by: context.actor)
        let chosen = Self.chosen(draft.grants, of: details)
        let sources = sources(details, chosen: chosen, context)
        let canAsk = AnalysisMove.ask.isAllowed(for: context.actor, at: nil)
        var (result, failure, pagination) = (nil as QueryPage.Result?, run?.problem, nil as Pagination?)
        if let run, run.stage == .done {
            do {
                (result, pagination) = try await answer(run, details, content.query, context)
            } catch let error as any PublicError {
                // The result is gone, or may not be read any more; the question stays.
                failure = error.problem
            }
        }
        let ended = Set(draft.grants ?? []).subtracting(details.map(\.grant.id)).count
        let isOver = run?.stage.isOver ?? true
        let heading = title(content, failure, context)
        let page = QueryPage(
            title: heading,
            tab: run == nil ? heading : "\(heading): \(Self.oneLine(draft.sql).prefix(60))",
            lead: run == nil && question == nil ? word("analysisLead", context) : nil,
            chip: run.map { Self.chip($0.stage, pages, in: context.language) },
            crumbs: run == nil && question == nil
                ? [Crumb(word("analysisTitle", context))]
                : crumbs(context, Crumb(word(run == nil ? "analysisSavedOne" : "analysisRun", context))),
            problem: content.problem.map { FormProblem($0, in: context.language) },
            notice: ended > 0 ? words(ofEnded: ended, in: context.language) : nil,
            canAsk: canAsk && !details.isEmpty,
            nothing: nothing(canAsk: canAsk, hasSources: !details.isEmpty, context),
            editor: editor(content, failure, sources, context),
            sources: sources,
            limits: limits(in: context.language),
            waiting: isOver
                ? nil
                : run.map {
                    QueryPage.Waiting(
                        part: ProgressPart(
                            path: "/api/v1/queries/\($0.id)",
                            then: "/queries/\($0.id)",
                            title: waitingWords($0, context)
                        ),
                        cancel: "/queries/\($0.id)/cancel"
                    )
                },
            result: result,
            pagination: pagination,
            lists: run == nil ? try await lists(context) : nil
        )
        let status = content.problem.map { HTTPResponse.Status(code: $0.status) } ?? .ok
        return try pages.render(page, in: context, status: status)
    }

    /// The grants that are ticked, in the order of the page; the only one there is unless somebody has chosen.
    private static func chosen(_ wanted: [Grant.ID]?, of details: [Grants.Detail]) -> [Grant.ID] {
        let ids = details.map(\.grant.id)
        guard let wanted else { return ids.count == 1 ? ids : [] }
        return ids.filter(Set(wanted).contains)
    }

    // MARK: - Words

    private func title(_ content: Content, _ failure: Problem?, _ context: SignedIn) -> String {
        if let question = content.question { return question.title }
        return switch content.run?.stage {
        case nil: word("analysisHeading", context)
        case .waiting, .running: word("analysisRunning", context)
        case .cancelled: word("analysisCancelled", context)
        case .done where failure == nil: word("analysisResult", context)
        case .done: word("analysisGone", context)
        case .failed: word(failure?.status == 422 ? "analysisMistake" : "analysisFailed", context)
        }
    }

    private func waitingWords(_ run: QueryRun, _ context: SignedIn) -> String {
        let seconds = max(0, Int(queries.clock.now.timeIntervalSince(run.at)))
        guard run.stage != .waiting else { return word("analysisWaitingTurn", context) }
        return pages.word("analysisRunningFor", in: context.language, with: ["seconds": Written.number(seconds)])
    }

    private func words(ofEnded count: Int, in language: Language) -> String {
        pages.word("analysisEndedGrants", in: language, with: ["count": Written.number(count)])
    }

    static func chip(_ stage: QueryRun.Stage, _ pages: Pages, in language: Language) -> QueryPage.Chip {
        let (key, kind) =
            switch stage {
            case .waiting: ("analysisStageWaiting", "")
            case .running: ("analysisStageRunning", "info")
            case .done: ("analysisStageDone", "ok")
            case .failed: ("analysisStageFailed", "late")
            case .cancelled: ("analysisStageCancelled", "")
            }
        return QueryPage.Chip(text: pages.word(key, in: language), kind: kind)
    }

    private func nothing(canAsk: Bool, hasSources: Bool, _ context: SignedIn) -> EmptyState? {
        if !canAsk {
            return EmptyState(
                word("analysisNotForYou", context),
                word("analysisNotForYouText", context),
                action: Link(word("analysisFind", context), "/datasets")
            )
        }
        guard !hasSources else { return nil }
        return EmptyState(word("analysisNothing", context), word("analysisNothingText", context))
    }

    /// What holds for every question, in sentences.
    private func limits(in language: Language) -> [String] {
        let limits = queries.runs.limits
        return [
            ("analysisLimitRows", ["rows": Written.number(Runs.rowLimit)]),
            (
                "analysisLimitRun",
                ["seconds": Written.number(limits.deadline), "memory": Written.number(limits.memory)]
            ),
            ("analysisLimitAtOnce", ["count": Written.number(Queries.concurrent)]),
            ("analysisLimitKept", ["hours": Written.number(Int(Queries.lifetime) / 3600)]),
            ("analysisLimitLedger", [:]),
        ].map { pages.word($0, in: language, with: $1) }
    }

    // MARK: - Editor

    private func editor(_ content: Content, _ failure: Problem?, _ sources: [QueryPage.Source], _ context: SignedIn)
        -> QueryPage.Editor
    {
        let draft = content.draft
        let place = failure?.fields.first { $0.name == "sql" }?.place
        let table = sources.first?.tables.first
        let column = table?.columns.first
        let example = table.map {
            "SELECT \(column?.sql ?? "*"), count(*)\nFROM \($0.sql)\nGROUP BY \(column?.sql ?? "1")"
        }
        let isKept = content.question != nil
        return QueryPage.Editor(
            sql: draft.sql,
            rows: max(8, min(20, draft.sql.count { $0 == "\n" } + 2)),
            placeholder: example ?? "SELECT …",
            failure: failure.map { FormProblem($0, in: context.language) },
            mistake: place.flatMap { QueryPage.Mistake($0, in: draft.sql) },
            isWrong: place != nil || content.problem?.fields.contains { $0.name == "sql" } == true,
            titleField: FormField(
                "title",
                word("analysisQuestionTitle", context),
                value: draft.title,
                hint: isKept ? nil : word("analysisQuestionTitleHint", context)
            ).with { $0.maximumLength = 200 }.marked(by: content.problem, in: context.language),
            question: content.question?.id.rawValue,
            isKept: isKept,
            isSaveOpen: isKept || content.problem?.fields.contains { $0.name == "title" } == true
        )
    }

    // MARK: - Lists

    private func lists(_ context: SignedIn) async throws -> QueryPage.Lists {
        let saved = try await queries.saved(by: context.actor)
        let runs = try await queries.list(by: context.actor).prefix(8)
        return QueryPage.Lists(
            saved: saved.map {
                QueryPage.Saved(
                    path: "/queries/saved/\($0.id)",
                    title: $0.title,
                    sql: Self.oneLine($0.sql),
                    day: Written.day($0.updatedAt ?? $0.createdAt, in: context.language)
                )
            },
            hasSaved: !saved.isEmpty,
            recent: runs.map { row($0, context) },
            hasRecent: !runs.isEmpty
        )
    }

    func row(_ run: QueryRun, _ context: SignedIn) -> QueryPage.Recent {
        QueryPage.Recent(
            path: "/queries/\(run.id)",
            sql: Self.oneLine(run.sql),
            chip: Self.chip(run.stage, pages, in: context.language),
            count: run.rows.map(Written.number) ?? "–",
            rows: run.rows.map {
                pages.word("analysisRowCount", one: "analysisRowCountOne", count: $0, in: context.language)
            },
            when: Written.instant(run.at, in: context.language)
        )
    }

    /// SQL for a list: one line, and not too much of it.
    static func oneLine(_ sql: String) -> String {
        let words = sql.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 90 ? words.prefix(89) + "…" : words
    }
}

extension QueryPage.Mistake {
    /// What is shown of the line before and after the mistake, in characters.
    private static let margin = 48

    /// The place in `sql`, with what stands around it on its line.
    init?(_ place: Problem.Place, in sql: String) {
        let lines = sql.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(place.line - 1) else { return nil }
        let scalars = Array(lines[place.line - 1].unicodeScalars)
        let start = min(max(place.column - 1, 0), scalars.count)
        let end = min(start + place.length, scalars.count)
        func text(_ part: ArraySlice<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: part)
            return String(view)
        }
        let first = max(0, start - Self.margin)
        let last = min(scalars.count, end + Self.margin)
        (line, column, length) = (place.line, place.column, place.length)
        let ahead = text(scalars[first..<start])
        before = first > 0 ? "…" + ahead : String(ahead.drop(while: \.isWhitespace))
        wrong = start < end ? text(scalars[start..<end]) : " "
        after = text(scalars[end..<last]) + (last < scalars.count ? "…" : "")
    }
}

import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

extension KeeperPages {
    @Sendable func retype(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Dataset.ID = try context.requireParameter("id")
        let form = try await request.form()
        let detail = try await datasets.detail(id, for: context.actor)
        do {
            var types: [String: [String: ChosenType]] = [:]
            for file in detail.files {
                guard let table = file.table else { continue }
                for (place, column) in table.columns.prefix(ReviewPage.columnLimit).enumerated() {
                    guard let type = form["type.\(file.position).\(place)"].flatMap(ChosenType.init(rawValue:)),
                        file.chosenTypes.columns[column.name] != type
                    else { continue }
                    types[table.name, default: [:]][column.name] = type
                }
            }
            guard !types.isEmpty else {
                return .redirect(
                    to: "/datasets/\(id)/review",
                    saying: Flash(.notice, word("catalogNoTypeChanged", context))
                )
            }
            _ = try await datasets.retype(id, types, by: context.actor)
            return .redirect(to: "/datasets/\(id)/review")
        } catch let error as any PublicError where error.problem.belongsOnForm {
            return try await review(id, form, problem: error.problem, in: context)
        }
    }

    @Sendable func answer(_ request: Request, context: SignedIn) async throws -> Response {
        let id: Dataset.ID = try context.requireParameter("id")
        let form = try await request.form()
        let detail = try await datasets.detail(id, for: context.actor)
        do {
            var count = 0
            for (place, finding) in detail.findings.enumerated() {
                guard let answer = form["answer.\(place)"].flatMap(PersonalFinding.Answer.init(rawValue:)) else {
                    continue
                }
                try await datasets.answer(
                    id,
                    table: finding.tableName,
                    column: finding.columnName,
                    kind: finding.kind,
                    with: answer,
                    reason: form["reason"] ?? "",
                    by: context.actor
                )
                count += 1
            }
            return .redirect(
                to: "/datasets/\(id)/review",
                saying: count > 0
                    ? Flash(.success, word("catalogAnswered", context))
                    : Flash(.notice, word("catalogNothingAnswered", context))
            )
        } catch let error as any PublicError where error.problem.status == 422 {
            return try await review(id, form, problem: error.problem, in: context)
        }
    }

    @Sendable func discard(_ request: Request, context: SignedIn) async throws -> Response {
        try await datasets.discard(context.requireParameter("id"), by: context.actor)
        return .redirect(to: "/datasets/new", saying: Flash(.success, word("catalogDiscarded", context)))
    }
}

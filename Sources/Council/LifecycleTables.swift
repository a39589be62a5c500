import Kernel

// The lifecycles as Markdown tables, for docs/permissions.md.

extension OperationPlan {
    package static var lifecycleTable: String {
        CouncilTables.table(Stage.allCases, Move.allCases) { try? next($0, $1) }
    }
}

extension Meeting {
    package static var lifecycleTable: String {
        CouncilTables.table(Stage.allCases, Move.allCases) { try? next($0, $1) }
    }
}

extension AgendaItem {
    package static var lifecycleTable: String {
        CouncilTables.table(Stage.allCases, Move.allCases) { try? next($0, $1) }
    }
}

extension CouncilAction {
    package static var lifecycleTable: String {
        CouncilTables.table(Stage.allCases, Move.allCases) { try? next($0, $1) }
    }
}

extension Suggestion {
    package static var lifecycleTable: String {
        CouncilTables.table(Stage.allCases, Move.allCases, heading: heading) { stage, move in
            Side.allCases.compactMap { try? next(stage, move, by: $0) }.first
        }
    }

    /// A move with those who may make it.
    private static func heading(_ move: Move) -> String {
        let sides = Side.allCases.filter { side in
            Stage.allCases.contains { (try? next($0, move, by: side)) != nil }
        }
        return sides.isEmpty ? move.rawValue : "\(move.rawValue) (\(sides.map(\.rawValue).joined(separator: ", ")))"
    }
}

/// A stage as it stands in a table: its raw value, and its name for people.
protocol TabledStage: RawRepresentable<String> {
    var title: LocalizedText { get }
}

extension OperationPlan.Stage: TabledStage {}
extension Meeting.Stage: TabledStage {}
extension AgendaItem.Stage: TabledStage {}
extension CouncilAction.Stage: TabledStage {}
extension Suggestion.Stage: TabledStage {}

private enum CouncilTables {
    static func table<Stage: TabledStage, Move: RawRepresentable<String>>(
        _ stages: [Stage],
        _ moves: [Move],
        heading: (Move) -> String = { $0.rawValue },
        next: (Stage, Move) -> Stage?
    ) -> String {
        let head = moves.map { " \(heading($0)) |" }
        let rows = stages.map { stage in
            "| \(stage.rawValue) (\(stage.title.ko)) |" + moves.map { " \(next(stage, $0)?.rawValue ?? "") |" }.joined()
        }
        return (["| |" + head.joined(), "|---|" + moves.map { _ in "---|" }.joined()] + rows).joined(separator: "\n")
            + "\n"
    }
}

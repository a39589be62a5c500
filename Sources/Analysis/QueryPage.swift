import Foundation
import Kernel
import Web

/// The page one asks on: the editor with what may be read beside it, and beneath it what came out.
///
/// One page for a new question, a kept one and a run, so that a question is changed where its answer or its mistake
/// is read.
struct QueryPage: Page {
    static let template = "analysis/query"
    let title: String
    /// What the browser's tab and history say: with the question, so that runs are told apart.
    let tab: String
    let lead: String?
    let chip: Chip?
    let crumbs: [Crumb]
    /// What is wrong with what was just sent.
    let problem: FormProblem?
    let notice: String?
    let canAsk: Bool
    /// Why nothing can be asked, and the ways on.
    let nothing: EmptyState?
    let editor: Editor
    let sources: [Source]
    let limits: [String]
    let waiting: Waiting?
    let result: Result?
    let pagination: Pagination?
    let lists: Lists?

    struct Chip: Sendable {
        let text: String
        let kind: String
    }

    struct Editor: Sendable {
        let sql: String
        let rows: Int
        let placeholder: String
        /// What the engine said of this question.
        let failure: FormProblem?
        let mistake: Mistake?
        let isWrong: Bool
        let titleField: FormField
        /// The kept question that is being changed.
        let question: String?
        let isKept: Bool
        let isSaveOpen: Bool
    }

    /// The place of a mistake, for the eye and for the script.
    struct Mistake: Sendable {
        let line: Int
        let column: Int
        let length: Int
        let before: String
        let wrong: String
        let after: String
    }

    struct Waiting: Sendable {
        let part: ProgressPart
        let cancel: String
    }

    /// Kept and recent questions, on the page of a new one.
    struct Lists: Sendable {
        let saved: [Saved]
        let hasSaved: Bool
        let recent: [Recent]
        let hasRecent: Bool
    }

    struct Saved: Sendable {
        let path: String
        let title: String
        let sql: String
        let day: String
    }

    struct Recent: Sendable {
        let path: String
        let sql: String
        let chip: Chip
        /// The number alone, for a column of its own.
        let count: String
        /// `1 row`; nil until there is a result.
        let rows: String?
        let when: String
    }

    /// A grant and what can be read with it.
    struct Source: Sendable {
        let id: String
        let title: String
        let holder: String
        let until: String
        let isTicked: Bool
        let tables: [Table]

        struct Table: Sendable {
            /// The name in the share.
            let base: String
            /// The name in SQL, as it is written there.
            let sql: String
            let rows: String
            let columns: [Column]
            let look: String
            let isOpen: Bool
        }

        struct Column: Sendable {
            let name: String
            let sql: String
            let type: String
        }
    }

    /// What came out.
    struct Result: Sendable {
        let id: String
        let facts: [Fact]
        let cut: String?
        let caption: String
        let heads: [Head]
        let rows: [[Cell]]
        let isEmpty: Bool
        let hiddenColumns: String?
        let downloads: [Link]
        let chart: ChartPart?
        let evidence: [Fact]
        let shares: [Share]

        struct Fact: Sendable {
            let name: String
            let value: String
            let isCode: Bool
        }

        struct Head: Sendable {
            let name: String
            let type: String
            let isNumber: Bool
        }

        struct Cell: Sendable {
            let text: String
            let isNumber: Bool
            let isEmpty: Bool
        }

        struct Share: Sendable {
            let table: String
            let version: String
            let sha256: String
            let grant: String
        }
    }

    struct ChartPart: Sendable {
        let fields: [FormField]
        let chart: ValueChart
    }
}

/// The newest runs of somebody, all in one table.
struct RecentPage: Page {
    static let template = "analysis/recent"
    let title: String
    let crumbs: [Crumb]
    let runs: [QueryPage.Recent]
    let empty: EmptyState?
}

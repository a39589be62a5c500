import Kernel

/// Something that DuckDB can read as rows, and what its columns shall be called.
struct TableReader: Sendable {
    var relation: String
    var columns: [Column]
    var warnings: [LocalizedText] = []
    /// nil for files that say it themselves.
    var layout: FileLayout?

    struct Column: Sendable {
        let source: String
        let name: String
        /// nil for text whose type is still to be found.
        let type: String?
    }
}

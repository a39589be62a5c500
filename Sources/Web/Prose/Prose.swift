import CCmark
import Foundation

/// Markdown (CommonMark with tables, GitHub's dialect) taken apart into values that templates draw and escape.
///
/// No HTML of the text ever reaches a page: what it holds of tags is dropped, and links lead to pages of ours, the web
/// or a mail address only.
package struct Prose: Sendable {
    /// The first heading of the first level; nil without one.
    package let title: String?
    package let blocks: [Block]

    /// - Parameters:
    ///   - markdown: The text.
    ///   - address: What becomes of an address in it, such as that of a picture that lies beside the text; nil for one
    ///     that leads nowhere.
    package init(_ markdown: String, address: @escaping (String) -> String? = { Prose.safe($0) }) {
        cmark_gfm_core_extensions_ensure_registered()
        let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8)
        defer { cmark_parser_free(parser) }
        if let table = cmark_find_syntax_extension("table") { cmark_parser_attach_syntax_extension(parser, table) }
        let bytes = Array(markdown.utf8CString.dropLast())
        bytes.withUnsafeBufferPointer { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        guard let document = cmark_parser_finish(parser) else {
            title = nil
            blocks = []
            return
        }
        defer { cmark_node_free(document) }
        let reader = ProseReader(address: address)
        let all = reader.blocks(of: document)
        title = all.first(where: \.isTitle).map { $0.spans.map(\.plain).joined() }
        blocks = all.filter { !$0.isTitle }
    }

    /// The address itself where it is a path of ours, of the web or a mail address.
    package static func safe(_ address: String) -> String? {
        let isOwn = address.hasPrefix("/") && !address.hasPrefix("//")
        let known = ["https://", "http://", "mailto:", "#"].contains { address.lowercased().hasPrefix($0) }
        return isOwn || known ? address : nil
    }

    /// A paragraph, a heading, a list and so on: exactly one of the `is…` is true.
    package struct Block: Sendable {
        var isTitle = false
        var isHeading = false
        var isSubheading = false
        var isParagraph = false
        var isList = false
        var isNumbered = false
        var isQuote = false
        var isCode = false
        var isTable = false
        var isRule = false
        var isFigure = false
        /// Of a heading: what a link leads to.
        var anchor = ""
        var spans: [Span] = []
        var items: [Item] = []
        /// Of a quotation.
        var blocks: [Block] = []
        var code = ""
        var heads: [Cell] = []
        var rows: [Row] = []
    }

    package struct Item: Sendable { let blocks: [Block] }
    package struct Row: Sendable { let cells: [Cell] }

    package struct Cell: Sendable {
        let spans: [Span]
        let isRight: Bool
    }

    /// A run of words within a line: exactly one of the `is…` is true.
    package struct Span: Sendable {
        var isText = false
        var isCode = false
        var isStrong = false
        var isStressed = false
        var isLink = false
        var isPicture = false
        var isBreak = false
        var text = ""
        var path = ""
        var spans: [Span] = []

        /// The words alone.
        var plain: String { text + spans.map(\.plain).joined() }
    }
}

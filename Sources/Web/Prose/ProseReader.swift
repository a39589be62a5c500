import CCmark
import Foundation

/// Walks the tree of a parsed text.
struct ProseReader {
    let address: (String) -> String?

    typealias Node = OpaquePointer

    private func children(_ node: Node) -> [Node] {
        var found: [Node] = []
        var next = cmark_node_first_child(node)
        while let child = next {
            found.append(child)
            next = cmark_node_next(child)
        }
        return found
    }

    private func kind(_ node: Node) -> String { String(cString: cmark_node_get_type_string(node)) }

    private func literal(_ node: Node) -> String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }

    func blocks(of node: Node) -> [Prose.Block] { children(node).compactMap(block) }

    private func block(_ node: Node) -> Prose.Block? {
        var block = Prose.Block()
        switch kind(node) {
        case "heading":
            let level = cmark_node_get_heading_level(node)
            block.isTitle = level == 1
            block.isHeading = level == 2
            block.isSubheading = level > 2
            block.spans = spans(of: node)
            block.anchor = Self.anchor(block.spans.map(\.plain).joined())
        case "paragraph":
            block.spans = spans(of: node)
            // A picture alone in its paragraph stands by itself, with its words below it.
            block.isFigure = block.spans.count == 1 && block.spans[0].isPicture
            block.isParagraph = !block.isFigure
        case "list":
            block.isNumbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            block.isList = !block.isNumbered
            block.items = children(node).map { Prose.Item(blocks: blocks(of: $0)) }
        case "block_quote":
            block.isQuote = true
            block.blocks = blocks(of: node)
        case "code_block":
            block.isCode = true
            block.code = literal(node)
        case "thematic_break": block.isRule = true
        case "table":
            block.isTable = true
            let aligned = alignments(node)
            for row in children(node) {
                let cells = children(row).enumerated().map { place, cell in
                    Prose.Cell(spans: spans(of: cell), isRight: place < aligned.count && aligned[place] == "r")
                }
                if kind(row) == "table_header" { block.heads = cells } else { block.rows.append(.init(cells: cells)) }
            }
        default: return nil
        }
        return block
    }

    private func alignments(_ table: Node) -> [Character] {
        guard let letters = cmark_gfm_extensions_get_table_alignments(table) else { return [] }
        return (0..<Int(cmark_gfm_extensions_get_table_columns(table))).map { Character(UnicodeScalar(letters[$0])) }
    }

    private func spans(of node: Node) -> [Prose.Span] { children(node).compactMap(span) }

    private func span(_ node: Node) -> Prose.Span? {
        var span = Prose.Span()
        switch kind(node) {
        case "text":
            span.isText = true
            span.text = literal(node)
        case "softbreak":
            span.isText = true
            span.text = " "
        case "linebreak": span.isBreak = true
        case "code":
            span.isCode = true
            span.text = literal(node)
        case "strong":
            span.isStrong = true
            span.spans = spans(of: node)
        case "emph":
            span.isStressed = true
            span.spans = spans(of: node)
        case "link", "image":
            let isPicture = kind(node) == "image"
            let words = spans(of: node)
            let written = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
            guard let path = address(written) else {
                // An address that leads nowhere leaves its words.
                span.isText = true
                span.text = words.map(\.plain).joined()
                return span
            }
            span.isLink = !isPicture
            span.isPicture = isPicture
            span.path = path
            if isPicture { span.text = words.map(\.plain).joined() } else { span.spans = words }
        default: return nil
        }
        return span
    }

    /// `Before you begin` becomes `before-you-begin`; Korean stays as it is.
    private static func anchor(_ words: String) -> String {
        let parts = words.lowercased().split { !$0.isLetter && !$0.isNumber }
        return parts.joined(separator: "-")
    }
}

/// Reads delimited text byte by byte: RFC 4180, and what people and Excel make of it.
///
/// Quotes begin with a cell; two of them within are one that is meant. Anywhere else a quote is a letter, and what
/// stands behind the quote that closes still belongs to the cell.
struct CellScanner {
    enum Step: Equatable {
        /// A byte of the cell's text.
        case text(UInt8)
        case endOfCell, endOfRecord
        /// A quote around a cell, or the second byte of a line's end.
        case mark
    }

    /// The line of the byte that comes, counted from 1.
    private(set) var line = 1
    /// Whether the cell stands in quotes.
    private(set) var isQuoted = false
    /// The line on which they opened.
    private(set) var opened = 1
    /// Whether there are line ends within them.
    private(set) var hasLines = false
    /// Whether a quote stands in the cell where none belongs.
    private(set) var isStray = false

    static let quote = UInt8(ascii: "\"")
    static let feed = UInt8(ascii: "\n")
    static let carriage = UInt8(ascii: "\r")

    private enum State { case start, plain, quoted, ending }

    private let delimiter: UInt8
    private var state = State.start
    private var isAfterCarriage = false

    init(_ delimiter: UInt8) { self.delimiter = delimiter }

    /// Whether the quotes around the cell are still open.
    var isOpen: Bool { state == .quoted }

    mutating func take(_ byte: UInt8) -> Step {
        let isSecond = isAfterCarriage && byte == Self.feed
        isAfterCarriage = byte == Self.carriage
        if byte == Self.carriage || byte == Self.feed, !isSecond { line += 1 }
        switch state {
        case .quoted:
            if byte == Self.quote {
                state = .ending
                return .mark
            }
            if byte == Self.feed || byte == Self.carriage { hasLines = true }
            return .text(byte)
        case .ending where byte == Self.quote:
            state = .quoted
            return .text(byte)
        case .start where byte == Self.quote:
            state = .quoted
            isQuoted = true
            opened = line
            return .mark
        case .start, .plain, .ending:
            if isSecond { return .mark }
            if byte == delimiter || byte == Self.feed || byte == Self.carriage {
                state = .start
                return byte == delimiter ? .endOfCell : .endOfRecord
            }
            if state == .ending || byte == Self.quote { isStray = true }
            state = .plain
            return .text(byte)
        }
    }

    /// Forgets the cell that ended.
    mutating func forget() {
        isQuoted = false
        hasLines = false
        isStray = false
    }
}

/// Counts what is UTF-8 in bytes that may be something else.
struct UTF8Check {
    /// Characters of three and four bytes: Hangul is among them, and other encodings hardly ever look like one.
    private(set) var wide = 0
    private(set) var broken = 0
    /// The line of the first byte that is not UTF-8.
    private(set) var brokenLine: Int?

    private var line = 1
    private var following = 0
    private var length = 0

    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes {
            if following > 0 {
                if byte & 0xC0 == 0x80 {
                    following -= 1
                    if following == 0, length > 2 { wide += 1 }
                    continue
                }
                fail()
            }
            switch byte {
            case 0x0A: line += 1
            case 0x00..<0x80: break
            case 0xC2...0xDF: begin(2)
            case 0xE0...0xEF: begin(3)
            case 0xF0...0xF4: begin(4)
            default: fail()
            }
        }
    }

    private mutating func begin(_ length: Int) {
        self.length = length
        following = length - 1
    }

    private mutating func fail() {
        broken += 1
        following = 0
        if brokenLine == nil { brokenLine = line }
    }
}

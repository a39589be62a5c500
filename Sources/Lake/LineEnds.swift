import Foundation
import Kernel

/// Makes the line ends of a file one kind: programs that append to each other's files mix them.
enum LineEnds {
    /// Writes `source` with `\n` at the end of every line; what stands within quotes stays as it is.
    static func unify(_ source: URL, to target: URL) throws {
        guard let input = FileHandle(forReadingAtPath: source.path),
            FileManager.default.createFile(atPath: target.path, contents: nil),
            let output = FileHandle(forWritingAtPath: target.path)
        else { throw LakeProblem.disk(errno) }
        defer {
            try? input.close()
            try? output.close()
        }
        let (quote, feed, carriage) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var isQuoted = false
        var isAfterCarriage = false
        while let chunk = try input.read(upToCount: 1 << 20), !chunk.isEmpty {
            var unified: [UInt8] = []
            unified.reserveCapacity(chunk.count)
            for byte in [UInt8](chunk) {
                if byte == quote { isQuoted.toggle() }
                if !isQuoted, byte == carriage {
                    unified.append(feed)
                } else if isQuoted || byte != feed || !isAfterCarriage {
                    unified.append(byte)
                }
                isAfterCarriage = !isQuoted && byte == carriage
            }
            do { try output.write(contentsOf: unified) } catch { throw LakeProblem.disk(ENOSPC) }
        }
    }
}

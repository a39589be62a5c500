import Foundation

/// The checkout this test was built from, read as text.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// One text file and where it is.
    struct File: CustomStringConvertible {
        let path: String
        let text: String
        var description: String { path }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    }

    static func read(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Every file under `folder` whose name ends in one of `extensions`, in a fixed order.
    static func files(in folder: String, _ extensions: String...) throws -> [File] {
        let start = root.appending(path: folder)
        guard let found = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil) else { return [] }
        var files: [File] = []
        for case let url as URL in found
        where extensions.contains(url.pathExtension) && !url.path.contains("/.build/") && !url.path.contains("/out/") {
            let path = String(url.standardizedFileURL.path.dropFirst(root.standardizedFileURL.path.count + 1))
            files.append(File(path: path, text: try String(contentsOf: url, encoding: .utf8)))
        }
        return files.sorted { $0.path < $1.path }
    }

    static func swift() throws -> [File] { try files(in: "Sources", "swift") }
}

extension String {
    /// The first group of every match of `pattern`.
    func captures(of pattern: Regex<(Substring, Substring)>) -> [String] {
        matches(of: pattern).map { String($0.output.1) }
    }
}

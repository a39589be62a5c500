import App
import Foundation
import Hummingbird
import TestSupport
import Testing

@Suite("The list of pages that the browser walks through")
struct PageListTests {
    /// `Tests/browser/pages.txt`: the walks look at each of its pages from every side, and fail when one is left out.
    private static let list = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "browser/pages.txt")

    @Test("Every page the server has is in the list, and nothing else: none goes without being looked at")
    func pages() async throws {
        let nation = try await Nation()
        defer { nation.end() }
        let lines = try String(contentsOf: Self.list, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
        // A line that begins with a minus is an address that is read by programs, or a picture or a file of a page.
        let listed = Set(lines.map { $0.hasPrefix("- ") ? String($0.dropFirst(2)) : $0 })
        let served = Set(
            try Server(nation.platform).router().routes.filter { $0.method == .get }.map(\.path.description)
                .filter { !$0.hasPrefix("/api/") }
        )
        #expect(served.subtracting(listed).sorted() == [], "not in Tests/browser/pages.txt")
        #expect(listed.subtracting(served).sorted() == [], "in the list, and not served")
        #expect(lines.count == listed.count, "a line twice")
        #expect(listed.count > 50)
    }
}

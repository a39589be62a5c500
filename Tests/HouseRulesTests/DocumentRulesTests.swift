import App
import Foundation
import Testing

@Suite("The house rules for documents")
struct DocumentRulesTests {
    @Test("Every problem has its section in docs/problems.md, and every section its problem")
    func problems() throws {
        let literal = /(?:Problem|refusal|problem)\w*\(\s*(?:type: )?"([a-z]+\/[a-z0-9-]+)"/
        let thrown = try Set(Repository.swift().flatMap { $0.text.captures(of: literal) }).filter {
            !$0.hasPrefix("http/")
        }
        let written = Set(try Repository.read("docs/problems.md").captures(of: /\n### ([a-z]+\/[a-z0-9-]+)/))
            .filter { !$0.hasPrefix("http/") }
        #expect(thrown.count > 20)
        #expect(thrown.subtracting(written).sorted() == [], "Not in docs/problems.md")
        for section in written.subtracting(thrown).sorted() {
            let isUsed = try Repository.swift().contains { $0.text.contains("\"\(section)\"") }
            #expect(isUsed, "Nothing throws \(section)")
        }
    }

    @Test("Every setting is in docs/settings.md")
    func settings() throws {
        let documented = try Repository.read("docs/settings.md")
        let keys = try Repository.files(in: "Sources/App", "swift")
            .flatMap { $0.text.captures(of: /forKey: "([a-zA-Z0-9.]+)"/) }
        #expect(keys.count > 5)
        for key in Set(keys).sorted() {
            #expect(documented.contains("`\(key)`"), "\(key)")
        }
    }

    @Test("Links between documents lead somewhere")
    func links() throws {
        let documents =
            try Repository.files(in: "docs", "md")
            + ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map {
                Repository.File(path: $0, text: try Repository.read($0))
            }
        for document in documents {
            let folder = Repository.root.appending(path: document.path).deletingLastPathComponent()
            for link in document.text.captures(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/) where !link.contains("://") {
                let target = folder.appending(path: link).standardizedFileURL.path
                #expect(FileManager.default.fileExists(atPath: target), "\(link) in \(document)")
            }
        }
    }

    @Test("Every room has its page")
    func rooms() throws {
        for room in try FloorPlan().rooms {
            #expect(throws: Never.self, "docs/rooms/\(room.lowercased()).md") {
                try Repository.read("docs/rooms/\(room.lowercased()).md")
            }
        }
    }

    @Test("Decisions are numbered once and have their four parts")
    func decisions() throws {
        let files = try Repository.files(in: "docs/decisions", "md")
        let numbers = files.compactMap { $0.path.split(separator: "/").last?.prefix(4) }
        #expect(Set(numbers).count == numbers.count)
        for file in files {
            for part in ["Context", "Decision", "Consequences", "Rejected"] {
                #expect(file.text.contains("**\(part).**") || file.text.contains("## \(part)"), "\(part) in \(file)")
            }
        }
    }

    @Test("docs/architecture.md draws the arrows of Package.swift")
    func arrows() throws {
        let text = try Repository.read("docs/architecture.md")
        let drawn = try #require(
            text.components(separatedBy: "<!-- arrows -->").last?.components(separatedBy: "<!-- /arrows -->").first
        )
        let lines = drawn.split(separator: "\n").filter { $0.contains("←") }
        let pairs = lines.map { line in
            let halves = line.split(separator: "←", omittingEmptySubsequences: false)
            let names = halves[1].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            }
            return (halves[0].trimmingCharacters(in: .whitespaces), Set(names))
        }
        let plan = try FloorPlan()
        #expect(Dictionary(uniqueKeysWithValues: pairs) == plan.arrows)
    }
}

/// What Package.swift says: which target uses which other of ours.
struct FloorPlan {
    /// Our library and executable targets, without tests and system libraries.
    let arrows: [String: Set<String>]

    /// Those with a page in docs/rooms.
    var rooms: [String] { arrows.keys.filter { $0 != "maru" && $0 != "DemoData" && $0 != "maru-bench" }.sorted() }

    init() throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "maru-plan-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["-u", "MARU_TESTS", "swift", "package", "--scratch-path", scratch.path, "dump-package"]
        process.currentDirectoryURL = Repository.root
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let json = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let plan = try JSONDecoder().decode(Dump.self, from: json)
        let ours = plan.targets.filter {
            ["regular", "executable"].contains($0.type) && $0.name != "TestSupport" && $0.name != "maru-bench"
        }
        let names = Set(ours.map(\.name))
        arrows = Dictionary(uniqueKeysWithValues: ours.map { ($0.name, names.intersection($0.used)) })
    }

    private struct Dump: Decodable {
        struct Target: Decodable {
            let name: String
            let type: String
            let dependencies: [[String: [Name?]]]

            var used: [String] { dependencies.compactMap { $0["byName"]?.first??.text } }
        }

        /// A dependency is an array of names and conditions; only the names matter here.
        struct Name: Decodable {
            let text: String?
            init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
        }

        let targets: [Target]
    }
}

@Suite("The house rules for permissions")
struct PermissionRulesTests {
    @Test("docs/permissions.md is what the code says: `maru permissions > docs/permissions.md`")
    func table() throws {
        #expect(try Repository.read("docs/permissions.md") == PermissionTables.text)
    }
}

import Foundation
import Kernel

/// A room's templates and words, as they lie in its bundle.
package struct RoomResources: Sendable {
    package let name: String
    private let folder: URL

    package init(name: String, bundle: Bundle) {
        self.name = name
        self.folder = bundle.resourceURL ?? bundle.bundleURL
    }

    /// Reads from a folder that holds `Templates` and `Strings`.
    package init(name: String, folder: URL) {
        self.name = name
        self.folder = folder
    }

    /// The room's templates by name: the path under `Templates` without `.mustache`.
    func templates() throws -> [String: String] {
        let root = folder.appending(path: "Templates").standardizedFileURL.path
        var found: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) where path.hasSuffix(".mustache") {
            found[String(path.dropLast(".mustache".count))] = try String(
                contentsOfFile: root + "/" + path,
                encoding: .utf8
            )
        }
        return found
    }

    func words(in language: Language) throws -> [String: String] {
        let file = folder.appending(path: "Strings/\(language.rawValue).json")
        return try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
    }
}

/// This room's own templates and words.
package enum WebResources {
    package static let room = RoomResources(name: "web", bundle: .module)
}

/// A template or word that is wrong: found at start, never by a visitor.
package struct BrokenResources: Error, CustomStringConvertible {
    package let description: String
}

import Foundation
import Kernel

/// Where everything outside the store lies: raw uploads, tables, shares, and what is being made.
///
/// A finished folder gets its name by one rename; whatever lies in `staging` may be thrown away.
package struct LakeFolder: Sendable {
    /// `lake/` of the home.
    package let root: URL
    /// `runs/` of the home: one folder a question, readable by its run alone.
    package let runs: URL

    package init(home: URL) throws {
        root = home.appending(path: "lake")
        runs = home.appending(path: "runs")
        for folder in [root, runs, staging, tables, raw, shares] {
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    package var staging: URL { root.appending(path: "staging") }
    package var tables: URL { root.appending(path: "tables") }
    package var raw: URL { root.appending(path: "raw") }
    package var shares: URL { root.appending(path: "shares") }

    /// A new, empty folder under `staging`; what a killed process left under the name is removed first.
    package func stage(_ name: String) throws -> URL {
        let folder = staging.appending(path: name)
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A new, empty folder under `staging` for what only this process can finish, such as an upload: once the process
    /// is gone, ``removeAbandoned()`` throws it away.
    package func draft(_ name: String) throws -> URL {
        let owner = JobOwner.current.description.replacing("/", with: "~")
        return try stage("\(name)~\(owner)~\(UUID().uuidString)")
    }

    /// Removes the drafts of processes that were killed.
    package func removeAbandoned() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: staging.path)) ?? [] {
            let parts = name.split(separator: "~")
            guard parts.count == 5, JobOwner(parts[1...3].joined(separator: "/"))?.isGone == true else { continue }
            try? FileManager.default.removeItem(at: staging.appending(path: name))
        }
    }

    /// Gives a staged folder its final place. Rename is atomic; what stood there (a first try) is replaced.
    package func publish(_ staged: URL, at place: URL) throws {
        let files = FileManager.default
        try files.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        for file in (files.enumerator(at: staged, includingPropertiesForKeys: nil)?.allObjects as? [URL]) ?? [] {
            try Self.sync(file)
        }
        try? files.removeItem(at: place)
        guard rename(staged.path, place.path) == 0 else { throw LakeProblem.disk(errno) }
        try Self.sync(place.deletingLastPathComponent())
    }

    /// Removes what a killed process or an upload that nobody registered left under `staging`.
    package func removeLeftovers(before instant: Date) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: staging.path)) ?? [] {
            let entry = staging.appending(path: name)
            // A person's uploads are looked at one by one: the next upload makes the folder young again.
            for upload in name.hasPrefix("sent-") ? (try? files.contentsOfDirectory(atPath: entry.path)) ?? [] : [] {
                Self.remove(entry.appending(path: upload), before: instant)
            }
            Self.remove(entry, before: instant)
        }
    }

    private static func remove(_ entry: URL, before instant: Date) {
        if isChanged(entry, before: instant) { try? FileManager.default.removeItem(at: entry) }
    }

    /// Whether the last change of a file that is there lies before `instant`.
    package static func isChanged(_ file: URL, before instant: Date) -> Bool {
        let changed = try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
        return changed.map { $0 < instant } ?? false
    }

    // MARK: - Raw uploads, each under its hash

    /// Gives an upload its place. One that is there already is replaced by itself, and young again.
    package func keepRaw(_ file: URL, as hash: String) throws {
        guard rename(file.path, raw.appending(path: hash).path) == 0 else { throw LakeProblem.disk(errno) }
        try Self.sync(raw)
    }

    package func rawFiles(before instant: Date) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: raw.path)) ?? [])
            .filter { Self.isChanged(raw.appending(path: $0), before: instant) }
    }

    /// Moves an upload into a draft of its own; nil where it is gone.
    package func takeRawAside(_ hash: String) throws -> URL? {
        let aside = try draft("orphan").appending(path: "file")
        guard rename(raw.appending(path: hash).path, aside.path) != 0 else { return aside }
        try? FileManager.default.removeItem(at: aside.deletingLastPathComponent())
        return nil
    }

    /// Waits until `url` is on the disk.
    package static func sync(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY)
        guard descriptor >= 0 else { throw LakeProblem.disk(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw LakeProblem.disk(errno) }
    }

    /// A name that is safe as a file and as a table: letters, digits and `_`, at most 60.
    package static func safeName(_ text: String) -> String {
        let kept = text.precomposedStringWithCanonicalMapping.unicodeScalars.map { scalar -> Character in
            scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal || scalar == "_"
                ? Character(scalar) : "_"
        }
        let name = String(kept.prefix(60)).trimmingCharacters(in: CharacterSet(charactersIn: "_"))
        guard let first = name.first else { return "table" }
        return first.isNumber ? "t_" + name : name
    }
}

import Foundation
import Kernel

/// What a share holds, written last into its folder: a share without it is none.
package struct Manifest: Codable, Equatable, Sendable {
    package let grant: String
    package let version: Int
    /// The version of the dataset it was made from.
    package let sourceVersion: Int
    package let termsHash: String
    package let tables: [Table]

    package struct Table: Codable, Equatable, Sendable {
        package let name: String
        package let rows: Int
        package let columns: [Column]
        package let bytes: Int
        package let sha256: String
        /// Rows left out because their group was too small.
        package let suppressed: Int
        /// The columns the group was counted over; empty without a minimum group.
        package let quasiIdentifiers: [String]
        /// Whether the file is the owner's own, linked instead of copied.
        package let isLinked: Bool
    }

    package struct Column: Codable, Equatable, Sendable {
        package let name: String
        package let type: String
    }

    static let file = "manifest.json"
}

/// Makes and removes shares: immutable folders with exactly what a grant allows.
package struct Shares: Sendable {
    let engine: Engine
    let folder: LakeFolder
    private let keys: GrantKeys
    private let limits: Engine.Limits

    package init(engine: Engine, folder: LakeFolder, keys: GrantKeys, memory: Int = 2048) {
        self.engine = engine
        self.folder = folder
        self.keys = keys
        limits = Engine.Limits(threads: 2, memory: memory, deadline: 7200)
    }

    /// One table to be shared: where the owner's file is, and what was agreed.
    package struct Part: Sendable {
        let table: LakeTable
        let file: URL
        let terms: Terms

        package init(table: LakeTable, file: URL, terms: Terms) {
            self.table = table
            self.file = file
            self.terms = terms
        }
    }

    private func place(_ grant: String, _ version: Int) -> URL {
        folder.shares.appending(path: "\(grant)/v\(version)")
    }

    /// Where the share's file of `table` lies.
    package func file(grant: String, version: Int, table: String) -> URL {
        place(grant, version).appending(path: "\(table)/\(LakeTable.file)")
    }

    /// The share's manifest; nil where there is no finished share.
    package func manifest(grant: String, version: Int) -> Manifest? {
        let file = place(grant, version).appending(path: Manifest.file)
        guard let bytes = try? Data(contentsOf: file) else { return nil }
        return try? JSONDecoder().decode(Manifest.self, from: bytes)
    }

    /// Makes the share unless it is there; bears being killed and run again.
    ///
    /// - Parameter sealedKey: The grant's key as the store keeps it.
    package func make(grant: String, version: Int, sourceVersion: Int, parts: [Part], sealedKey: Data) async throws
        -> Manifest
    {
        if let made = manifest(grant: grant, version: version) { return made }
        let staged = try folder.stage("share-\(grant)-\(version)")
        // Gone by then where the share was made.
        defer { try? FileManager.default.removeItem(at: staged) }
        let key = try keys.open(sealedKey, for: grant)
        var tables: [Manifest.Table] = []
        for part in parts {
            let home = staged.appending(path: part.table.name)
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            let target = home.appending(path: LakeTable.file)
            tables.append(
                part.terms.isWhole(of: part.table)
                    ? try link(part, to: target)
                    : try await copy(part, to: target, scratch: staged, key: key)
            )
        }
        try? FileManager.default.removeItem(at: staged.appending(path: "tmp"))
        let manifest = Manifest(
            grant: grant,
            version: version,
            sourceVersion: sourceVersion,
            termsHash: try Terms.hash(Dictionary(uniqueKeysWithValues: parts.map { ($0.table.name, $0.terms) })),
            tables: tables
        )
        try JSONEncoder().encode(manifest).write(to: staged.appending(path: Manifest.file))
        try folder.publish(staged, at: place(grant, version))
        return manifest
    }

    private func link(_ part: Part, to target: URL) throws -> Manifest.Table {
        // A hard link is the same bytes: nothing is copied, and the owner's next version is another file.
        if Foundation.link(part.file.path, target.path) != 0 {
            try FileManager.default.copyItem(at: part.file, to: target)
        }
        return Manifest.Table(
            name: part.table.name,
            rows: part.table.rows,
            columns: part.table.columns.map { Manifest.Column(name: $0.name, type: $0.type) },
            bytes: part.table.bytes,
            sha256: part.table.sha256,
            suppressed: 0,
            quasiIdentifiers: [],
            isLinked: true
        )
    }

    private func copy(_ part: Part, to target: URL, scratch: URL, key: Data) async throws -> Manifest.Table {
        let source = "read_parquet(\(SQLText.path(part.file)))"
        let select = try part.terms.select(from: source, table: part.table, key: key)
        var script = engine.settings(limits, scratch: scratch)
        script += "COPY (\(select)) TO \(SQLText.path(target)) (FORMAT parquet, COMPRESSION zstd);\n"
        script += "SELECT 'rows', count(*) FROM read_parquet(\(SQLText.path(target)));\n"
        script += Described.statement("read_parquet(\(SQLText.path(target)))")
        if part.terms.minimumGroup != nil {
            let filter = part.terms.filter.map { " WHERE (\($0))" } ?? ""
            script += "SELECT 'before', count(*) FROM \(source)\(filter);\n"
        }
        do {
            let output = try await engine.run(script, limits: limits)
            let rows = Int(output.first("rows") ?? "") ?? 0
            let columns = try Described.columns(in: output)
            return Manifest.Table(
                name: part.table.name,
                rows: rows,
                columns: columns.map { Manifest.Column(name: $0.name, type: $0.type) },
                bytes: try Checksum.size(target),
                sha256: try Checksum.sha256(target),
                suppressed: (output.first("before").flatMap { Int($0) } ?? rows) - rows,
                quasiIdentifiers: part.terms.minimumGroup == nil ? [] : try part.terms.quasi(in: part.table),
                isLinked: false
            )
        } catch let failure as Engine.Failure {
            if failure.message.contains("No space left") { throw LakeProblem.disk(ENOSPC) }
            // A value that the filter cannot compare: a mistake in the terms, not in the machine.
            guard failure.message.contains("Conversion Error") else { throw failure }
            let message = QueryMessage.plain(failure.message)
            throw LakeProblem.filter(LocalizedText(message, en: message), at: nil)
        }
    }

    /// Removes every version of a grant's share. Open files of a running query die with its process.
    package func remove(grant: String) throws {
        let place = folder.shares.appending(path: grant)
        guard FileManager.default.fileExists(atPath: place.path) else { return }
        // Out of the way first: a half-removed share is never found.
        let gone = folder.staging.appending(path: "removed-\(grant)-\(UUID().uuidString)")
        guard rename(place.path, gone.path) == 0 else { throw LakeProblem.disk(errno) }
        try FileManager.default.removeItem(at: gone)
    }
}

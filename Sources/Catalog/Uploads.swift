import Directory
import Foundation
import Hummingbird
import Kernel
import Lake

/// Files that somebody sent and has not registered yet: written to the disk as they arrive, never held in memory.
package struct Uploads: Sendable {
    private let folder: LakeFolder
    private let limit: Int

    /// - Parameter limit: The largest file, in bytes.
    package init(folder: LakeFolder, limit: Int) {
        self.folder = folder
        self.limit = limit
    }

    struct Kept {
        let id: String
        let bytes: Int
    }

    private func place(_ id: String, of actor: Actor) -> URL {
        folder.staging.appending(path: "sent-\(actor.person)/\(id)")
    }

    /// Writes a body to the disk.
    ///
    /// It gets the place where it can be found once it is whole: what breaks off, on either side, was never there.
    ///
    /// - Throws: A 413 problem past the limit, before anything is read where the client said how much it sends.
    func keep(_ request: Request, name: String, by actor: Actor) async throws -> Kept {
        if let said = request.headers[.contentLength].flatMap({ Int($0) }), said > limit {
            throw LakeProblem.tooLarge(limit: limit)
        }
        let id = UUID().uuidString.lowercased()
        let place = place(id, of: actor)
        let draft = try folder.draft("receiving")
        defer { try? FileManager.default.removeItem(at: draft) }
        let bytes = try await write(request.body, to: draft.appending(path: Self.fileName(name)))
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        guard rename(draft.path, place.path) == 0 else { throw LakeProblem.disk(errno) }
        return Kept(id: id, bytes: bytes)
    }

    private func write(_ body: RequestBody, to file: URL) async throws -> Int {
        guard FileManager.default.createFile(atPath: file.path, contents: nil),
            let output = FileHandle(forWritingAtPath: file.path)
        else { throw LakeProblem.disk(errno) }
        defer { try? output.close() }
        var bytes = 0
        for try await buffer in body {
            bytes += buffer.readableBytes
            guard bytes <= limit else { throw LakeProblem.tooLarge(limit: limit) }
            do {
                try output.write(contentsOf: Data(buffer.readableBytesView))
            } catch {
                throw LakeProblem.disk(ENOSPC)
            }
        }
        try output.synchronize()
        return bytes
    }

    /// A sent file, of the person who sent it.
    func find(_ id: String, table: String?, of actor: Actor) throws -> Datasets.Upload {
        let place = place(id, of: actor)
        guard UUID(uuidString: id) != nil,
            let name = try? FileManager.default.contentsOfDirectory(atPath: place.path).first
        else { throw LakeProblem.missingFile(id) }
        return Datasets.Upload(file: place.appending(path: name), name: name, table: table)
    }

    func remove(_ id: String, of actor: Actor) {
        guard UUID(uuidString: id) != nil else { return }
        try? FileManager.default.removeItem(at: place(id, of: actor))
    }

    /// The last part of what the client called the file, without what a file system would mind.
    ///
    /// Composed first: a Mac sends Korean names in pieces, three times as long. The ending is kept, for it says what
    /// the file is.
    static func fileName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? "file"
        let whole = last.precomposedStringWithCanonicalMapping.filter { $0 != "\0" }
        guard whole != ".", whole != "..", !whole.isEmpty else { return "file" }
        guard whole.utf8.count > 240 else { return whole }
        let ending = (whole as NSString).pathExtension
        let kept = ending.utf8.count <= 16 && !ending.isEmpty ? "." + ending : ""
        var stem = Substring(whole.dropLast(kept.count))
        // A file system counts bytes: 255 at most.
        while stem.utf8.count > 240 - kept.utf8.count { stem = stem.dropLast() }
        return stem + kept
    }
}

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
    /// - Throws: A 413 problem past the limit; nothing is kept of an upload that breaks off.
    func keep(_ body: RequestBody, name: String, by actor: Actor) async throws -> Kept {
        let id = UUID().uuidString.lowercased()
        let place = place(id, of: actor)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        do {
            let file = place.appending(path: Self.fileName(name))
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
            return Kept(id: id, bytes: bytes)
        } catch {
            try? FileManager.default.removeItem(at: place)
            throw error
        }
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
    private static func fileName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? "file"
        let kept = String(last.filter { $0 != "\0" }.prefix(80))
        return kept == "." || kept == ".." || kept.isEmpty ? "file" : kept
    }
}

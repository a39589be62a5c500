import Directory
import Foundation
import Hummingbird
import Kernel
import Lake
import Web

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
        var arriving = try Arriving(file, limit: limit)
        defer { arriving.close() }
        for try await buffer in body { try arriving.write(buffer) }
        return try arriving.finish()
    }

    /// Writes a form with files to the disk, as it arrives, and hands back what else it held.
    ///
    /// A file that was sent in an earlier try is named by the field `upload`; those come first in the answer. Whatever
    /// breaks off leaves nothing behind.
    func receive(_ request: Request, in context: SignedIn) async throws -> (values: FormValues, files: [Sent]) {
        if let said = request.headers[.contentLength].flatMap({ Int($0) }), said > limit + Request.formLimit {
            throw LakeProblem.tooLarge(limit: limit)
        }
        let draft = try folder.draft("receiving")
        defer { try? FileManager.default.removeItem(at: draft) }
        var pairs: [(name: String, value: String)] = []
        var text = ByteBuffer()
        var texts = 0
        var arriving: Arriving?
        defer { arriving?.close() }
        var arrived: [(folder: URL, name: String)] = []
        try await request.readMultipart(in: context) { event in
            switch event {
            case .begin(let name, let file):
                pairs.append((name, ""))
                guard let file else { return }
                // A file field that was left empty sends an empty name.
                guard !file.isEmpty else { return }
                let name = Self.fileName(file)
                let place = draft.appending(path: "\(arrived.count)")
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
                arriving = try Arriving(place.appending(path: name), limit: limit)
                arrived.append((place, name))
            case .bytes(let bytes):
                if arriving != nil {
                    try arriving?.write(bytes)
                } else {
                    texts += bytes.readableBytes
                    guard texts <= Request.formLimit else { throw HTTPError(.contentTooLarge) }
                    text.writeImmutableBuffer(bytes)
                }
            case .end:
                if arriving != nil {
                    _ = try arriving?.finish()
                    arriving?.close()
                    arriving = nil
                    pairs.removeLast()
                } else if let last = pairs.indices.last {
                    pairs[last].value = String(buffer: text)
                }
                text.clear()
            }
        }
        let values = FormValues(pairs)
        var files: [Sent] = values.all("upload").compactMap { id in
            (try? find(id, table: nil, of: context.actor)).map { Sent(id: id, name: $0.name) }
        }
        for (place, name) in arrived {
            let id = UUID().uuidString.lowercased()
            let kept = self.place(id, of: context.actor)
            try FileManager.default.createDirectory(
                at: kept.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            guard rename(place.path, kept.path) == 0 else { throw LakeProblem.disk(errno) }
            files.append(Sent(id: id, name: name))
        }
        return (values, files)
    }

    /// A file that waits to be registered.
    struct Sent: Sendable {
        let id: String
        let name: String
    }

    /// A file while it is being sent.
    private struct Arriving {
        private let output: FileHandle
        private let limit: Int
        private var bytes = 0

        init(_ file: URL, limit: Int) throws {
            guard FileManager.default.createFile(atPath: file.path, contents: nil),
                let output = FileHandle(forWritingAtPath: file.path)
            else { throw LakeProblem.disk(errno) }
            self.output = output
            self.limit = limit
        }

        mutating func write(_ buffer: ByteBuffer) throws {
            bytes += buffer.readableBytes
            guard bytes <= limit else { throw LakeProblem.tooLarge(limit: limit) }
            do {
                try output.write(contentsOf: Data(buffer.readableBytesView))
            } catch {
                throw LakeProblem.disk(ENOSPC)
            }
        }

        /// - Returns: How many bytes it has.
        func finish() throws -> Int {
            try output.synchronize()
            return bytes
        }

        func close() { try? output.close() }
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
    package static func fileName(_ name: String) -> String {
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

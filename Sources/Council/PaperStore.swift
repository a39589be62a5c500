import Catalog
import Crypto
import Foundation
import Hummingbird
import Kernel
import Lake

/// The files of meetings, each under the SHA-256 of its bytes: the same file twice lies there once.
package struct PaperStore: Sendable {
    private let folder: URL

    init(folder: URL) { self.folder = folder }

    /// The largest file, in bytes: 100 MiB.
    package static let limit = 100 << 20

    /// A file that has arrived whole and belongs to nothing yet.
    package struct Received: Sendable {
        package let hash: String
        /// Bytes.
        package let size: Int
        let file: URL
    }

    /// A file while it arrives: hashed as it is written, never held in memory.
    package struct Arriving {
        private let file: URL
        private let output: FileHandle
        private var hash = SHA256()
        private var size = 0

        init(_ file: URL) throws {
            guard
                FileManager.default.createFile(
                    atPath: file.path,
                    contents: nil,
                    attributes: [.posixPermissions: 0o600]
                ),
                let output = FileHandle(forWritingAtPath: file.path)
            else { throw LakeProblem.disk(errno) }
            self.file = file
            self.output = output
        }

        package mutating func write(_ bytes: some DataProtocol) throws {
            size += bytes.count
            guard size <= PaperStore.limit else { throw LakeProblem.tooLarge(limit: PaperStore.limit) }
            hash.update(data: bytes)
            do {
                try output.write(contentsOf: bytes)
            } catch {
                throw LakeProblem.disk(ENOSPC)
            }
        }

        package func finish() throws -> Received {
            guard size > 0 else { throw CouncilProblem.emptyFile }
            do {
                try output.synchronize()
                try output.close()
            } catch {
                throw LakeProblem.disk(EIO)
            }
            return Received(hash: hash.finalize().hex, size: size, file: file)
        }

        /// Forgets what has arrived.
        package func discard() {
            try? output.close()
            try? FileManager.default.removeItem(at: file)
        }
    }

    /// Begins to take a file in; what a killed process left a day ago is removed on the way.
    package func begin() throws -> Arriving {
        let waiting = folder.appending(path: "arriving")
        do {
            try FileManager.default.createDirectory(
                at: waiting,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw LakeProblem.disk(EACCES)
        }
        for left in (try? FileManager.default.contentsOfDirectory(at: waiting, includingPropertiesForKeys: nil)) ?? [] {
            let made = (try? FileManager.default.attributesOfItem(atPath: left.path))?[.modificationDate] as? Date
            if let made, made.timeIntervalSinceNow < -86400 { try? FileManager.default.removeItem(at: left) }
        }
        return try Arriving(waiting.appending(path: UUID().uuidString))
    }

    /// Takes in the body of a request.
    package func receive(_ request: Request) async throws -> Received {
        if let said = request.headers[.contentLength].flatMap({ Int($0) }), said > Self.limit {
            throw LakeProblem.tooLarge(limit: Self.limit)
        }
        var arriving = try begin()
        do {
            for try await buffer in request.body { try arriving.write(Data(buffer.readableBytesView)) }
            return try arriving.finish()
        } catch {
            arriving.discard()
            throw error
        }
    }

    /// Takes in a file of this machine.
    package func receive(_ file: URL) throws -> Received {
        guard let input = FileHandle(forReadingAtPath: file.path) else { throw LakeProblem.missingFile(file.path) }
        defer { try? input.close() }
        var arriving = try begin()
        do {
            while let part = try input.read(upToCount: 1 << 20), !part.isEmpty { try arriving.write(part) }
            return try arriving.finish()
        } catch {
            arriving.discard()
            throw error
        }
    }

    /// Gives a file its lasting place, before anything in the store names it.
    func keep(_ received: Received) throws {
        let place = place(of: received.hash)
        if FileManager.default.fileExists(atPath: place.path) {
            try? FileManager.default.removeItem(at: received.file)
            return
        }
        do {
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw LakeProblem.disk(EACCES)
        }
        guard rename(received.file.path, place.path) == 0 else { throw LakeProblem.disk(errno) }
    }

    package func discard(_ received: Received) { try? FileManager.default.removeItem(at: received.file) }

    /// - Parameter hash: In hexadecimal, from the store.
    func place(of hash: String) -> URL { folder.appending(path: "\(hash.prefix(2))/\(hash)") }

    /// The name a file is kept and handed out under.
    ///
    /// No path, nothing a file system or a header minds, and no letter that turns the reading direction and so hides
    /// what a file is: `report<U+202E>fdp.exe` is read as a PDF.
    static func safeName(_ name: String) -> String {
        let plain = String(
            String.UnicodeScalarView(
                Uploads.fileName(name).unicodeScalars.filter { letter in
                    letter.properties.generalCategory != .control && letter.properties.generalCategory != .format
                }
            )
        ).replacing(/["<>:|?*;%]/, with: "_").trimmingCharacters(in: .whitespaces)
        return plain.isEmpty || plain.allSatisfy({ $0 == "." }) ? "file" : plain
    }
}

import Crypto
import Dispatch
import Foundation
import Kernel
import Synchronization

/// Sizes and hashes of files, read a mebibyte at a time.
package enum Checksum {
    /// SHA-256 in hexadecimal.
    package static func sha256(_ file: URL) throws -> String {
        guard let handle = FileHandle(forReadingAtPath: file.path) else { throw LakeProblem.missingFile(file.path) }
        defer { try? handle.close() }
        var hash = SHA256()
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
        return hash.finalize().hex
    }

    package static func size(_ file: URL) throws -> Int {
        var status = stat()
        guard stat(file.path, &status) == 0 else { throw LakeProblem.missingFile(file.path) }
        return Int(status.st_size)
    }

    /// Copies `source` while hashing it, stopping at `limit` bytes.
    ///
    /// The disk's time is spent on threads of its own: the few that everything else shares would wait with it.
    ///
    /// - Returns: SHA-256 in hexadecimal.
    /// - Throws: A 413 problem past the limit, a 503 problem where the disk refuses.
    package static func copy(_ source: URL, to target: URL, limit: Int) async throws -> String {
        try await BusyThreads.run { try copyHere(source, to: target, limit: limit) }
    }

    private static func copyHere(_ source: URL, to target: URL, limit: Int) throws -> String {
        guard let input = FileHandle(forReadingAtPath: source.path),
            (try? source.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory != true
        else { throw LakeProblem.missingFile(source.path) }
        guard try size(source) <= limit else { throw LakeProblem.tooLarge(limit: limit) }
        guard FileManager.default.createFile(atPath: target.path, contents: nil),
            let output = FileHandle(forWritingAtPath: target.path)
        else { throw LakeProblem.disk(errno) }
        defer {
            try? input.close()
            try? output.close()
        }
        let hash = Mutex(SHA256())
        let isRefused = Mutex(false)
        var place = 0
        while let chunk = try input.read(upToCount: 4 << 20), !chunk.isEmpty {
            // One core hashes while the other writes.
            DispatchQueue.concurrentPerform(iterations: 2) { part in
                if part == 0 {
                    hash.withLock { $0.update(data: chunk) }
                } else if (try? output.write(contentsOf: chunk)) == nil {
                    isRefused.withLock { $0 = true }
                }
            }
            guard !isRefused.withLock({ $0 }) else { throw LakeProblem.disk(ENOSPC) }
            #if os(Linux)
                // The disk begins now what the last line waits for: what is still to be written stays in memory.
                _ = posix_fadvise(output.fileDescriptor, place, chunk.count, POSIX_FADV_DONTNEED)
            #endif
            place += chunk.count
        }
        try output.synchronize()
        return hash.withLock { $0.finalize().hex }
    }
}

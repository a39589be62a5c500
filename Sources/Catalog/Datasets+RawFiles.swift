import Foundation
import GRDB
import Kernel
import Lake

extension Datasets {
    /// How old an upload is before it is thrown away for belonging to no version, in seconds.
    package static let orphanAge: TimeInterval = 86_400

    /// Throws uploads away that lie in the lake and that no version knows: their process was killed after it had copied
    /// them and before the store knew, or their version was refused.
    package func removeOrphans() async throws {
        let instant = clock.now.addingTimeInterval(-Self.orphanAge)
        let known = try await database.read {
            try Set(String.fetchAll($0, sql: "SELECT DISTINCT sha256 FROM datasetFile"))
        }
        for name in lake.rawFiles(before: instant) where !known.contains(name) {
            // Moved aside first: whoever uploads the same file from now on makes it anew.
            guard let aside = try lake.takeRawAside(name) else { continue }
            defer { try? FileManager.default.removeItem(at: aside.deletingLastPathComponent()) }
            let isKnown = try await database.read {
                try Bool.fetchOne(
                    $0,
                    sql: "SELECT EXISTS (SELECT 1 FROM datasetFile WHERE sha256 = ?)",
                    arguments: [name]
                )
            }
            if isKnown == true || !LakeFolder.isChanged(aside, before: instant) {
                try lake.keepRaw(aside, as: name)
            }
        }
    }
}

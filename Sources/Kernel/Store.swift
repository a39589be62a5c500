import Foundation
import GRDB

/// Opens the system of record: one SQLite file in WAL mode with `synchronous=FULL`.
package enum Store {
    /// Opens the file at `path`, making it when there is none.
    ///
    /// Several processes may have it open: a write waits up to ten seconds for another's to end.
    package static func open(at path: String) throws -> DatabasePool {
        var configuration = configuration()
        configuration.maximumReaderCount = 8
        let pool = try DatabasePool(path: path, configuration: configuration)
        // FULL: an act that was answered for is on the disk, also after a power cut. Only now: opening a pool, GRDB
        // itself sets NORMAL on the connection that writes, after it was prepared.
        // The log is written back every 4,000 pages (16 MB) rather than every 1,000: that syncs the store's own file, and
        // one act, which is three pages, would pay for it four times as often.
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000")
        }
        return pool
    }

    /// A store in memory, for tests.
    package static func inMemory() throws -> DatabaseQueue {
        try DatabaseQueue(configuration: configuration())
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000")
        }
        return configuration
    }
}

/// One room's part of the store.
package protocol RoomSchema {
    /// Adds the room's migrations, named `<room>-NNN words`. A shipped migration is never edited.
    static func register(in migrator: inout DatabaseMigrator)
}

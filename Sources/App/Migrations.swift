import Analysis
import Catalog
import Council
import Directory
import GRDB
import Kernel
import Ledger
import Notices
import Protocols
import Sharing
import Web

/// Every room's migrations, in the order the rooms stand on each other.
package enum Migrations {
    package static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        let rooms: [any RoomSchema.Type] = [
            KernelSchema.self, LedgerSchema.self, DirectorySchema.self, WebSchema.self, CatalogSchema.self,
            SharingSchema.self, AnalysisSchema.self, CouncilSchema.self, NoticesSchema.self,
            ProtocolsSchema.self,
        ]
        for room in rooms { room.register(in: &migrator) }
        return migrator
    }
}

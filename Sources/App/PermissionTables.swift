import Analysis
import Catalog
import Directory
import Sharing

/// docs/permissions.md: every room's moves and the roles that may do them, written from the code.
package enum PermissionTables {
    package static var text: String {
        """
        # Who may do what

        Written by `maru permissions` from the rooms' `…Permissions.swift`; a test compares it. *own*: at one's own
        institution, or at one it has succeeded. *any*: for every institution. A blank: not at all.

        ## Directory
        \(DirectoryMove.permissionTable)
        ## Catalog
        Searching and reading the catalogue is for everybody.

        \(CatalogMove.permissionTable)
        ## Sharing
        \(SharingMove.permissionTable)
        ## Analysis
        \(AnalysisMove.permissionTable)
        """
    }
}

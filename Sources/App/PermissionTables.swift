import Analysis
import Catalog
import Council
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
        How a request goes on, by stage, move and the end it is made from. A blank: refused.

        \(SharingRequest.lifecycleTable)
        How a grant goes on. Revoking and making a failed share again are the provider's, closing the user's; the rest happens by itself.

        \(Grant.lifecycleTable)
        ## Analysis
        \(AnalysisMove.permissionTable)
        ## Council
        Who runs a council are its chair, its secretary and the secretariat; who speaks for a seat is whoever sits in it.

        \(CouncilMove.permissionTable)
        How a version of an operation plan goes on, and of a year's directions. All moves are the chair's and the
        secretary's, but for comments: those come from the seats.

        \(OperationPlan.lifecycleTable)
        How a meeting goes on.

        \(Meeting.lifecycleTable)
        How an agenda item goes on.

        \(AgendaItem.lifecycleTable)
        How an action goes on: its owner reports and finishes, the council drops it, postpones it or opens it again.

        \(CouncilAction.lifecycleTable)
        How a suggestion goes on, and from which side.

        \(Suggestion.lifecycleTable)
        ## Jobs and ledger
        Everybody sees one's own jobs; who asks for another's is told that there is none. Anybody may have a checkpoint
        and a proof of consistency, everybody inside the proof of an act.

        \(RecordMove.permissionTable)
        """
    }
}

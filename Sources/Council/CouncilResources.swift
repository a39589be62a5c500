import Foundation
import Web

/// This room's templates and words.
package enum CouncilResources {
    package static let room = RoomResources(name: "council", bundle: .module)
}

import Foundation
import Web

/// This room's templates and words.
package enum ProtocolsResources {
    package static let room = RoomResources(name: "protocols", bundle: .module)
}

import Foundation
import Web

/// This room's templates and words.
package enum NoticesResources {
    package static let room = RoomResources(name: "notices", bundle: .module)
}

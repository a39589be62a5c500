import Foundation
import Kernel
import Sharing
import Testing

@Suite("The life of a request and of a grant")
struct LifecycleTests {
    /// Every move that is allowed; all others are not.
    private static let allowed: [String: SharingRequest.Stage] = [
        "submitted ask provider": .clarifying, "clarifying answer requester": .submitted,
        "submitted extend provider": .submitted, "clarifying extend provider": .clarifying,
        "submitted grant provider": .granted, "clarifying grant provider": .granted,
        "submitted refuse provider": .refused, "clarifying refuse provider": .refused,
        "submitted transfer provider": .transferred, "clarifying transfer provider": .transferred,
        "submitted withdraw requester": .withdrawn, "clarifying withdraw requester": .withdrawn,
    ]

    @Test(
        "A request moves only as the table says",
        arguments: SharingRequest.Stage.allCases,
        SharingRequest.Move.allCases
    )
    func requests(stage: SharingRequest.Stage, move: SharingRequest.Move) {
        for side in SharingRequest.Side.allCases {
            let next = try? SharingRequest.next(stage, move, by: side)
            #expect(next == Self.allowed["\(stage) \(move) \(side)"], "\(stage) \(move) \(side)")
        }
    }

    private static let grants: [String: Grant.Stage] = [
        "making made": .active, "making fail": .failed, "failed remake": .making, "making revoke": .revoked,
        "active revoke": .revoked,
        "making expire": .expired, "active expire": .expired, "active close": .closed,
    ]

    @Test("A grant moves only as the table says", arguments: Grant.Stage.allCases, Grant.Move.allCases)
    func grants(stage: Grant.Stage, move: Grant.Move) {
        #expect((try? Grant.next(stage, move)) == Self.grants["\(stage) \(move)"])
    }
}

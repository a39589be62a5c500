import Foundation
import GRDB
import Logging
import Notices
import ServiceLifecycle

/// Tells people of acts as they are committed: at once of this process's own, within seconds of another's, such as a
/// command's.
struct Telling: ServiceLifecycle.Service {
    let notices: Notices

    /// Between two looks at the ledger for what another process wrote.
    private static let pause = Duration.seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let (rings, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let growth = DatabaseRegionObservation(tracking: Table("act")).start(
                in: notices.database,
                onError: { _ in },
                onChange: { _ in bell.yield() }
            )
            defer { growth.cancel() }
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        bell.yield()
                        try? await Task.sleep(for: Self.pause)
                    }
                }
                for await _ in rings {
                    do {
                        try await notices.collect()
                    } catch is CancellationError {
                        break
                    } catch {
                        // Nothing is lost: the cursor has not moved, and the next look begins where this one did.
                        Logger.current.error("telling", metadata: ["error": "\(String(reflecting: error))"])
                    }
                }
                group.cancelAll()
            }
        }
    }
}

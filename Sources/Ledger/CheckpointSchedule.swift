import Foundation
import Kernel
import Logging

/// Signs the ledger again and again, so that nobody can quietly take back more than one period's acts.
///
/// Not a `Service` by type, because the floor knows no service lifecycle; its `run` has a service's shape.
package struct CheckpointSchedule: Sendable {
    private let acts: Acts
    private let period: Duration
    private let logger: Logger

    package init(_ acts: Acts, every period: Duration = .seconds(3600), logger: Logger) {
        self.acts = acts
        self.period = period
        self.logger = logger
    }

    /// Signs at once and then after every period, until cancelled. A ledger that has not grown is not signed again.
    package func run() async throws {
        while !Task.isCancelled {
            do {
                let checkpoint = try await acts.checkpoint()
                logger.info("Ledger signed", metadata: ["size": "\(checkpoint.size)", "root": "\(checkpoint.root)"])
            } catch is CancellationError {
                return
            } catch {
                // A busy or broken store is somebody else's alarm; signing tries again when its time comes.
                logger.error("Ledger not signed", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: period)
        }
    }
}

import Foundation
import Kernel

/// Every rule pack and holiday table there is.
package struct Statutes: Sendable {
    package let packs: [RulePack]
    package let holidays: [Holidays]

    /// Reads the packs this version ships with.
    package init() throws { try self.init(folder: Bundle.module.bundleURL.appending(path: "Packs")) }

    /// Reads every pack in `folder`: `holidays-….json` is a holiday table, any other `.json` a rule pack.
    package init(folder: URL) throws {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
        var packs: [RulePack] = []
        var holidays: [Holidays] = []
        for file in files {
            let bytes = try Data(contentsOf: file)
            if file.lastPathComponent.hasPrefix("holidays-") {
                holidays.append(try JSONDecoder().decode(Holidays.self, from: bytes))
            } else {
                packs.append(try JSONDecoder().decode(RulePack.self, from: bytes))
            }
        }
        // The newest law first.
        self.packs = packs.sorted { ($0.inForce, $0.id) > ($1.inForce, $1.id) }
        self.holidays = holidays.sorted { $0.id < $1.id }
    }

    /// The law in force on `day`.
    package func pack(on day: Day) throws -> RulePack {
        guard let pack = packs.first(where: { $0.inForce <= day && $0.until.map { day <= $0 } ?? true }) else {
            throw StatuteProblem.noLaw(on: day, earliest: packs.map(\.inForce).min())
        }
        return pack
    }

    /// The pack of this id, or of this reference (`kr-2026@2026-11`).
    package func pack(_ id: String) throws -> RulePack {
        guard let pack = packs.first(where: { $0.id == id || $0.reference == id }) else {
            throw StatuteProblem.unknownPack(id, known: packs.map(\.id))
        }
        return pack
    }
}

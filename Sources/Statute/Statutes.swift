import Foundation
import Kernel

/// Every rule pack and holiday table there is.
package struct Statutes: Sendable {
    package let packs: [RulePack]
    package let holidays: [Holidays]

    /// Reads the packs this version ships with.
    package init() throws {
        func read<Value: Decodable>(_ name: String) throws -> Value {
            let file = Bundle.module.bundleURL.appending(path: "Packs/\(name).json")
            return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
        }
        packs = [try read("kr-2026"), try read("kr-2020")]
        holidays = [try read("holidays-kr")]
    }

    /// The law in force on `day`.
    package func pack(on day: Day) throws -> RulePack {
        guard let pack = packs.first(where: { $0.inForce <= day && $0.until.map { day <= $0 } ?? true }) else {
            throw Problem(
                "statute/no-law",
                LocalizedText(
                    "\(day.written(in: .ko))에 시행 중인 규칙 꾸러미가 없습니다.",
                    en: "No rule pack is in force on \(day.written(in: .en))."
                ),
                status: 422,
                detail: LocalizedText(
                    "가장 이른 시행일은 \(earliest)입니다. 날짜를 확인해 주세요.",
                    en: "The earliest begins on \(earliest). Check the date."
                )
            )
        }
        return pack
    }

    /// The pack of this id.
    package func pack(_ id: String) throws -> RulePack {
        guard let pack = packs.first(where: { $0.id == id }) else {
            throw Problem(
                "statute/unknown-pack",
                LocalizedText("그런 규칙 꾸러미가 없습니다: \(id)", en: "There is no such rule pack: \(id)"),
                status: 422,
                detail: LocalizedText(
                    "쓸 수 있는 꾸러미: \(packs.map(\.id).joined(separator: ", "))",
                    en: "Known packs: \(packs.map(\.id).joined(separator: ", "))"
                )
            )
        }
        return pack
    }

    private var earliest: String { packs.map(\.inForce).min()?.description ?? "–" }
}

import Foundation
import Kernel

/// A type that a steward chooses for a column, where the one that was found is not what is meant.
package enum ChosenType: String, Codable, CaseIterable, Sendable {
    case text, integer, number, date, timestamp

    package var title: LocalizedText {
        switch self {
        case .text: LocalizedText("글자", en: "text")
        case .integer: LocalizedText("정수", en: "whole number")
        case .number: LocalizedText("수", en: "number")
        case .date: LocalizedText("날짜", en: "date")
        case .timestamp: LocalizedText("날짜와 시각", en: "date and time")
        }
    }

    /// The ways to read the text `v` as this type: whether it survives, and the value.
    fileprivate func ways(_ v: String) -> [(survives: String, value: String)] {
        switch self {
        case .text: return [("true", v)]
        case .integer:
            // 3.0 is the whole number 3; 03 is not, and neither is what BIGINT cannot hold.
            let plain = "regexp_replace(\(v), '[.]0+$', '')"
            let value = "TRY_CAST(\(plain) AS BIGINT)"
            return [("CAST(\(value) AS VARCHAR) IS NOT DISTINCT FROM \(plain)", value)]
        case .number:
            let isWritten = "regexp_full_match(\(v), '-?(0|[1-9][0-9]*)([.][0-9]+)?')"
            return [("length(\(v)) <= 16 AND \(isWritten)", ColumnTyping.double.value(v))]
        case .date:
            return [.date, .dottedDate, .slashedDate].map { (type: ColumnTyping) in (type.survives(v), type.value(v)) }
        case .timestamp: return [.timestamp, .minute].map { (type: ColumnTyping) in (type.survives(v), type.value(v)) }
        }
    }
}

/// The types that were chosen for the columns of one file.
package struct ChosenTypes: Codable, Equatable, Sendable {
    package var columns: [String: ChosenType]
    /// Whether a file that does not keep them is refused; else the column is read as it was before they were chosen.
    package var isRequired: Bool

    package init(_ columns: [String: ChosenType] = [:], isRequired: Bool = true) {
        self.columns = columns
        self.isRequired = isRequired
    }
}

extension Intake {
    /// Reads files like this one, but with these types where values allow.
    package func choosing(_ types: ChosenTypes) -> Intake {
        var intake = self
        intake.chosen = types
        return intake
    }

    /// What was chosen, as it is applied to one file.
    struct Applied {
        /// An expression for the value, by the column's place.
        var values: [Int: String] = [:]
        var warnings: [LocalizedText] = []
    }

    /// Looks at every row whether its values survive the types that were chosen.
    ///
    /// - Throws: A 422 problem with the number of values that would be lost.
    func applied(to reader: TableReader, _ settings: String) async throws -> Applied {
        var applied = Applied()
        for (place, column) in reader.columns.enumerated() {
            guard let type = chosen.columns[column.name] else { continue }
            let source = SQLText.identifier(column.source)
            let v = column.type.map { "CAST(\(Self.stored(source, $0)) AS VARCHAR)" } ?? source
            let ways = type.ways(v)
            let counts = ways.map { "count(*) FILTER (\(v) IS NOT NULL AND NOT coalesce(\($0.survives), false))" }
            let output = try await engine.run(
                settings + "SELECT 'lost', to_json([\(counts.joined(separator: ", "))]) FROM \(reader.relation);",
                limits: limits
            )
            let lost = try JSONDecoder().decode([Int].self, from: Data((output.first("lost") ?? "[]").utf8))
            guard let best = zip(ways, lost).min(by: { $0.1 < $1.1 }) else { continue }
            if best.1 == 0 {
                applied.values[place] = best.0.value
            } else if chosen.isRequired {
                throw Self.lossy(column.name, type, best.1)
            } else {
                applied.warnings.append(
                    LocalizedText(
                        "‘\(column.name)’ 열에 \(type.title.ko)(으)로 읽을 수 없는 값이 \(best.1)개 있어, 정해 두신 형식을 쓰지 않았습니다.",
                        en:
                            "Column “\(column.name)” has \(best.1) values that are no \(type.title[.en]), so the type chosen before was not used."
                    )
                )
            }
        }
        return applied
    }

    private static func lossy(_ column: String, _ type: ChosenType, _ count: Int) -> Problem {
        Problem(
            "lake/values-lost",
            LocalizedText("이 형식으로 바꾸면 값을 잃습니다.", en: "Values would be lost with this type."),
            status: 422,
            detail: LocalizedText(
                "‘\(column)’ 열의 값 \(count)개가 \(type.title.ko)(이)가 아닙니다. 형식을 그대로 두거나, 원본을 고쳐 새 판으로 올려 주세요.",
                en:
                    "\(count) values of “\(column)” are no \(type.title[.en]). Keep its type, or correct the file and register it as the next version."
            ),
            fields: [
                Problem.Field(column, LocalizedText("잃는 값 \(count)개", en: "\(count) values would be lost"))
            ]
        )
    }
}

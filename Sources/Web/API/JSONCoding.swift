import Foundation
import Hummingbird
import Kernel

extension JSONEncoder {
    /// The API's spelling: sorted members, plain slashes, instants in UTC with milliseconds.
    package static var api: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.timestamp)
        }
        return encoder
    }
}

extension JSONDecoder {
    /// Reads what ``Foundation/JSONEncoder/api`` writes, and instants without fractions or with another offset.
    package static var api: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            let plain = Date.ISO8601FormatStyle()
            let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            guard let date = (try? fractional.parse(text)) ?? (try? plain.parse(text)) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "\(text) is not an instant like 2026-11-23T01:02:03Z"
                )
            }
            return date
        }
        return decoder
    }
}

/// Reads bodies as the API writes them, and says where a mistake is: Hummingbird's own answer to one names no place.
package struct APIDecoder: RequestDecoder {
    package func decode<Value: Decodable>(
        _ type: Value.Type,
        from request: Request,
        context: some RequestContext
    ) async throws -> Value {
        do {
            return try await JSONDecoder.api.decode(type, from: request, context: context)
        } catch let error as DecodingError {
            throw Problem(explaining: error) ?? Problem.unexpected
        }
    }
}

import Foundation
import Hummingbird
import Kernel

/// One page of a list in the API: the items, and where the next page begins.
package struct APIPage<Item: Codable & Sendable>: ResponseCodable {
    package let items: [Item]
    /// Sent back as `?cursor=`; nil on the last page.
    package let next: String?

    package init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    /// Cuts `found`, read with one row more than `limit`, into a page.
    ///
    /// - Parameter place: The sort key of an item, unique in the list.
    package init(_ found: [Item], limit: Int, place: (Item) -> [String]) {
        let items = Array(found.prefix(limit))
        self.items = items
        self.next = found.count > limit ? items.last.map { Cursor(place($0)).text } : nil
    }
}

/// A place in a list: the sort key of the last item seen. Clients treat its text as opaque.
package struct Cursor: Equatable, Sendable {
    package let place: [String]

    package init(_ place: [String]) { self.place = place }

    /// Base64url of a JSON array.
    package var text: String {
        Data(JSONValue.array(place.map(JSONValue.string)).canonical.utf8).base64URL
    }

    package init(text: String) throws {
        guard let data = Data(base64URL: text), let place = try? JSONDecoder().decode([String].self, from: data),
            !place.isEmpty
        else { throw Self.unreadable }
        self.place = place
    }

    private static let unreadable = Problem(
        "web/bad-cursor",
        LocalizedText("목록의 위치(cursor)를 읽을 수 없습니다.", en: "The cursor cannot be read."),
        status: 400,
        detail: LocalizedText(
            "앞 쪽의 next 값을 그대로 넣거나, cursor 없이 처음부터 요청하세요.",
            en: "Send the value of the previous page's “next” unchanged, or start without a cursor."
        )
    )
}

/// `?cursor=&limit=` of a list.
package struct APIPaging: Equatable, Sendable {
    package let cursor: Cursor?
    /// How many items to answer with, 1…200.
    package let limit: Int

    package init(_ request: Request, ordinarily: Int = 50) throws {
        let query = request.query
        cursor = try query["cursor"].map(Cursor.init(text:))
        guard let text = query["limit"] else {
            limit = ordinarily
            return
        }
        guard let number = Int(text), (1...200).contains(number) else {
            throw BadParameter("limit", LocalizedText("1에서 200 사이의 수", en: "a number from 1 to 200"))
        }
        limit = number
    }
}

extension Data {
    package var base64URL: String {
        base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    package init?(base64URL text: String) {
        var plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        plain += String(repeating: "=", count: (4 - plain.count % 4) % 4)
        self.init(base64Encoded: plain)
    }
}

import Directory
import Hummingbird
import Kernel
import Web

/// What a list of requests or of grants was asked for: whose end, in which state, which page.
struct ListChoice {
    static let pageSize = 20

    let end: SharingRequests.End
    let state: String
    let page: Int
    /// Whether the person sees the whole nation's.
    let isEverywhere: Bool
    private let path: String
    private let values: FormValues

    /// - Parameter fallback: The state that is shown when nobody asked for one.
    init(_ request: Request, path: String, state fallback: String, by actor: Actor) {
        values = request.query
        self.path = path
        isEverywhere = SharingMove.see.everywhere.contains { actor.holds($0) }
        end =
            values["end"].flatMap(SharingRequests.End.init(rawValue:))
            ?? (isEverywhere ? .all : actor.holds(.officer, .deputy, .steward) ? .received : .sent)
        state = values["state"] ?? fallback
        page = max(1, min(5000, values["page"].flatMap { Int($0) } ?? 1))
    }

    var offset: Int { (page - 1) * Self.pageSize }

    /// Links to each end, the present one marked.
    func ends(_ titles: [(SharingRequests.End, String)]) -> [Link] {
        titles.map { link("end", $0.rawValue, $1, isCurrent: $0 == end) }
    }

    /// Links to each state, the present one marked.
    func states(_ titles: [(String, String)]) -> [Link] {
        titles.map { link("state", $0, $1, isCurrent: $0 == state) }
    }

    /// The column of `?sort=`, and whether its largest value comes first; nil where none of this list's is asked for.
    func order<Order: RawRepresentable<String>>(_ kind: Order.Type = Order.self) -> (by: Order, isDescending: Bool)? {
        guard let sort = values["sort"] else { return nil }
        let isDescending = sort.hasPrefix("-")
        return Order(rawValue: isDescending ? String(sort.dropFirst()) : sort).map { ($0, isDescending) }
    }

    /// The head of a column that the list may be ordered by.
    ///
    /// - Parameter fallback: How the list is ordered when nobody asked, as it would stand in `?sort=`.
    func head<Order: RawRepresentable<String>>(_ title: String, _ order: Order, fallback: String) -> SortHead {
        SortHead(title, order.rawValue, path: path, query: values, fallback: fallback)
    }

    func pagination(of total: Int) -> Pagination? {
        Pagination(page: page, of: (total + Self.pageSize - 1) / Self.pageSize, path: path, query: values)
    }

    private func link(_ key: String, _ value: String, _ title: String, isCurrent: Bool) -> Link {
        let kept = values.query(without: [key, "page", "lang", "theme", "text"], adding: [(key, value)])
        return Link(title, "\(path)?\(kept)", isCurrent: isCurrent)
    }
}

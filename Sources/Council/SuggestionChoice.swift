import Directory
import Kernel
import Web

/// What the board was asked for: its filters, read from the address and written back into links.
struct SuggestionChoice {
    static let pageSize = 20
    static let path = "/suggestions"

    /// `open`, `ended`, `all`, or a stage.
    let state: String
    let page: Int
    let filter: Suggestions.Filter
    let isMine: Bool
    let values: FormValues

    /// - Parameter institution: The key of the institution that was asked for by its code, where there is one.
    init(_ values: FormValues, institution: Institution.ID? = nil, by actor: Actor) {
        self.values = values
        let stage = values["stage"].flatMap(Suggestion.Stage.init(rawValue:))
        let asked = values["state"] ?? "open"
        state = stage?.rawValue ?? (["open", "ended", "all"].contains(asked) ? asked : "open")
        page = max(1, min(5000, values["page"].flatMap { Int($0) } ?? 1))
        isMine = values["mine"] == "yes"
        var filter = Suggestions.Filter()
        filter.stages =
            switch (stage, state) {
            case (.some(let stage), _): [stage]
            case (nil, "open"): Set(Suggestion.Stage.allCases.filter(\.isOpen))
            case (nil, "ended"): Set(Suggestion.Stage.allCases.filter { !$0.isOpen })
            default: nil
            }
        filter.sector = values["sector"].flatMap(Council.Sector.init(rawValue:))
        filter.kind = values["kind"].flatMap(Suggestion.Kind.init(rawValue:))
        filter.institution = institution
        filter.raiser = isMine ? actor.person : nil
        filter.text = values["q"]
        self.filter = filter
    }

    var offset: Int { (page - 1) * Self.pageSize }

    /// The board with one choice changed; nil takes it away.
    func path(_ key: String, _ value: String?) -> String {
        let kept = values.query(
            without: [
                key, key == "stage" ? "state" : "", key == "state" ? "stage" : "", "page", "lang", "theme", "text",
            ],
            adding: value.map { [(key, $0)] } ?? []
        )
        return kept.isEmpty ? Self.path : "\(Self.path)?\(kept)"
    }

    func pagination(of total: Int) -> Pagination? {
        Pagination(page: page, of: (total + Self.pageSize - 1) / Self.pageSize, path: Self.path, query: values)
    }
}

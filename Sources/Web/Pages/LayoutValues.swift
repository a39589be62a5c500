import Directory
import Foundation
import Kernel

/// What the shell around every page shows.
struct LayoutValues: Sendable {
    let language: String
    let isKorean: Bool
    let css: String
    /// By name without ending: the addresses of our scripts.
    let scripts: [String: String]
    /// By name: the addresses of other people's stylesheets that lie beside ours, see ``Assets``.
    let styles: [String: String]
    let icon: String
    let theme: String
    let textSize: String
    let isOfficial: Bool
    let operatorName: String?
    let menu: [Entry]
    let otherLanguage: Entry
    let themes: [Entry]
    let textSizes: [Entry]
    let person: Person?
    let signIn: String
    let flash: Message?
    let csrf: String
    /// A new value for each form: sending it twice does the thing once, see ``IdempotencyMiddleware``.
    let once: String
    let target: String
    /// What was searched for, to stand in the search field again.
    let search: String

    struct Entry: Sendable {
        let title: String
        let path: String
        let isCurrent: Bool
    }

    struct Person: Sendable {
        let name: String
        /// What the person is, and where: `책임관 · 서울특별시`.
        let place: String
        /// How many notices wait unread, `99+` where it is more; nil without any.
        let unread: String?
        let left: String?
        /// Seconds since 1970 (UTC).
        let ends: Int
    }

    struct Message: Sendable {
        let kind: String
        let text: String
        let isProblem: Bool
    }

    init(visit: Visit, site: SiteSettings, assets: Assets, words: [String: String], now: Date = Date()) {
        let halves = visit.target.split(separator: "?", maxSplits: 1).map(String.init)
        let path = halves.first ?? "/"
        let query = FormValues(lenient: halves.count > 1 ? halves[1] : "")
        func with(_ name: String, _ value: String) -> String {
            "\(path)?\(query.query(without: ["lang", "theme", "text"], adding: [(name, value)]))"
        }
        let language = visit.language
        self.language = language.rawValue
        isKorean = language == .ko
        css = assets.path("maru.css")
        scripts = assets.scripts
        styles = assets.styles
        icon = assets.path("maru.svg")
        theme = visit.theme.rawValue
        textSize = visit.textSize.rawValue
        isOfficial = site.isOfficial
        operatorName = site.operatorName?[language]
        menu = site.menu.filter { !$0.isInside || visit.actor != nil }.map { item in
            Entry(
                title: item.title[language],
                path: item.path,
                isCurrent: ([item.path] + item.also).contains { path == $0 || path.hasPrefix($0 + "/") }
            )
        }
        let other: Language = language == .ko ? .en : .ko
        otherLanguage = Entry(
            title: other == .ko ? "한국어" : "English",
            path: with("lang", other.rawValue),
            isCurrent: false
        )
        let themeNames: [Visit.Theme: String] = [
            .system: "webThemeSystem", .light: "webThemeLight", .dark: "webThemeDark", .contrast: "webThemeContrast",
        ]
        themes = Visit.Theme.allCases.map { theme in
            Entry(
                title: themeNames[theme].flatMap { words[$0] } ?? theme.rawValue,
                path: with("theme", theme.rawValue),
                isCurrent: theme == visit.theme
            )
        }
        let sizeNames: [Visit.TextSize: String] = [
            .small: "webTextSmall", .medium: "webTextMedium", .large: "webTextLarge", .larger: "webTextLarger",
            .largest: "webTextLargest",
        ]
        textSizes = Visit.TextSize.allCases.map { size in
            Entry(
                title: sizeNames[size].flatMap { words[$0] } ?? size.rawValue,
                path: with("text", size.rawValue),
                isCurrent: size == visit.textSize
            )
        }
        person = visit.actor.map { actor in
            Person(
                name: actor.name,
                place: (actor.ownRoles.prefix(1).map { $0.title[language] } + [actor.institutionName[language]])
                    .joined(separator: " · "),
                unread: visit.unread.flatMap { $0 > 99 ? "99+" : $0 > 0 ? "\($0)" : nil },
                left: visit.sessionEnds.map { Written.remaining(Int($0.timeIntervalSince(now))) },
                ends: visit.sessionEnds.map { Int($0.timeIntervalSince1970) } ?? 0
            )
        }
        let back = path == "/sign-in" ? "/" : "\(path)?\(query.query(without: ["lang", "theme", "text"]))"
        signIn = "/sign-in?next=" + FormValues.encoded(back.hasSuffix("?") ? String(back.dropLast()) : back)
        flash = visit.flash.map { Message(kind: $0.kind.rawValue, text: $0.text, isProblem: $0.kind == .problem) }
        csrf = visit.csrf ?? ""
        once = Identifier<LayoutValues>.make(at: now).rawValue
        target = visit.target
        search = path == "/datasets" ? query["q"] ?? "" : ""
    }
}

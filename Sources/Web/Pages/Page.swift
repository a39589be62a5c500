import Foundation
import Kernel

/// What one template shows. A page has stored properties only: Mustache does not see computed ones.
package protocol Page: Sendable {
    /// The template's path without its ending: `catalog/dataset`.
    static var template: String { get }
}

/// An entry of the main menu.
package struct MenuItem: Sendable {
    package let path: String
    package let title: LocalizedText
    /// Whether the entry is for people who are signed in.
    package let isInside: Bool
    /// Other addresses of the same room.
    package let also: [String]

    package init(_ path: String, _ title: LocalizedText, isInside: Bool = false, also: [String] = []) {
        self.path = path
        self.title = title
        self.isInside = isInside
        self.also = also
    }
}

/// What differs between installations and stands on every page.
package struct SiteSettings: Sendable {
    /// Who runs the site, in the footer.
    package var operatorName: LocalizedText?
    /// The banner "official site of the Republic of Korea": only where it is true.
    package var isOfficial = false
    /// Cookies are sent over https only.
    package var isSecure = false
    package var menu: [MenuItem] = []
    /// Browser libraries that are not ours, where they were put; pages do without what is missing.
    package var vendor: URL?

    package init() {}
}

/// Where a page stands: the links above its title.
package struct Crumb: Sendable {
    package let title: String
    package let path: String?

    package init(_ title: String, _ path: String? = nil) {
        self.title = title
        self.path = path
    }
}

import Foundation
import Kernel
import Web

/// Minutes as a sheet of paper: a whole HTML document that refers to nothing outside itself.
struct MinutesSheet: Page {
    static let template = "council/minutes-sheet"
    let lang: String
    let title: String
    /// What is at the foot of each page: that it is a draft, or the hash under which it was adopted.
    let standing: String
    let prose: Prose

    init(_ revision: MinutesRevision, title: String, standing: String, in language: Language) {
        lang = language.rawValue
        self.title = title
        self.standing = standing
        // No picture and no link leads anywhere from paper.
        prose = Prose(revision.text, address: { _ in nil })
    }
}

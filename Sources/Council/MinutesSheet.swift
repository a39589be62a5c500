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

    /// - Parameter prose: Without addresses, for no picture and no link leads anywhere from paper.
    init(_ prose: Prose, title: String, standing: String, in language: Language) {
        lang = language.rawValue
        self.title = title
        self.standing = standing
        self.prose = prose
    }
}

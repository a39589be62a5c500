import Foundation

/// What went wrong, in words that are safe to show to whoever caused it: where, why and what to do.
///
/// The shape served to programs is ``Document``, RFC 9457 "Problem Details for HTTP APIs". Never copy an
/// underlying error into ``detail``; log that instead.
package struct Problem: Codable, Equatable, Sendable {
    /// A path under `/problems/`, `<room>/<kebab>`, which is also the section of docs/problems.md that explains it.
    package var type: String
    package var title: LocalizedText
    /// The HTTP status; the command line's exit status follows from it, see ``exitStatus``.
    package var status: Int
    package var detail: LocalizedText?
    /// The fields that must be corrected, for a form to mark them.
    package var fields: [Field]
    /// What the command line ends with when ``status`` alone does not say it (69: engine unavailable).
    private var ownExitStatus: Int32?

    /// One field of a form or document and what is wrong with it.
    package struct Field: Codable, Equatable, Sendable {
        package var name: String
        package var message: LocalizedText
        /// Where in the field's text, when that is known.
        package var place: Place?

        package init(_ name: String, _ message: LocalizedText, at place: Place? = nil) {
            self.name = name
            self.message = message
            self.place = place
        }
    }

    /// A place in a text of several lines; both numbers count characters (Unicode scalars) from 1.
    package struct Place: Codable, Equatable, Sendable {
        package var line: Int
        package var column: Int
        /// How many characters of that line are meant.
        package var length: Int

        package init(line: Int, column: Int, length: Int) {
            self.line = line
            self.column = column
            self.length = length
        }
    }

    package init(
        _ type: String,
        _ title: LocalizedText,
        status: Int,
        detail: LocalizedText? = nil,
        fields: [Field] = [],
        exitStatus: Int32? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.fields = fields
        self.ownExitStatus = exitStatus
    }

    /// One field that cannot be taken as it is.
    package static func invalid(
        _ type: String,
        _ title: LocalizedText,
        _ field: String,
        _ message: LocalizedText
    ) -> Problem {
        Problem(type, title, status: 422, fields: [Field(field, message)])
    }

    /// What was named does not exist, or is no concern of whoever asks.
    ///
    /// - Parameter kind: What it would be: in Korean with its particle, 데이터가.
    package static func noSuch(
        _ type: String,
        _ kind: LocalizedText,
        _ id: some CustomStringConvertible,
        detail: LocalizedText? = nil
    ) -> Problem {
        Problem(
            type,
            LocalizedText("그런 \(kind.ko) 없습니다: \(id)", en: "There is no such \(kind[.en]): \(id)"),
            status: 404,
            detail: detail
        )
    }

    /// The status a command ends with: sysexits(3) numbers, as docs/cli.md lists them.
    package var exitStatus: Int32 {
        if let ownExitStatus { return ownExitStatus }
        return switch status {
        case 400, 411, 413, 415, 422: 65
        case 404, 410: 66
        case 401, 403: 77
        case 408, 423, 429, 503: 75
        default: 1
        }
    }

    /// RFC 9457's members, in one language, with `errors` for the fields.
    package struct Document: Codable, Equatable, Sendable {
        package var type: String
        package var title: String
        package var status: Int
        package var detail: String?
        /// The request's id, for the help desk.
        package var instance: String?
        package var errors: [FieldDocument]?
    }

    /// One entry of `errors`.
    package struct FieldDocument: Codable, Equatable, Sendable {
        package var field: String
        package var message: String
        /// From 1; only where the field is a text of several lines.
        package var line: Int?
        package var column: Int?
    }

    package func document(in language: Language, instance: String? = nil) -> Document {
        Document(
            type: "/problems/\(type)",
            title: title[language],
            status: status,
            detail: detail?[language],
            instance: instance,
            errors: fields.isEmpty
                ? nil
                : fields.map {
                    FieldDocument(
                        field: $0.name,
                        message: $0.message[language],
                        line: $0.place?.line,
                        column: $0.place?.column
                    )
                }
        )
    }

    /// One paragraph for a terminal.
    package func sentence(in language: Language) -> String {
        let fields = self.fields.map { "\($0.name): \($0.message[language])" }
        return ([title[language]] + [detail?[language]].compactMap { $0 } + fields).joined(separator: " ")
    }
}

/// An error that may be explained to the person who caused it.
///
/// Every other error is logged in full and shown as a bare 500.
package protocol PublicError: Error, Sendable {
    var problem: Problem { get }
}

extension Problem: PublicError {
    package var problem: Problem { self }
}

/// What broke off the work from outside, which may be chance or come back every time, such as a worker that was killed.
///
/// A job that it ends is tried again a few times and then fails with its problem.
package protocol Interruption: PublicError {}

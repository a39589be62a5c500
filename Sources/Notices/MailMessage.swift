import Foundation
import Kernel
import Web

/// A message as it goes to the mail server (RFC 5322): written here and nowhere else, so that nothing in it can become
/// a header or a recipient that nobody meant.
struct MailMessage: Sendable {
    /// The same for every sending of one mail: a copy that was sent twice because a machine died in between can be told
    /// from a new one.
    let id: String
    let date: Date
    let from: (name: String, address: String)
    let to: (name: String, address: String)
    let subject: String
    /// Plain text.
    let text: String
    let language: Language
    var calendar: CalendarPart?

    /// Lines end with a line feed, as `sendmail` wants them.
    var source: String {
        var lines = [
            "Date: \(Self.written(date))",
            "From: \(Self.party(from))",
            "To: \(Self.party(to))",
            "Message-ID: <\(Self.plain(id))>",
            "Subject: \(Self.words(subject))",
            "Content-Language: \(language.rawValue)",
            // No holiday answers, please (RFC 3834).
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        guard let calendar else {
            return (lines + Self.part("text/plain; charset=UTF-8", text)).joined(separator: "\n")
        }
        // The words for people who read mail only, the same meeting for their calendar. Outlook takes a part for an
        // invitation only where it is the first child of multipart/mixed, or stands in multipart/alternative.
        let boundary = "maru-\(Self.plain(id).replacing("@", with: "-"))"
        lines.append("Content-Type: multipart/alternative; boundary=\"\(boundary)\"")
        lines += ["", "--\(boundary)"] + Self.part("text/plain; charset=UTF-8", text)
        lines += ["--\(boundary)"]
        lines += Self.part("text/calendar; charset=UTF-8; method=\(Self.plain(calendar.method))", calendar.text)
        lines += ["--\(boundary)--", ""]
        return lines.joined(separator: "\n")
    }

    /// A body in Base64: no line too long, none that begins with a dot, nothing a server may want to rewrite.
    private static func part(_ type: String, _ text: String) -> [String] {
        let encoded = Data(text.utf8).base64EncodedString()
        var lines = ["Content-Type: \(type)", "Content-Transfer-Encoding: base64", ""]
        var rest = encoded[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(76)))
            rest = rest.dropFirst(76)
        }
        return lines + [""]
    }

    // MARK: - Headers

    /// Somebody's name and address.
    private static func party(_ party: (name: String, address: String)) -> String {
        let address = plain(party.address)
        let name = party.name.trimmingCharacters(in: .whitespacesAndNewlines)
        return name.isEmpty ? address : "\(encoded(name)) <\(address)>"
    }

    /// Printable ASCII without blanks: what an address or an identifier is made of.
    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { (33...126).contains($0.value) }))
    }

    /// Whether an address can be written down as it is and cannot be taken for anything but an address.
    static func isAddress(_ text: String) -> Bool {
        text == plain(text) && !text.hasPrefix("-")
            && text.wholeMatch(of: /[^@<>,;:"()\[\]\\]+@[^@<>,;:"()\[\]\\]+/) != nil
    }

    /// The text of a header: as it is where it is short ASCII, else as encoded words (RFC 2047).
    static func words(_ text: String) -> String {
        let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let isPlain = text.unicodeScalars.allSatisfy { (32...126).contains($0.value) }
        return isPlain && text.count <= 60 && !text.contains("=?") ? text : encoded(text)
    }

    /// Encoded words of at most 75 characters, never cut within a character, one to a line.
    private static func encoded(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for character in text where !character.isNewline {
            let bytes = Array(String(character).utf8)
            if words[words.count - 1].count + bytes.count > 42, !words[words.count - 1].isEmpty { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\n ")
    }

    /// `Wed, 25 Nov 2026 18:30:00 +0900` (RFC 5322, section 3.3).
    static func written(_ instant: Date) -> String {
        let day = Day(of: instant)
        let seconds = Int(instant.timeIntervalSince(day.start))
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return
            "\(days[day.weekday - 1]), \(day.day) \(months[day.month - 1]) \(day.year) \(time.joined(separator: ":")) +0900"
    }
}

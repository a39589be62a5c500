import Foundation
import Hummingbird
import Kernel

/// Takes `multipart/form-data` (RFC 7578) apart as it arrives; never holds more of a file than one buffer.
package struct Multipart: Sendable {
    /// What was found next.
    package enum Event: Equatable, Sendable {
        /// A part begins; `file` is the name a file had on its sender's machine, nil for a plain field.
        case begin(name: String, file: String?)
        case bytes(ByteBuffer)
        case end
    }

    private enum Place { case preamble, head, body, epilogue }

    private let delimiter: [UInt8]
    private var place = Place.preamble
    /// What has arrived and is not yet understood. Begins with a line break, so that the first boundary looks like
    /// every other.
    private var held = ByteBuffer(string: "\r\n")
    private static let headLimit = 16384

    /// - Returns: nil where `contentType` is no multipart form with a boundary.
    package init?(contentType: String) {
        let pieces = contentType.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        guard pieces.first?.lowercased() == "multipart/form-data",
            let parameter = pieces.dropFirst().first(where: { $0.lowercased().hasPrefix("boundary=") })
        else { return nil }
        let boundary = parameter.dropFirst("boundary=".count).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        guard (1...70).contains(boundary.utf8.count) else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Understands `bytes` as far as it can be understood.
    ///
    /// - Throws: A 400 problem where it is not a form.
    package mutating func feed(_ bytes: ByteBuffer) throws -> [Event] {
        held.writeImmutableBuffer(bytes)
        var events: [Event] = []
        while try step(&events) {}
        held.discardReadBytes()
        return events
    }

    /// - Throws: A 400 problem where the form breaks off.
    package func finish() throws { guard place == .epilogue else { throw Self.broken } }

    /// - Returns: Whether another step may be possible.
    private mutating func step(_ events: inout [Event]) throws -> Bool {
        switch place {
        case .epilogue:
            held.clear()
            return false
        case .preamble, .body:
            let isBody = place == .body
            guard let found = find(delimiter) else {
                // The end may be the beginning of a boundary.
                let sure = held.readableBytes - delimiter.count
                if sure > 0, let part = held.readSlice(length: sure), isBody { events.append(.bytes(part)) }
                return false
            }
            // Behind a boundary: two dashes at the end, else a line break.
            guard held.readableBytes >= found + delimiter.count + 2 else {
                if found > 0, let part = held.readSlice(length: found), isBody { events.append(.bytes(part)) }
                return false
            }
            if found > 0, let part = held.readSlice(length: found), isBody { events.append(.bytes(part)) }
            held.moveReaderIndex(forwardBy: delimiter.count)
            if isBody { events.append(.end) }
            let next = held.readBytes(length: 2) ?? []
            guard next == [0x0D, 0x0A] || next == [0x2D, 0x2D] else { throw Self.broken }
            place = next == [0x2D, 0x2D] ? .epilogue : .head
            return true
        case .head:
            guard let found = find(Array("\r\n\r\n".utf8)) else {
                guard held.readableBytes <= Self.headLimit else { throw Self.broken }
                return false
            }
            guard found <= Self.headLimit, let head = held.readString(length: found) else { throw Self.broken }
            held.moveReaderIndex(forwardBy: 4)
            guard let disposition = Disposition(head: head) else { throw Self.broken }
            events.append(.begin(name: disposition.name, file: disposition.file))
            place = .body
            return true
        }
    }

    /// Where `needle` begins in what is held, counted from the reader's place.
    private func find(_ needle: [UInt8]) -> Int? {
        held.withUnsafeReadableBytes { bytes -> Int? in
            guard let start = bytes.baseAddress else { return nil }
            var place = 0
            while place + needle.count <= bytes.count {
                // Every needle begins with a carriage return: rare in files, and quick to look for.
                guard let next = memchr(start + place, Int32(needle[0]), bytes.count - place) else { return nil }
                place = UnsafeRawPointer(next) - start
                guard place + needle.count <= bytes.count else { return nil }
                if memcmp(start + place, needle, needle.count) == 0 { return place }
                place += 1
            }
            return nil
        }
    }

    /// `Content-Disposition: form-data; name="file"; filename="쉼터.csv"`.
    private struct Disposition {
        let name: String
        let file: String?

        init?(head: String) {
            let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
            guard let line, let name = Self.value("name", in: line) else { return nil }
            self.name = name
            file = Self.value("filename", in: line)
        }

        /// Browsers send UTF-8 and escape only quotes and line breaks (HTML, multipart/form-data encoding).
        private static func value(_ name: String, in line: Substring) -> String? {
            guard let start = line.range(of: "; \(name)=\"") ?? line.range(of: ";\(name)=\"") else { return nil }
            let rest = line[start.upperBound...]
            guard let end = rest.firstIndex(of: "\"") else { return nil }
            return String(rest[..<end]).replacing("%22", with: "\"").replacing("%0D", with: "").replacing(
                "%0A",
                with: ""
            )
        }
    }

    static let broken = Problem(
        "web/bad-multipart",
        LocalizedText("올린 내용을 읽을 수 없습니다.", en: "The upload cannot be read."),
        status: 400,
        detail: LocalizedText(
            "전송이 중간에 끊겼을 수 있습니다. 화면을 새로 고친 뒤 다시 올려 주세요. 저장된 것은 없습니다.",
            en: "It may have broken off on its way. Reload the page and send it again; nothing was saved."
        )
    )
}

extension Request {
    /// Whether the body is a form with files.
    package var isMultipart: Bool {
        headers[.contentType]?.lowercased().hasPrefix("multipart/form-data") == true
    }

    /// Where forms with files are sent: only addresses that end so take them, and they read them with
    /// ``readMultipart(in:_:)``, which checks the form token. Everywhere else a form token stands in a plain form.
    var takesFiles: Bool { uri.path.hasSuffix("/files") }

    /// Hands on a form with files, part by part, as it arrives.
    ///
    /// The form token must be the first field: nothing is handed on before it was found right.
    ///
    /// - Throws: A 403 problem for a wrong token, a 400 problem where the form cannot be read, 415 where it is none.
    package func readMultipart(
        in context: some VisitContext,
        _ take: (Multipart.Event) async throws -> Void
    ) async throws {
        guard var parser = Multipart(contentType: headers[.contentType] ?? "") else {
            throw HTTPError(.unsupportedMediaType)
        }
        var token: ByteBuffer? = ByteBuffer()
        for try await buffer in body {
            for event in try parser.feed(buffer) {
                guard token != nil else {
                    try await take(event)
                    continue
                }
                switch event {
                case .begin(let name, _): guard name == "csrf" else { throw SameOriginMiddleware.stale }
                case .bytes(let bytes):
                    token?.writeImmutableBuffer(bytes)
                    guard (token?.readableBytes ?? 0) <= 200 else { throw SameOriginMiddleware.stale }
                case .end:
                    guard let expected = context.csrf, let sent = token,
                        SameOriginMiddleware.equal(String(buffer: sent), expected)
                    else { throw SameOriginMiddleware.stale }
                    token = nil
                }
            }
        }
        try parser.finish()
        guard token == nil else { throw SameOriginMiddleware.stale }
    }
}

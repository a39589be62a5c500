import Foundation
import Hummingbird
import Kernel
import Testing

@testable import Web

@Suite("A form with files, taken apart as it arrives")
struct MultipartTests {
    private static let type = "multipart/form-data; boundary=----maru"

    private static let form = [
        "------maru", "Content-Disposition: form-data; name=\"csrf\"", "", "token", "------maru",
        "Content-Disposition: form-data; name=\"file\"; filename=\"쉼터 \u{201C}가\u{201D}.csv\"",
        "Content-Type: text/csv", "", "번호,구\r\n--1,중구\r\n------mar\r\n", "------maru",
        "Content-Disposition: form-data; name=\"empty\"", "", "", "------maru--", "",
    ].joined(separator: "\r\n")

    /// What the form says, with the bytes of each part joined.
    private func read(_ text: String, inPiecesOf size: Int) throws -> [String] {
        var parser = try #require(Multipart(contentType: Self.type))
        var said: [String] = []
        let bytes = Array(text.utf8)
        var part: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            for event in try parser.feed(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])) {
                switch event {
                case .begin(let name, let file): said.append("\(name)|\(file ?? "-")")
                case .bytes(let more): part += Array(more.readableBytesView)
                case .end:
                    said.append(String(decoding: part, as: UTF8.self))
                    part = []
                }
            }
        }
        try parser.finish()
        return said
    }

    @Test(
        "However the network cuts it, names and contents are the same, also where the content looks like a boundary",
        arguments: [1, 2, 3, 7, 16, 64, 1000]
    )
    func pieces(size: Int) throws {
        #expect(
            try read(Self.form, inPiecesOf: size) == [
                "csrf|-", "token", "file|쉼터 \u{201C}가\u{201D}.csv", "번호,구\r\n--1,중구\r\n------mar\r\n", "empty|-", "",
            ]
        )
    }

    @Test("A form that breaks off is an error, not a shorter file", arguments: [10, 60, 130, 250])
    func broken(length: Int) {
        #expect(throws: Problem.self) { try read(String(Self.form.prefix(length)), inPiecesOf: 50) }
    }

    @Test("A head that never ends is refused instead of being held")
    func endless() throws {
        var parser = try #require(Multipart(contentType: Self.type))
        #expect(throws: Problem.self) {
            for _ in 0..<100 {
                _ = try parser.feed(ByteBuffer(string: "------maru\r\n" + String(repeating: "x", count: 4096)))
            }
        }
    }

    @Test(
        "What is no form with a boundary is told apart",
        arguments: [
            "multipart/form-data", "multipart/mixed; boundary=x", "text/plain", "multipart/form-data; boundary=",
        ]
    )
    func types(type: String) { #expect(Multipart(contentType: type) == nil) }
}

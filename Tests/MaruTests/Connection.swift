import Foundation
import Testing

/// A connection to a server that can do what no well-behaved client does.
final class Connection {
    private let descriptor: Int32
    private var isOpen = true

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        var patience = timeval(tv_sec: 90, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { if isOpen { close(descriptor) } }

    /// Sends what the other side still takes.
    ///
    /// - Returns: Whether it took everything.
    @discardableResult
    func send(_ bytes: Data) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Data(text.utf8)) }

    /// Sends a request's head.
    ///
    /// - Parameter length: nil for a body in chunks.
    func request(
        _ method: String,
        _ path: String,
        token: String? = nil,
        type: String = "application/json",
        length: Int? = 0
    ) {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Content-Type: \(type)", "Connection: close"]
        if let token { lines.append("Authorization: Bearer \(token)") }
        lines.append(length.map { "Content-Length: \($0)" } ?? "Transfer-Encoding: chunked")
        send(lines.joined(separator: "\r\n") + "\r\n\r\n")
    }

    @discardableResult
    func chunk(_ bytes: Data) -> Bool {
        send(Data((String(bytes.count, radix: 16) + "\r\n").utf8) + bytes + Data("\r\n".utf8))
    }

    struct Answer {
        let status: Int
        let head: String
        let body: Data

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }
        /// The kind of problem, without `/problems/`.
        var problem: String { (json["type"] as? String ?? "").replacing("/problems/", with: "") }
        var isProblem: Bool {
            head.lowercased().contains("content-type: application/problem+json") && json["title"] != nil
        }
    }

    /// Reads the answer: its head and as much body as it promises.
    func answer() throws -> Answer {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let gap = Data("\r\n\r\n".utf8)
        while true {
            if let end = bytes.firstRange(of: gap) {
                let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                let promised = head.lowercased().firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.1) }
                let body = bytes[end.upperBound...]
                if let promised, body.count >= promised {
                    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                    return Answer(status: status, head: head, body: Data(body.prefix(promised)))
                }
            }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            try #require(count > 0, "no whole answer: \(String(decoding: bytes.prefix(200), as: UTF8.self))")
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// Ends the connection as a machine does that loses its line: at once (a reset), or as if it had said all.
    func breakOff(reset: Bool = true) {
        if reset {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        }
        close(descriptor)
        isOpen = false
    }
}

/// What runs on this machine.
enum Processes {
    /// A living child of `parent` by its program's name.
    static func child(of parent: Int32, named name: String) -> Int32? {
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let process = Int32(entry), let line = stat(process) else { continue }
            guard line.name == name, line.parent == parent, line.state != "Z" else { continue }
            return process
        }
        return nil
    }

    /// Whether the process still runs that had this number.
    static func isAlive(_ process: Int32, named name: String) -> Bool {
        guard let line = stat(process) else { return false }
        return line.name == name && line.state != "Z"
    }

    private static func stat(_ process: Int32) -> (name: String, state: String, parent: Int32)? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
        else { return nil }
        let rest = text[text.index(after: close)...].split(separator: " ")
        guard rest.count > 1, let parent = Int32(rest[1]) else { return nil }
        return (String(text[text.index(after: open)..<close]), String(rest[0]), parent)
    }
}

import Crypto
import Directory
import Foundation
import GRDB
import Hummingbird
import Kernel

/// Does a POST under `/api/v1` once per `Idempotency-Key`, and repeats its first answer to whoever asks again.
///
/// The forms of our pages have ``OnceMiddleware`` for that. Stands inside ``SignInMiddleware``: keys belong to the person who sends them.
package struct IdempotencyMiddleware: RouterMiddleware {
    package typealias Context = SiteContext
    private let answers: Idempotency
    /// Larger answers are not kept; the API's own are far smaller.
    private static let answerLimit = 1 << 20

    package init(database: any DatabaseWriter, clock: WallClock) {
        answers = Idempotency(database: database, clock: clock)
    }

    package func handle(
        _ request: Request,
        context: SiteContext,
        next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .post, let actor = context.visit.actor else { return try await next(request, context) }
        guard request.uri.path.hasPrefix("/api/v1/"), !Self.isSecret(request.uri.path),
            let name = request.headers[text: "Idempotency-Key"]
        else { return try await next(request, context) }
        guard (1...200).contains(name.utf8.count) else {
            throw BadParameter("Idempotency-Key", LocalizedText("1에서 200자", en: "1 to 200 characters"))
        }
        var request = request
        let key = Idempotency.Key(person: actor.person.rawValue, key: name)
        let print = try await fingerprint(of: &request, limit: context.maxUploadSize)
        if let known = try await answers.claim(key, fingerprint: print) { return response(known) }
        do {
            return try await keep(next(request, context), for: key)
        } catch {
            try await answers.release(key)
            throw error
        }
    }

    /// Whether what is sent to `path`, or comes back from it, is a secret: not even its hash is kept. Of a ballot's hash
    /// anybody could find out which of three choices it is.
    private static func isSecret(_ path: String) -> Bool {
        path.hasPrefix("/api/v1/tokens") || path.hasSuffix("/password") || path.hasSuffix("/ballots")
    }

    /// What makes two requests the same: address and body; of an upload only its size, for it is not held in memory.
    private func fingerprint(of request: inout Request, limit: Int) async throws -> String {
        var hash = SHA256()
        hash.update(data: Data(request.uri.string.utf8))
        let type = request.headers[.contentType]?.lowercased() ?? "application/json"
        if type.hasPrefix("application/json") {
            let body = try await request.collectBody(upTo: limit)
            body.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        } else {
            hash.update(data: Data((request.headers[.contentLength] ?? "").utf8))
        }
        return Data(hash.finalize()).base64URL
    }

    private func keep(_ response: Response, for key: Idempotency.Key) async throws -> Response {
        // An answer that must not be stored, such as a new token's secret, is not stored here either.
        guard (200...499).contains(response.status.code), let length = response.body.contentLength,
            length <= Self.answerLimit, response.headers[.cacheControl]?.contains("no-store") != true
        else {
            try await answers.release(key)
            return response
        }
        let collector = Collector()
        try await response.body.write(collector)
        let body = collector.content
        try await answers.keep(
            Idempotency.Answer(
                status: response.status.code,
                contentType: response.headers[.contentType],
                location: response.headers[.location],
                body: body
            ),
            for: key
        )
        var kept = response
        kept.body = ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        return kept
    }

    private func response(_ answer: Idempotency.Answer) -> Response {
        var response = Response(
            status: HTTPResponse.Status(code: answer.status),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
        response.headers[.contentType] = answer.contentType
        response.headers[.location] = answer.location
        response.headers[text: "Idempotency-Replayed"] = "true"
        return response
    }

    /// Holds what a handler wrote.
    private final class Collector: ResponseBodyWriter {
        private(set) var content = Data()

        func write(_ buffer: ByteBuffer) async throws { content.append(contentsOf: buffer.readableBytesView) }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

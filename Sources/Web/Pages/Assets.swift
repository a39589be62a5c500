import Crypto
import Foundation
import Hummingbird
import Kernel

/// Our stylesheet, script and pictures, held in memory.
package struct Assets: Sendable {
    private let files: [String: File]

    private struct File: Sendable {
        let body: ByteBuffer
        let type: String
        /// The start of the SHA-256 of the content.
        let hash: String
    }

    package init() throws {
        let root = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Assets")
        let types = [
            "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
            "woff2": "font/woff2", "png": "image/png",
        ]
        var files: [String: File] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
            guard let type = types[(name as NSString).pathExtension] else { continue }
            let content = try Data(contentsOf: root.appending(path: name))
            let hash = SHA256.hash(data: content).prefix(8).hex
            files[name] = File(body: ByteBuffer(bytes: content), type: type, hash: hash)
        }
        self.files = files
    }

    /// The address of `name`, which changes with its content.
    package func path(_ name: String) -> String {
        "/assets/\(name)" + (files[name].map { "?v=\($0.hash)" } ?? "")
    }

    func response(for name: String, to request: Request) throws -> Response {
        guard let file = files[name] else { throw HTTPError(.notFound) }
        var response = Response(status: .ok)
        response.headers[.eTag] = "\"\(file.hash)\""
        response.headers[.contentType] = file.type
        response.headers[.cacheControl] =
            request.query["v"] == file.hash ? "public, max-age=31536000, immutable" : "public, max-age=300"
        if request.headers[.ifNoneMatch]?.contains("\"\(file.hash)\"") == true {
            response.status = .notModified
        } else {
            response.body = ResponseBody(byteBuffer: file.body)
        }
        return response
    }
}

/// The files under `/assets`.
package struct AssetRoutes: Sendable {
    private let assets: Assets

    package init(assets: Assets) { self.assets = assets }

    package func addRoutes(to router: some RouterMethods<SiteContext>) {
        router.get("assets/**") { [assets] request, context in
            try assets.response(for: context.parameters.getCatchAll().joined(separator: "/"), to: request)
        }
    }
}

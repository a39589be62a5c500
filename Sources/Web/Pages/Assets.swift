import Crypto
import Foundation
import Hummingbird
import Kernel

/// Our stylesheet, scripts and pictures, and other people's that lie beside them, held in memory.
///
/// The stylesheet is written in parts, `css/NN-….css`, and served as one file, `maru.css`, in their order.
package struct Assets: Sendable {
    private let files: [String: File]
    /// By name without ending: the addresses of the scripts.
    package let scripts: [String: String]
    /// By name without ending: the addresses of the stylesheets beside ours.
    package let styles: [String: String]

    private struct File: Sendable {
        let body: ByteBuffer
        let type: String
        /// The start of the SHA-256 of the content.
        let hash: String

        static let types = [
            "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
            "woff2": "font/woff2", "png": "image/png",
        ]

        init(_ name: String, _ content: Data) {
            body = ByteBuffer(bytes: content)
            type = Self.types[(name as NSString).pathExtension] ?? "application/octet-stream"
            hash = SHA256.hash(data: content).prefix(8).hex
        }
    }

    /// - Parameter vendor: A folder of files that are not ours (CodeMirror), served under `vendor/`; what is missing
    ///   there is done without.
    package init(vendor: URL? = nil) throws {
        var files: [String: File] = [:]
        var sheet = ""
        let root = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Assets")
        for (name, content) in try Self.contents(of: root).sorted(by: { $0.key < $1.key }) {
            if name.hasPrefix("css/") {
                sheet += String(decoding: content, as: UTF8.self)
            } else {
                files[name] = File(name, content)
            }
        }
        files["maru.css"] = File("maru.css", Data(sheet.utf8))
        if let vendor {
            for (name, content) in try Self.contents(of: vendor) { files["vendor/\(name)"] = File(name, content) }
        }
        func addresses(_ ending: String) -> [String: String] {
            let named = files.filter { $0.key.hasSuffix(ending) }.map { name, file in
                (((name as NSString).lastPathComponent as NSString).deletingPathExtension, Self.path(name, file))
            }
            return Dictionary(named, uniquingKeysWith: { first, _ in first })
        }
        scripts = addresses(".js")
        styles = addresses(".css")
        self.files = files
    }

    private static func contents(of root: URL) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: root.path)
        where File.types[(name as NSString).pathExtension] != nil {
            found[name] = try Data(contentsOf: root.appending(path: name))
        }
        return found
    }

    private static func path(_ name: String, _ file: File) -> String { "/assets/\(name)?v=\(file.hash)" }

    /// The address of `name`, which changes with its content.
    package func path(_ name: String) -> String {
        files[name].map { Self.path(name, $0) } ?? "/assets/\(name)"
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

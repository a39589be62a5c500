import Foundation
import Kernel
import Testing

@testable import Web

@Suite("What stands around every page")
struct LayoutTests {
    @Test("Only where the operator says so does a page call itself an official site", arguments: [true, false])
    func official(isOfficial: Bool) async throws {
        try await Shell { $0.isOfficial = isOfficial }.test { browser in
            for path in ["/page", "/sign-in", "/nothing"] {
                let html = try await browser.get(path).body
                #expect(html.contains("대한민국 공식 전자정부 누리집") == isOfficial, "\(path)")
            }
        }
    }

    @Test("Who runs the site is named where it is set")
    func operatorName() async throws {
        try await Shell { $0.operatorName = LocalizedText("강원특별자치도", en: "Gangwon State") }.test { browser in
            let (korean, english) = try await (browser.get("/page").body, browser.get("/page?lang=en").body)
            #expect(korean.contains("강원특별자치도") && english.contains("Gangwon State"))
        }
    }

    @Test("The skip links come first, and lead to what is on the page")
    func skips() async throws {
        try await Shell().test { browser in
            let html = try await browser.get("/page").body
            let targets = html.matches(of: /class="skip" href="#(\w+)"/).map { String($0.output.1) }
            #expect(targets.count == 2)
            for target in targets { #expect(html.contains("id=\"\(target)\"")) }
            let first = try #require(html.firstRange(of: "<a "))
            #expect(html[first.lowerBound...].hasPrefix("<a class=\"skip\""))
        }
    }

    @Test("Who is signed in sees how long the sign-in lasts, and can extend it by a form without scripts")
    func session() async throws {
        try await Shell().test { browser in
            let stranger = try await browser.get("/page").body
            #expect(!stranger.contains("/session/extend"))
            try await browser.signIn()
            let html = try await browser.get("/page").body
            #expect(html.contains("<form class=\"session\" method=\"post\" action=\"/session/extend\""))
            #expect(html.contains(/data-left>\d+:\d\d</))
        }
    }

    @Test("Every page leads to a guide, in the same place")
    func help() async throws {
        try await Shell().test { browser in
            for path in ["/page", "/sign-in", "/nothing", "/broken"] {
                let html = try await browser.get(path).body
                #expect(html.contains("<a class=\"help\" href=\"/guides"), "\(path)")
            }
        }
    }
}

@Suite("The page of parts")
struct DesignTests {
    private static let templates = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Web/Templates/web")

    @Test("Every part that pages are made of is on /design")
    func parts() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.templates, includingPropertiesForKeys: nil)
        let texts = try Dictionary(
            uniqueKeysWithValues: files.map {
                ($0.deletingPathExtension().lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
            }
        )
        func included(by name: String) -> Set<String> {
            let direct = (texts[name] ?? "").matches(of: /\{\{>web\/([a-z-]+)\}\}/).map { String($0.output.1) }
            return Set(direct).union(
                direct.filter { $0 != name }.flatMap { part in
                    (texts[part] ?? "").matches(of: /\{\{>web\/([a-z-]+)\}\}/).map { String($0.output.1) }
                }
            )
        }
        // Pages are no parts; some parts are never seen: the tokens in a form, and the script of what is waited for.
        let parts = texts.filter { !$0.value.hasPrefix("{{<layout}}") }.keys.filter {
            !["csrf", "csrf-edit", "waiting"].contains($0)
        }
        #expect(Set(parts).subtracting(included(by: "design")).sorted() == [])
        #expect(parts.count > 12)
    }

    @Test("A part is there in each of its states", arguments: ["ko", "en"])
    func states(language: String) async throws {
        try await Shell().test { browser in
            let html = try await browser.get("/design?lang=\(language)").body
            for state in [
                "notice success", "notice warning", "notice problem", "chip ok", "chip info", "chip soon", "chip late",
                "btn primary", "btn danger", "btn quiet", "btn small", "aria-disabled=\"true\"",
                "aria-sort=\"ascending\"",
                "aria-sort=\"none\"", "aria-current=\"page\"", "aria-current=\"step\"", "<li class=\"done\"",
                "<li class=\"due\"",
                "<li class=\"now\"", "<li class=\"next\"", "class=\"d num late\"", "type=\"date\"", "type=\"password\"",
                "type=\"radio\"", "<select", "<textarea", "<datalist", "class=\"field mono\"",
                "<progress max=\"100\" value=\"60\"",
                "<progress max=\"100\" aria-label", "class=\"card empty\"", "class=\"way\"", "<blockquote>",
                "rel=\"prev\"",
                "rel=\"next\"",
            ] { #expect(html.contains(state), "\(state)") }
            let wrong = html.matches(of: /aria-describedby="error-(\w+)"/).map { String($0.output.1) }
            #expect(Set(wrong).isSuperset(of: ["purpose", "until", "kind"]), "text, day and choice, marked as wrong")
            #expect(html.contains(/<fieldset aria-invalid="true" id="field-way"/))
        }
    }
}

// swift-tools-version: 6.2
import PackageDescription

// The floor plan. Every arrow between rooms is written here and nowhere else;
// docs/architecture.md draws the same arrows and HouseRulesTests compares them.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "maru",
    products: [.executable(name: "maru", targets: ["maru"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // System libraries
        .systemLibrary(
            name: "CCmark",
            pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]
        ),
        .systemLibrary(name: "CUchardet", pkgConfig: "uchardet", providers: [.apt(["libuchardet-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    ]
        // Floor
        + floor("Kernel", uses: [grdb, logging, lifecycle, crypto])
        + floor("Ledger", uses: ["Kernel", grdb, logging, crypto])
        + floor("Statute", uses: ["Kernel"], resources: ["Packs"])
        + floor("Lake", uses: ["Kernel", "CUchardet", "CZlib", subprocess, grdb, logging, crypto])
        + floor("Directory", uses: ["Kernel", "Ledger", "Statute", grdb, logging, crypto, cryptoExtras])
        + floor(
            "Web",
            uses: ["Kernel", "Ledger", "Directory", "CCmark", hummingbird, mustache, grdb, logging, crypto],
            resources: ["Templates", "Strings", "Assets"],
            tests: ["Statute", hummingbirdTesting]
        )
        // Rooms: each may use the floor, and the rooms named here.
        + room("Catalog")
        + room("Sharing", uses: "Catalog")
        + room("Analysis", uses: "Catalog", "Sharing")
        + room("Council", uses: "Catalog")
        + room("Notices", with: subprocess)
        + room("Protocols", uses: "Council", with: jwt)
        + [
            // Roof
            .target(
                name: "App",
                dependencies: [
                    "Kernel", "Ledger", "Statute", "Directory", "Web", "Lake", "Catalog", "Sharing", "Analysis",
                    "Council", "Notices", "Protocols", configuration, grdb, hummingbird, lifecycle, logging, metrics,
                    crypto, signals,
                ],
                resources: [.copy("OpenAPI"), .copy("Guides"), .copy("Templates"), .copy("Strings")],
                swiftSettings: settings
            ),
            .target(
                name: "DemoData",
                dependencies: [
                    "Kernel", "Statute", "Directory", "Lake", "Catalog", "Sharing", "Analysis", "Council", "Notices",
                    "App",
                    grdb, logging,
                ],
                swiftSettings: settings
            ),
            .executableTarget(
                name: "maru",
                dependencies: [
                    "Kernel", "Ledger", "Statute", "Directory", "Lake", "Catalog", "Sharing", "Analysis", "Council",
                    "Notices", "App", "DemoData", argumentParser, configuration, hummingbird, lifecycle, logging,
                ],
                swiftSettings: settings
            ),
            // Measures the rooms in process; `script/bench` builds it. Not a product, see decision 0017.
            .executableTarget(
                name: "maru-bench",
                dependencies: [
                    "Kernel", "Ledger", "Directory", "Web", "Lake", "Catalog", "Sharing", "Council", "Notices", "App",
                    argumentParser, crypto, grdb,
                ],
                path: "Benchmarks/maru-bench",
                swiftSettings: settings
            ),
            .target(
                name: "TestSupport",
                dependencies: [
                    "Kernel", "Ledger", "Statute", "Directory", "Web", "Lake", "Catalog", "Sharing", "Analysis",
                    "Council",
                    "Notices", "Protocols", "App", grdb, hummingbird, hummingbirdTesting,
                ],
                path: "Tests/TestSupport",
                swiftSettings: settings
            ),
            .testTarget(
                name: "AppTests",
                dependencies: [
                    "Kernel", "Ledger", "Statute", "Directory", "Web", "Lake", "Catalog", "Sharing", "Analysis",
                    "Council",
                    "Notices",
                    "App", "TestSupport", grdb, hummingbird, hummingbirdTesting,
                ],
                swiftSettings: settings
            ),
            .testTarget(
                name: "DemoDataTests",
                dependencies: [
                    "Kernel", "Ledger", "Directory", "Catalog", "Sharing", "Council", "App", "DemoData", "TestSupport",
                    grdb,
                ],
                swiftSettings: settings
            ),
            // Drives the built executable, and kills it.
            .testTarget(
                name: "MaruTests",
                dependencies: ["Kernel", "maru", "TestSupport", grdb],
                swiftSettings: settings
            ),
            .testTarget(
                name: "HouseRulesTests",
                dependencies: ["Kernel", "App", "maru", "TestSupport", grdb],
                swiftSettings: settings
            ),
        ],
    swiftLanguageModes: [.v6]
)

/// A part of the floor and its tests: what every room may stand on.
func floor(
    _ name: String,
    uses dependencies: [Target.Dependency],
    resources: [String] = [],
    tests: [Target.Dependency] = []
) -> [Target] {
    [
        .target(
            name: name,
            dependencies: dependencies,
            resources: resources.map { .copy($0) },
            swiftSettings: settings
        ),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name)] + dependencies + tests,
            swiftSettings: settings
        ),
    ]
}

/// A room and its tests: one folder of code, pages, templates and strings.
func room(_ name: String, uses others: String..., with libraries: Target.Dependency...) -> [Target] {
    let neighbours: [Target.Dependency] = others.map { .byName(name: $0) }
    let dependencies: [Target.Dependency] =
        ["Kernel", "Ledger", "Statute", "Directory", "Web", "Lake", grdb, hummingbird, logging, crypto] + neighbours
        + libraries
    return [
        .target(
            name: name,
            dependencies: dependencies,
            resources: [.copy("Templates"), .copy("Strings")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name), "App", "TestSupport"] + dependencies + [hummingbirdTesting],
            swiftSettings: settings
        ),
    ]
}

// While several people build at once: MARU_TESTS=LedgerTests,StatuteTests leaves the other test targets out.
if let only = Context.environment["MARU_TESTS"]?.split(separator: ",").map(String.init) {
    package.targets.removeAll { $0.type == .test && !only.contains($0.name) }
}

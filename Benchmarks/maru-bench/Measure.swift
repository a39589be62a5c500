import Foundation

/// Seconds that something took, many times.
struct Timings {
    private(set) var seconds: [Double] = []

    mutating func time<Value>(_ work: () async throws -> Value) async rethrows -> Value {
        let start = ContinuousClock.now
        let value = try await work()
        seconds.append(start.duration(to: .now) / .seconds(1))
        return value
    }

    mutating func add(_ other: Timings) { seconds += other.seconds }

    /// The smallest value that so many per cent of all values do not exceed (nearest rank), in milliseconds.
    func percentile(_ percent: Double) -> Double {
        let sorted = seconds.sorted()
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((Double(sorted.count) * percent / 100).rounded(.up))
        return sorted[max(0, min(sorted.count, rank) - 1)] * 1000
    }

    var summary: Summary {
        Summary(
            count: seconds.count,
            p50: percentile(50),
            p95: percentile(95),
            p99: percentile(99),
            max: percentile(100)
        )
    }

    /// In milliseconds.
    struct Summary: Encodable {
        let count: Int
        let p50: Double
        let p95: Double
        let p99: Double
        let max: Double
    }
}

/// So many things in so many seconds.
struct Rate: Encodable {
    let count: Int
    let seconds: Double
    let perSecond: Double

    init(_ count: Int, since start: ContinuousClock.Instant) {
        self.init(count, in: start.duration(to: .now) / .seconds(1))
    }

    init(_ count: Int, in seconds: Double) {
        self.count = count
        self.seconds = seconds
        perSecond = Double(count) / seconds
    }
}

/// The same sequence in every run (SplitMix64), so that two runs measure the same work.
struct SteadyRandom: RandomNumberGenerator {
    private var state: UInt64 = 20_261_125

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Prints one JSON document on standard output.
func show(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// Says on standard error how far the work is.
func say(_ text: String) { FileHandle.standardError.write(Data("  \(text)\n".utf8)) }

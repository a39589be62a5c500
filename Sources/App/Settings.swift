import Configuration
import Foundation
import Kernel

/// Everything that differs between installations, read once at start: from the environment (`MARU_HTTP_PORT` for
/// `http.port`). docs/settings.md lists every key.
///
/// Rooms never see this type: ``Platform`` hands each of them plain values.
package struct Settings: Sendable {
    package var host = "127.0.0.1"
    package var port = 8080
    /// Cookies over https only, and the browser is told to stay with it.
    package var isSecure = false
    package var isOfficial = false
    package var operatorName: LocalizedText?
    /// Where people reach the site, for links in mails and feeds; `http.host` and `http.port` unless set.
    package var address: String?
    /// The program that sends mail, with its arguments; no mail without.
    package var sendmail: String?
    package var mailFrom: String?
    /// The Jitsi server for meetings by video, and the name it knows us by; its secret lies in `keys/jitsi.secret`.
    package var jitsi: String?
    package var jitsiApp: String?
    /// Browser libraries that are not ours, see ``VendorFolder``.
    package var vendor: String?
    /// The ledger's name in its checkpoints.
    package var origin = "maru.example/ledger"
    /// Seconds between checkpoints.
    package var checkpointPeriod = 3600
    package var duckdb: String?
    package var excel: String?
    /// A Python that has WeasyPrint.
    package var printer: String?
    /// Bytes of the largest upload: 2 GiB.
    package var uploadLimit = 2 << 30
    /// MiB and seconds of one question.
    package var queryMemory = 1024
    package var queryDeadline = 60
    /// MiB of one reading or share.
    package var workMemory = 2048
    /// How many uploads are read, shares made and background questions run at a time; none waits for another kind.
    package var readingsAtOnce = 2
    package var sharesAtOnce = 2
    package var questionsAtOnce = 2
    /// Days past the statutory day after which a request stands on the council's next agenda by itself.
    package var overdueDays = 14
    /// log2 of scrypt's cost; lower in tests only.
    package var passwordCost = 15
    package var clock = WallClock.system

    package init() {}

    /// Where people reach the site, without a slash at its end.
    package var site: String {
        let site = address ?? "http://\(host):\(port)"
        return site.hasSuffix("/") ? String(site.dropLast()) : site
    }

    /// Reads the environment.
    package init(environment: [String: String]) {
        let config = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
            .scoped(to: "maru")
        host = config.string(forKey: "http.host", default: host)
        port = config.int(forKey: "http.port", default: port)
        isSecure = config.bool(forKey: "http.secure", default: isSecure)
        isOfficial = config.bool(forKey: "site.official", default: isOfficial)
        operatorName = config.string(forKey: "site.operator").map { LocalizedText($0, en: nil) }
        operatorName?.en = config.string(forKey: "site.operatorEnglish")
        address = config.string(forKey: "site.address")
        sendmail = config.string(forKey: "mail.sendmail")
        mailFrom = config.string(forKey: "mail.from")
        jitsi = config.string(forKey: "video.jitsi")
        jitsiApp = config.string(forKey: "video.jitsiApp")
        vendor = config.string(forKey: "site.vendor")
        origin = config.string(forKey: "ledger.origin", default: origin)
        checkpointPeriod = config.int(forKey: "ledger.checkpointSeconds", default: checkpointPeriod)
        duckdb = config.string(forKey: "engine.duckdb")
        excel = config.string(forKey: "engine.excel")
        printer = config.string(forKey: "print.python")
        uploadLimit = config.int(forKey: "upload.limit", default: uploadLimit)
        queryMemory = config.int(forKey: "query.memory", default: queryMemory)
        queryDeadline = config.int(forKey: "query.seconds", default: queryDeadline)
        workMemory = config.int(forKey: "work.memory", default: workMemory)
        readingsAtOnce = config.int(forKey: "jobs.readings", default: readingsAtOnce)
        sharesAtOnce = config.int(forKey: "jobs.shares", default: sharesAtOnce)
        questionsAtOnce = config.int(forKey: "jobs.questions", default: questionsAtOnce)
        overdueDays = config.int(forKey: "council.overdueDays", default: overdueDays)
    }
}

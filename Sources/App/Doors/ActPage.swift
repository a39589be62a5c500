import Foundation
import Kernel
import Ledger
import Web

/// One act: what it says, where it stands in the tree, and how anybody checks that by oneself.
struct ActPage: Page {
    static let template = "app/act"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let seq: String
    let facts: [Fact]
    let rows: [Row]
    let canonical: String
    let leaf: String
    let position: String
    let size: String
    let root: String
    let path: [Step]
    let pathCount: String
    let hasPath: Bool
    let proofPath: String
    let checkpoint: String
    let checkpointPath: String
    let verifierKey: String
    let command: String
    let script: String
    let previous: String?
    let next: String?

    /// A member of what was recorded.
    struct Row: Sendable {
        let name: String
        let text: String
        /// What the identifier stands for today.
        let meaning: String?
    }

    /// A hash of the audit path, from the leaf up.
    struct Step: Sendable {
        let number: Int
        let hash: String
        /// On which side it is hashed.
        let side: String
    }

    init(_ act: Act, _ proof: Acts.InclusionProof, _ words: ActWords, law: LocalizedText?, _ say: Wording) {
        let (payload, who, subject) = (ActWords.payload(act), words.who(act), words.subject(act))
        title = words.sentence(act)
        lead = [subject.title, words.note(act)].compactMap { $0 }.joined(separator: " · ")
        seq = String(act.seq)
        crumbs = [
            Crumb(say("ledgerTitle"), "/ledger"), Crumb(say("actNumber", ["seq": Written.number(Int(act.seq))])),
        ]
        facts = [
            Fact(say("actAt"), LedgerPages.instant(act.at, in: say.language)),
            Fact(say("actWho"), who.name, who.path),
            who.institution.map { Fact(say("actFor"), $0) },
            Fact(say("actSubject"), subject.title, subject.path),
            payload["why"]?.text.map { Fact(say("actWhy"), $0) },
            payload["pack"]?.text.map { Fact(say("actPack"), law?[say.language] ?? $0) },
            Fact(say("actHistory"), say("actHistoryText"), "/ledger?subject=\(FormValues.encoded(act.subject))"),
        ].compactMap { $0 }
        var rows: [Row] = [
            Row(name: "seq", text: seq, meaning: nil),
            Row(name: "at", text: act.at, meaning: LedgerPages.instant(act.at, in: say.language)),
            Row(name: "kind", text: act.kind, meaning: words.sentence(act)),
            Row(name: "subject", text: act.subject, meaning: subject.title),
        ]
        func add(_ name: String, _ value: JSONValue) {
            if case .object(let members) = value {
                for key in members.keys.sorted() { add("\(name).\(key)", members[key] ?? .null) }
            } else {
                let (text, meaning) = words.value(value)
                rows.append(Row(name: name, text: text, meaning: meaning))
            }
        }
        for member in ["by", "for", "why", "pack", "details"] { if let value = payload[member] { add(member, value) } }
        self.rows = rows
        canonical = proof.act
        leaf = proof.leaf
        position = Written.number(Int(proof.index))
        size = Written.number(Int(proof.size))
        root = proof.root
        path = Self.steps(proof, say)
        pathCount = String(proof.path.count)
        hasPath = !proof.path.isEmpty
        proofPath = "/ledger/\(act.seq)/proof.json"
        checkpoint = proof.checkpoint
        checkpointPath = "/ledger/checkpoints/\(proof.size)"
        verifierKey = proof.verifierKey
        command = "maru ledger proof \(act.seq) --json > maru-proof-\(act.seq).json"
        script = Self.script
        previous = act.seq > 1 ? "/ledger/\(act.seq - 1)" : nil
        next = act.seq < proof.size ? "/ledger/\(act.seq + 1)" : nil
    }

    /// The path with the side of each hash, as RFC 9162, 2.1.3.2 folds it.
    private static func steps(_ proof: Acts.InclusionProof, _ say: Wording) -> [Step] {
        var (index, last) = (proof.index, proof.size - 1)
        return proof.path.enumerated().map { place, hash in
            let isLeft = index % 2 == 1 || index == last
            if isLeft {
                while index % 2 == 0, index != 0 { (index, last) = (index >> 1, last >> 1) }
            }
            (index, last) = (index >> 1, last >> 1)
            return Step(number: place + 1, hash: hash, side: say(isLeft ? "actLeft" : "actRight"))
        }
    }

    /// Checks a downloaded proof with nothing but Python's standard library.
    private static let script = """
        import base64, hashlib, json, sys

        proof = json.load(open(sys.argv[1], encoding="utf-8"))
        sha = lambda data: hashlib.sha256(data).digest()
        node = sha(b"\\0" + proof["act"].encode())
        assert node.hex() == proof["leaf"], "leaf"
        index, last = proof["index"], proof["size"] - 1
        for step in map(bytes.fromhex, proof["path"]):
            if index % 2 or index == last:
                node = sha(b"\\1" + step + node)
                while index % 2 == 0 and index:
                    index, last = index >> 1, last >> 1
            else:
                node = sha(b"\\1" + node + step)
            index, last = index >> 1, last >> 1
        assert last == 0 and node.hex() == proof["root"], "path"
        note = proof["checkpoint"].split("\\n")
        assert int(note[1]) == proof["size"] and base64.b64decode(note[2]) == node, "checkpoint"
        print("included:", proof["seq"], "of", proof["size"])
        """
}

/// The signed notes: what somebody outside keeps, to see later that nothing before was changed.
struct CheckpointsPage: Page {
    static let template = "app/checkpoints"
    let title: String
    let lead: String
    let crumbs: [Crumb]
    let verifierKey: String
    let rows: [Row]
    let empty: EmptyState?
    let older: String?
    let command: String

    struct Row: Sendable {
        let size: String
        let path: String
        let at: String
        let root: String
    }
}

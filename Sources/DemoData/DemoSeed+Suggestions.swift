import App
import Council
import Directory
import Foundation
import Kernel

extension DemoSeed {
    /// Makes thirty difficulties and suggestions at every stage around today, some of them raised by several and some
    /// merged, each step on its own day.
    func suggest() async throws {
        var raised: [String] = []
        for voice in InventedVoices.all {
            let day = try platform(daysAgo: voice.daysAgo)
            let suggestion = try await day.suggestions.raise(
                Suggestions.Draft(kind: voice.kind, title: voice.title, text: voice.text, sector: voice.sector),
                by: try await day.people.actor(email: voice.by)
            )
            raised.append(suggestion.receipt)
            for other in voice.joined {
                try await day.suggestions.join(suggestion.receipt, by: try await day.people.actor(email: other))
            }
        }
        for (voice, receipt) in zip(InventedVoices.all, raised) {
            try await take(receipt, voice, among: raised)
        }
    }

    /// Does the steps of a suggestion, each some days after the one before.
    private func take(_ receipt: String, _ voice: InventedVoices.Voice, among raised: [String]) async throws {
        var daysAgo = voice.daysAgo
        let domain = voice.by.split(separator: "@").last ?? ""
        for step in voice.steps {
            daysAgo = max(0, daysAgo - step.days)
            let day = try platform(daysAgo: daysAgo)
            func actor(_ email: String) async throws -> Actor { try await day.people.actor(email: email) }
            let secretary = "secretariat@\(InventedNation.ministry.domain)"
            switch step.move {
            case .answer, .endorse:
                // What an officer raises is with the council already.
                guard try await day.suggestions.find(receipt).stage == .received else { continue }
                try await day.suggestions.step(receipt, step.move, text: step.text, by: actor("officer@\(domain)"))
            case .escalate, .withdraw:
                try await day.suggestions.step(receipt, step.move, text: step.text, by: actor(voice.by))
            case .merge:
                try await day.suggestions.merge(
                    receipt,
                    into: raised[step.into],
                    text: step.text,
                    by: actor(secretary)
                )
            case .putOnAgenda:
                // Where no meeting is planned it waits, reviewed, for the next one.
                let secretariat = try await actor(secretary)
                guard let next = try await day.suggestions.meetings(open: secretariat).first else { continue }
                try await day.suggestions.putOnAgenda(
                    receipt,
                    of: next.meeting.id,
                    text: step.text,
                    by: secretariat
                )
            default:
                try await day.suggestions.step(
                    receipt,
                    step.move,
                    text: step.text,
                    owner: step.owner,
                    due: step.move == .postpone ? settings.clock.today.adding(days: 180) : nil,
                    by: actor(secretary)
                )
            }
        }
        if let evidence = voice.evidence {
            let day = try platform(daysAgo: daysAgo)
            try await day.suggestions.link(
                receipt,
                to: evidence.target,
                label: evidence.label,
                by: try await day.people.actor(email: "secretariat@\(InventedNation.ministry.domain)")
            )
        }
    }
}

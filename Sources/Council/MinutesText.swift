import Directory
import Foundation
import Kernel
import Web

/// What happened in a meeting, as minutes in Markdown. The same record gives the same text.
struct MinutesText {
    let record: MeetingRecord
    let language: Language

    init(_ record: MeetingRecord, in language: Language) {
        self.record = record
        self.language = language
    }

    /// Words in the language of the minutes.
    func say(_ ko: String, _ en: String) -> String { language == .ko ? ko : en }

    var markdown: String {
        let parts = [head, attendance] + [say("## 안건", "## Agenda")] + record.items.map(item) + [actions, foot]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    // MARK: - Parts

    private var head: String {
        let meeting = record.meeting
        let day = Day(of: meeting.openedAt ?? meeting.startsAt).written(in: language)
        let times =
            "\(day) \(time(meeting.openedAt ?? meeting.startsAt))–\(time(meeting.adjournedAt ?? meeting.endsAt))"
        var places: [String] = []
        if let place = meeting.place { places.append(Self.plain(place)) }
        if meeting.isOnline { places.append(say("영상회의", "by video")) }
        var lines = [
            say(
                "# \(Self.plain(record.council.title.ko)) 제\(meeting.number)차 회의 회의록",
                "# \(Self.plain(record.council.title[.en])): minutes of meeting \(meeting.number)"
            ), "",
            "- \(say("회의명", "Title")): \(Self.plain(meeting.title))",
            "- \(say("일시", "When")): \(times)",
            "- \(say("장소", "Where")): \(places.isEmpty ? "–" : places.joined(separator: ", "))",
        ]
        for kind in [Seat.Kind.chair, .secretary] {
            let name = record.seats.first { $0.seat.kind == kind }?.person?.name
            lines.append("- \(kind.title[language]): \(Self.plain(name ?? "–"))")
        }
        lines.append("- \(say("의사정족수", "Quorum")): \(quorumRule)")
        return lines.joined(separator: "\n")
    }

    private var quorumRule: String {
        guard let rule = record.quorum.rule else {
            return say("운영계획에 정한 것이 없음(협의)", "none set by the plan; the council consults")
        }
        let version = record.plan?.version ?? 0
        return say(
            "재적 \(record.quorum.seats)석의 \(rule.title.ko)(운영계획 제\(version)판), \(record.quorum.needed ?? 0)석",
            "\(rule.title[.en]) of \(record.quorum.seats) seats (plan, version \(version)): \(record.quorum.needed ?? 0)"
        )
    }

    private var attendance: String {
        let came = record.seats.filter { !$0.stays.isEmpty }
        let entitled = record.seats.filter(\.isEntitled)
        let present = entitled.count { !$0.stays.isEmpty }
        var lines = [
            say("## 출석", "## Attendance"), "",
            say(
                "재적 \(entitled.count)석 가운데 \(present)석이 출석하였다.",
                "\(present) of \(entitled.count) entitled seats attended."
            ),
        ]
        if !came.isEmpty {
            lines += [
                "",
                say("| 기관 | 자리 | 성명 | 출석 시각 | 확인 |", "| Institution | Seat | Name | Present | Confirmed |"),
                "|---|---|---|---|---|",
            ]
            lines += came.flatMap { place in place.stays.map { row($0, in: place) } }
        }
        let absent = entitled.filter(\.stays.isEmpty).map { Self.plain($0.institution.title[language]) }
        if !absent.isEmpty { lines += ["", "\(say("불참", "Absent")): \(absent.joined(separator: ", "))"] }
        return lines.joined(separator: "\n")
    }

    private func row(_ stay: MeetingRecord.Stay, in place: MeetingRecord.Place) -> String {
        let end = stay.attendance.leftAt.map(time) ?? ""
        let proof =
            stay.attendance.confirmedBy != nil ? say("간사 확인", "by the secretary") : say("접속 기록", "link followed")
        let cells = [
            Self.plain(place.institution.title[language]), place.seat.kind.title[language], Self.plain(stay.name),
            "\(time(stay.attendance.cameAt))–\(end)", proof,
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private func item(_ entry: MeetingRecord.Item) -> String {
        let item = entry.item
        let level = entry.depth == 0 ? "###" : "####"
        var times: [String] = []
        if let begun = item.begunAt { times.append("\(time(begun))–\(item.endedAt.map(time) ?? "")") }
        if let presenter = entry.presenter { times.append(say("발표 ", "presented by ") + Self.plain(presenter)) }
        var parts = [
            "\(level) \(entry.number). \(Self.plain(item.title))",
            "*\(([item.kind.title[language], item.stage.title[language]] + times).joined(separator: " · "))*",
        ]
        if !item.text.isEmpty { parts.append(Self.paragraphs(item.text)) }
        parts += [opinions(entry), words(entry), recusals(entry)] + entry.votes.map { vote($0) }
        parts += entry.decisions.map(decision)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func opinions(_ entry: MeetingRecord.Item) -> String {
        guard !entry.opinions.isEmpty else { return "" }
        let counts = Opinion.Position.allCases.map { position in
            "\(position.title[language]) \(entry.opinions.count { $0.position == position })"
        }
        let said = entry.opinions.filter { !$0.text.isEmpty }.map { opinion in
            let late = opinion.isLate ? say(", 기한 뒤", ", late") : ""
            return
                "- \(Self.plain(record.title(of: opinion.seat)[language])) (\(opinion.position.title[language])\(late)): \(Self.plain(opinion.text))"
        }
        return (["**\(say("서면의견", "Written opinions"))**: \(counts.joined(separator: ", "))"] + [""] + said)
            .joined(separator: "\n").trimmingCharacters(in: .newlines)
    }

    private func words(_ entry: MeetingRecord.Item) -> String {
        guard !entry.words.isEmpty else { return "" }
        let said = entry.words.map { words in
            let position = words.position.map { " (\($0.title[language]))" } ?? ""
            let who = Self.plain(record.title(of: words.seat)[language])
            return
                "- \(who) \(Self.plain(words.name))\(position)\(words.text.isEmpty ? "" : ": \(Self.plain(words.text))")"
        }
        return ["**\(say("발언", "Said"))**", ""].joined(separator: "\n") + "\n" + said.joined(separator: "\n")
    }

    private func recusals(_ entry: MeetingRecord.Item) -> String {
        guard !entry.recusals.isEmpty else { return "" }
        let said = entry.recusals.map { recusal in
            "- \(Self.plain(record.title(of: recusal.seat)[language])): \(Self.plain(recusal.reason))"
        }
        return "**\(say("회피", "Recused"))**\n\n" + said.joined(separator: "\n")
    }

    private var actions: String {
        let made = record.items.flatMap(\.decisions).flatMap(\.actions)
        guard !made.isEmpty else { return "" }
        let lines = [
            say("## 이행 과제", "## Actions"), "", say("| 번호 | 할 일 | 소관 | 기한 |", "| No. | What | Owner | Due |"),
            "|---|---|---|---|",
        ]
        let rows = made.map { entry in
            "| \(entry.action.number) | \(Self.plain(entry.action.text)) | \(Self.plain(entry.owner.title[language])) | \(entry.action.due.written(in: language)) |"
        }
        return (lines + rows).joined(separator: "\n")
    }

    private var foot: String {
        let carried = record.items.filter { $0.item.stage == .carried }.map { "- \(Self.plain($0.item.title))" }
        return carried.isEmpty
            ? "" : ([say("## 다음 회의로 이월", "## Carried over"), ""] + carried).joined(separator: "\n")
    }
}

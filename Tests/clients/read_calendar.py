"""Reads an iCalendar object from standard input with PyPI `icalendar`, as a calendar program would, and prints what it
found as JSON."""

import datetime
import json
import sys

import icalendar

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())


def when(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    return value.isoformat()


def lines(event, name):
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


events = [
    {
        "uid": str(event["uid"]),
        "sequence": int(event.get("sequence", 0)),
        "status": str(event["status"]),
        "summary": str(event["summary"]),
        "description": str(event.get("description", "")),
        "location": str(event.get("location", "")),
        "start": when(event["dtstart"].dt),
        "end": when(event["dtend"].dt),
        "zone": str(event["dtstart"].params.get("TZID", "")),
        "offset": event["dtstart"].dt.utcoffset().total_seconds() / 3600
        if isinstance(event["dtstart"].dt, datetime.datetime)
        else 0,
        "conferences": [str(conference) for conference in lines(event, "conference")],
        "organizer": str(event.get("organizer", "")),
        "attendees": [
            {"address": str(attendee), "answer": str(attendee.params["PARTSTAT"]), "role": str(attendee.params["ROLE"])}
            for attendee in lines(event, "attendee")
        ],
        "errors": [str(error) for error in event.errors],
    }
    for event in calendar.walk("VEVENT")
]
print(json.dumps({"method": str(calendar["method"]), "events": events}, ensure_ascii=False))

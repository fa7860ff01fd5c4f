"""Reads a calendar as a library does, and line by line as RFC 5545 demands."""

import re
from collections import Counter

import icalendar

NAMES = {
    "VCALENDAR": ["VERSION", "PRODID", "METHOD", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"],
    "VEVENT": [
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "CLASS",
        "TRANSP",
        "URL",
        "ORGANIZER",
        "STATUS",
    ],
}
INSTANT = re.compile(r"\d{8}T\d{6}Z")
DAY = re.compile(r"\d{8}")
TEXT = re.compile(r"(?:[^\\;,\n]|\\[\\;,n])*")
LONGEST = 75
TEXTS = {"NAME", "X-WR-CALNAME", "SUMMARY", "DESCRIPTION"}


def read_calendar(body: bytes) -> list[dict[str, str]]:
    """Return the events, once every line keeps what the standard demands."""
    assert body.endswith(b"\r\n")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= LONGEST
    for line in lines:
        line.decode()  # no character is split
    events = _read(body.decode().replace("\r\n ", "").splitlines())
    calendar = icalendar.Calendar.from_ical(body)
    assert not calendar.errors
    assert [str(event["UID"]) for event in calendar.walk("VEVENT")] == [event["UID"] for event in events]
    for event, reading in zip(events, calendar.walk("VEVENT"), strict=True):
        assert not reading.errors
        event["SUMMARY"] = str(reading["SUMMARY"])
    return events


def _read(lines: list[str]) -> list[dict[str, str]]:
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events, within = list[dict[str, str]](), "VCALENDAR"
    head = dict[str, str]()
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        if name in {"BEGIN", "END"}:
            assert value == "VEVENT"
            within = "VEVENT" if name == "BEGIN" else "VCALENDAR"
            if name == "BEGIN":
                events.append({})
            continue
        name = name.partition(";")[0]
        part = events[-1] if within == "VEVENT" else head
        assert name in NAMES[within]
        assert name not in part
        assert name not in TEXTS or TEXT.fullmatch(value), line
        part[name] = value
    assert head["VERSION"] == "2.0"
    assert head["PRODID"]
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART"} <= event.keys()
        assert INSTANT.fullmatch(event["DTSTAMP"])
        assert INSTANT.fullmatch(event["DTSTART"]) or DAY.fullmatch(event["DTSTART"])
    assert not [uid for uid, count in Counter(event["UID"] for event in events).items() if count > 1]
    return events

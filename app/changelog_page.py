"""Generates openapi/changelog.atom from CHANGELOG.md: the releases, each with its day."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from app.services.shared.markdown import render_markdown
from app.web.atom import AtomEntry, AtomFeed, document

AUTHOR = "Day Tripper"
ADDRESS, PAGE = "/changelog.atom", "/docs"
RELEASE = re.compile(r"^(?P<version>\d[\w.]*) — (?P<title>.+) \((?P<day>\d{4}-\d\d-\d\d)\)\n(?P<text>.*)", re.DOTALL)
IN_SHORT = re.compile(r"^### In short\n(.*?)(?=^### )", re.DOTALL | re.MULTILINE)


def feed() -> bytes:
    """Return the feed: each release in short, or whole where it says nothing in short; without « Unreleased »."""
    entries = list(_releases(Path("CHANGELOG.md").read_text()))
    return document(
        AtomFeed(
            feed_id=_id_of("changelog"),
            title="Day Tripper: what changed",
            author=AUTHOR,
            updated_at=entries[0].updated_at,
            address=ADDRESS,
            page=PAGE,
            language="en",
            entries=entries,
        )
    )


def _releases(text: str) -> Iterator[AtomEntry]:
    for section in text.split("\n## ")[1:]:
        if release := RELEASE.match(section):
            in_short = IN_SHORT.search(release["text"])
            yield AtomEntry(
                entry_id=_id_of(f"changelog {release['version']}"),
                title=f"{release['version']} — {release['title']}",
                updated_at=datetime.fromisoformat(release["day"]).replace(tzinfo=UTC),
                link=PAGE,
                text=str(render_markdown(in_short[1] if in_short else release["text"])),
            )


def _id_of(name: str) -> str:
    return uuid5(NAMESPACE_OID, f"day-tripper {name}").urn

"""Atom documents (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from app.core.clock import on_the_wire

NAMESPACE = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """`entry_id` never changes. `text` is Markdown rendered as safe HTML."""

    entry_id: str
    title: str
    updated_at: datetime
    link: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """`address`: its own. `page`: the page that shows the same to people. `language`: None where it is unknown."""

    feed_id: str
    title: str
    author: str
    updated_at: datetime
    address: str
    page: str
    entries: Sequence[AtomEntry]
    language: str | None = None


def document(feed: AtomFeed) -> bytes:
    root = Element("feed", {"xmlns": NAMESPACE} | ({"xml:lang": feed.language} if feed.language else {}))
    _add(root, "id", feed.feed_id)
    _add(root, "title", feed.title)
    _add(root, "updated", on_the_wire(feed.updated_at))
    _add(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    for entry in feed.entries:
        _add_entry(root, entry)
    body: bytes = tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _add_entry(root: Element, entry: AtomEntry) -> None:
    node = SubElement(root, "entry")
    _add(node, "id", entry.entry_id)
    _add(node, "title", entry.title)
    _add(node, "updated", on_the_wire(entry.updated_at))
    SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
    if entry.text:
        _add(node, "content", entry.text, type="html")


def _add(node: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(node, name, attributes).text = text

"""Reads a feed as feedparser does, and as RFC 4287 demands."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
LINKS = {"self", "alternate"}


def read_feed(body: bytes) -> Any:
    """Return what feedparser reads, once the document keeps what the standard demands."""
    check(ET.fromstring(body))  # noqa: S314  our own
    feed = feedparser.parse(body)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def check(root: ET.Element) -> None:
    assert root.tag == f"{ATOM}feed"
    assert root.attrib.keys() <= {f"{XML}lang"}
    children = {"id", "title", "updated", "author", "link", "entry"}
    assert {node.tag.removeprefix(ATOM) for node in root} <= children
    _check_common(root)
    assert {node.attrib["rel"] for node in root.iter(f"{ATOM}link")} <= LINKS
    assert [node.attrib["rel"] for node in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    assert root.find(f"{ATOM}author/{ATOM}name") is not None  # so entries need none
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        assert {node.tag.removeprefix(ATOM) for node in entry} <= children - {"entry"} | {"content"}
        _check_common(entry)
        assert all(node.attrib == {"type": "html"} for node in entry.findall(f"{ATOM}content"))
    ids = [_text(entry, "id") for entry in entries]
    assert len(ids) == len(set(ids))
    times = [_text(entry, "updated") for entry in entries]
    assert times == sorted(times, reverse=True)
    assert not times or _text(root, "updated") >= times[0]


def _check_common(node: ET.Element) -> None:
    assert urlsplit(_text(node, "id")).scheme == "urn"
    assert _text(node, "title").strip()
    assert datetime.fromisoformat(_text(node, "updated")).tzinfo is not None
    assert node.findall(f"{ATOM}link")


def _text(node: ET.Element, name: str) -> str:
    [child] = node.findall(f"{ATOM}{name}")
    return child.text or ""

"""The elements of each page."""

from functools import cache
from html.parser import HTMLParser
from typing import NamedTuple

from app.core.i18n import Locale
from tests.web import portrait_samples, programme_report_samples, room_samples, samples

PAGES = samples.PAGES | portrait_samples.PAGES | dict(room_samples.PAGES) | programme_report_samples.PAGES
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path", "rect"}
VOID |= {"circle", "stop", "use"}


class Node(NamedTuple):
    tag: str
    given: dict[str, str]
    parents: tuple["Node", ...]
    text: list[str]

    def words(self) -> str:
        return " ".join("".join(self.text).split())

    def inside(self, tag: str) -> bool:
        return any(parent.tag == tag for parent in self.parents)


class Reader(HTMLParser):
    """The elements of a page, with what stands in them. Raises AssertionError for markup that is not whole."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._open: list[Node] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), tag
        node = Node(tag, {name: value or "" for name, value in attrs}, tuple(self._open), [])
        self.nodes.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for node in self._open:
            node.text.append(data)


@cache
def read(name: str, locale: Locale = Locale.FR) -> list[Node]:
    return Reader(PAGES[name](locale)).nodes


def every(*tags: str) -> list[tuple[str, Node]]:
    return [(name, node) for name in PAGES for node in read(name) if node.tag in tags]


def named(name: str, node: Node) -> str:
    """What is read out: the words in it, of its pictures, or that name it."""
    pictures = [item.given.get("alt", "") for item in read(name) if item.tag == "img" and node in item.parents]
    return " ".join([node.words(), node.given.get("aria-label", ""), *pictures]).strip()

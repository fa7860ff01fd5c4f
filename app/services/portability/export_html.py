"""Rendering of the pages of an export, and the values that several kinds of page show."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.core.dates import Precision, Span
from app.core.i18n import Language, Words
from app.core.text import capital, unbroken
from app.models.media import MediaKind
from app.services.portability import export_texts as texts
from app.services.portability.export_files import Files
from app.services.shared.markdown import render_markdown

FOLDER = Path(__file__).parent / "templates"
PIECES_AT_ONCE = 2_000
MEDIA_ORDER = {
    MediaKind.PHOTO: ("large", "small"),
    MediaKind.VIDEO: ("video",),
    MediaKind.AUDIO: ("audio",),
    MediaKind.DOCUMENT: ("original",),
}
Page = AsyncIterator[bytes]


async def render(template: str, locale: Language, root: str, **values: object) -> Page:
    """Render a page a piece at a time. `root`: the relative path from the page to the top of the archive."""

    def say(words: Words, **blanks: object) -> str:
        return unbroken(words.in_(locale, **blanks))

    defaults = {"nested": True, "texts": texts, "say": say, "locale": locale, "root": root}
    waiting: list[str] = []
    async for piece in _PAGES.get_template(template).generate_async(**defaults | values):
        waiting.append(piece)
        if len(waiting) == PIECES_AT_ONCE:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def page_media(media: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the media that have a file in the archive, each with its path."""
    for medium in media:
        paths = medium["paths"]
        path = next((paths[name] for name in MEDIA_ORDER[medium["kind"]] if name in paths), None)
        if path is not None:
            yield {**medium, "path": path, "poster": paths.get("poster")}


def copy_of(media: Mapping[str, Any] | None, files: Files) -> dict[str, Any] | None:
    """Return the medium of an edition with its path in the archive. Without a path: its file is on its way."""
    if media and not media["variants"]:
        return {**media, "path": None}
    paths = files.copies.get(media["id"], {}) if media else {}
    return next(page_media([{**media, "paths": paths}]), None) if media else None


def reflection_lines(reflection: Mapping[str, str | None] | None) -> list[tuple[Words, str]]:
    answers = reflection or {}
    return [(label, words) for name, label in texts.REFLECTION.items() if (words := answers.get(name))]


def say_lived(block: Mapping[str, Any], locale: Language) -> str:
    """Say when the moment of an edition was lived."""
    start = datetime.fromisoformat(block["lived_at"])
    end = datetime.fromisoformat(block["lived_until"]) if block.get("lived_until") else None
    return say_when(start, end, block["lived_precision"], block["utc_offset"], locale)


def say_when(start: datetime, end: datetime | None, precision: str, utc_offset: int, locale: Language) -> str:
    return capital(Span.local(start, end, Precision(precision), utc_offset).say(locale))


_PAGES = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    enable_async=True,
)
_PAGES.filters |= {"markdown": render_markdown, "capital": capital, "unbroken": unbroken}

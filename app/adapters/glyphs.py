"""The characters that the faces of documents can show, read from their `cmap` tables."""

import json
import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import category

FONTS = Path(__file__).parent / "fonts"
BUILT_IN = FONTS / "built-in.json"  # ranges of the faces that are part of typst, where ours have no such glyph
SEGMENTS, GROUPS = 4, 12  # formats of tables
SHAPELESS = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # shown as nothing, or as a space
SELECTORS = range(0xFE00, 0xFE10)
Span = tuple[int, int]


def missing(text: str) -> str:
    """Return the characters of the text that no face has, each once, in their order."""
    return "".join(character for character in dict.fromkeys(text) if not _is_shown(character))


def _is_shown(character: str) -> bool:
    code, spans = ord(character), covered()
    place = bisect_right(spans, (code, 0x110000)) - 1
    has_glyph = place >= 0 and spans[place][0] <= code <= spans[place][1]
    return has_glyph or code in SELECTORS or category(character) in SHAPELESS


@cache
def covered() -> list[Span]:
    """Return the ranges of characters, in ascending order, without overlap."""
    spans = [(first, last) for first, last in json.loads(BUILT_IN.read_text())]
    for path in sorted(FONTS.glob("*.ttf")):
        spans += spans_of(path.read_bytes())
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def spans_of(font: bytes) -> Iterator[Span]:
    """Yield the ranges of a font: of its table of all characters, or else of the first 65,536."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[at : at + 4]: struct.unpack_from(">4xII", font, at + 4)[0] for at in range(12, 12 + 16 * count, 16)}
    start = tables[b"cmap"]
    count = struct.unpack_from(">H", font, start + 2)[0]
    places = {start + struct.unpack_from(">4xI", font, start + 4 + 8 * n)[0] for n in range(count)}
    by_format = {struct.unpack_from(">H", font, place)[0]: place for place in places}
    if GROUPS in by_format:
        yield from _groups(font, by_format[GROUPS])
    else:
        yield from _segments(font, by_format[SEGMENTS])


def _groups(font: bytes, place: int) -> Iterator[Span]:
    count = struct.unpack_from(">I", font, place + 12)[0]
    for n in range(count):
        first, last = struct.unpack_from(">II", font, place + 16 + 12 * n)
        yield first, last


def _segments(font: bytes, place: int) -> Iterator[Span]:
    """Yield the segments. Gaps inside a segment are glyph 0: of these fonts, none has one."""
    count = struct.unpack_from(">H", font, place + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", font, place + 14)
    firsts = struct.unpack_from(f">{count}H", font, place + 16 + 2 * count)
    yield from ((first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF)  # noqa: PLR2004  the end

"""Gives each element that is read from right to left its `dir`, and what stands in it the other way round (RGAA 8.10).

Templates contain no `dir`: an element follows the first letter of its own words. A name inside a sentence, between
isolating marks, becomes an element of its own.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
TOKEN = re.compile(r"<[^<>]*>|[^<]+")
TAG = re.compile(r"</?([a-z][a-z0-9]*)")
ISOLATE = re.compile("\u2068([^\u2068\u2069]*)\u2069")
AUTO = ' dir="auto"'
VOID = set(re.findall(r"\w+", "area base br col hr img input link meta source track wbr circle path rect stop use"))
# Their words belong to the element around them, too.
INLINE = set(re.findall(r"\w+", "a abbr b cite code em i q small span strong time u"))
OUTSIDE = {"head", "script", "style", "textarea", "title", "svg"}  # no words of the page, or nothing but words


@dataclass(slots=True)
class Element:
    tag: str
    token: int  # where it begins
    parent: "Element | None"
    is_auto: bool = False
    direction: str | None = None

    @property
    def surrounding(self) -> str:
        """Return the direction of the nearest element around it that has one."""
        element = self.parent
        while element is not None and element.direction is None:
            element = element.parent
        return "ltr" if element is None or element.direction is None else element.direction


def set_directions(page: str) -> str:
    """Set `dir` in the page. Its tags are complete, and `<` begins only tags."""
    if not RIGHT_TO_LEFT.search(page):
        return page
    tokens: list[str] = []
    for element in _elements(page, tokens):
        tag = tokens[element.token].replace(AUTO, "")
        if element.direction is not None and element.direction != element.surrounding:
            tag = f'{tag[:-1]} dir="{element.direction}">'
        tokens[element.token] = tag
    return "".join(tokens)


def _elements(page: str, tokens: list[str]) -> list[Element]:
    """Return the elements in their order, and fill `tokens` with the tags and words of the page."""
    elements: list[Element] = []
    innermost: Element | None = None
    for token in TOKEN.findall(page):
        for part in _parts(token, innermost):
            tag = TAG.match(part)
            if tag is None:
                _read(part, innermost)
            elif part.startswith("</"):
                innermost = innermost.parent if innermost is not None else None
            elif tag[1] not in VOID and not part.endswith("/>"):
                innermost = Element(tag[1], len(tokens), innermost, is_auto=AUTO in part)
                elements.append(innermost)
            tokens.append(part)
    return elements


def _parts(token: str, element: Element | None) -> list[str]:
    """Make an element of each isolate among words."""
    if "\u2068" not in token or token.startswith("<") or _is_outside(element):
        return [token]
    parts = ISOLATE.split(token)  # words, isolate, words, …
    marks = [[part] if number % 2 == 0 else ["<bdi>", part, "</bdi>"] for number, part in enumerate(parts)]
    return [part for group in marks for part in group]


def _is_outside(element: Element | None) -> bool:
    while element is not None:
        if element.tag in OUTSIDE:
            return True
        element = element.parent
    return False


def _read(words: str, element: Element | None) -> None:
    """Let the first letter decide for the element, and for those around it up to a block."""
    if words.startswith("<") or _is_outside(element):
        return
    direction = next(filter(None, map(_direction, unescape(words))), None)
    if direction is None:
        return
    is_own = True
    while element is not None:
        if element.direction is None and (is_own or element.is_auto):
            element.direction = direction
        if element.tag == "bdi":  # the sentence around it has a direction of its own
            return
        is_own = is_own and element.tag in INLINE
        element = element.parent


def _direction(sign: str) -> str | None:
    return {"R": "rtl", "AL": "rtl", "L": "ltr"}.get(unicodedata.bidirectional(sign))

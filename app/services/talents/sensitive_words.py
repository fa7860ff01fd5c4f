"""Words of what article 9 of the GDPR protects weigh nothing in suggestions: health, origin, opinions, beliefs.

They are listed in app/data/words/sensitive.txt. A skill is suggested by what somebody did, never by what somebody is:
docs/decisions/0083.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator

from app.core.text import plain
from app.services.journal.word_forms import LISTS

WORD = re.compile(r"[^\W_]+[+#]*")
WORD_LIST = (LISTS / "sensitive.txt").read_text()
DIGEST = hashlib.sha256(WORD_LIST.encode()).hexdigest()[:8]
CATEGORIES = re.compile(r"\n# (.+)\n((?:[^#\n].*\n)+)")


def by_category() -> dict[str, list[str]]:
    return {name: words.split() for name, words in CATEGORIES.findall(WORD_LIST)}


def _pattern() -> re.Pattern[str]:
    words_by_length = sorted({word for words in by_category().values() for word in words}, key=len, reverse=True)
    ways = "|".join(re.escape(item).replace(r"\*", r"\S*").replace("_", " ") for item in words_by_length)
    return re.compile(rf"(?<!\S)(?:{ways})(?!\S)")


_PATTERN = _pattern()


def without(text: str) -> str:
    """Put spaces in place of these words, so that every other stays where it is."""
    letters = list(text)
    for start, end in spans(text):
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def spans(text: str) -> Iterator[tuple[int, int]]:
    words = list(WORD.finditer(text))
    starts, line = [], ""
    for word in words:
        starts.append(len(line))
        line += f"{plain(word.group())} "
    for found in _PATTERN.finditer(line):
        first, last = bisect_right(starts, found.start()) - 1, bisect_right(starts, found.end() - 1) - 1
        yield words[first].start(), words[last].end()

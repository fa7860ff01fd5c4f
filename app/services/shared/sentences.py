"""The whole sentences with which a text begins. A text is never cut inside a sentence."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

# The end of a sentence: its sign, what closes after it, then a blank. A line of its own is a sentence too.
END = re.compile(r"(?<=[.!?…。؟۔։।])(?:[”\"')\]]|[ \u00A0\u202F]?»)*\s+(?=\S)|\n+")
# A full stop after these ends no sentence, nor one after a single letter: « M. Dupont », « J. Martin ».
ABBREVIATION = re.compile(
    r"(?:^|[\s(«’'])(?:[^\W\d_]|mme|mlle|mm|mr|mrs|ms|dr|pr|st|ste|cf|ex|env|etc|art|fig|min|max|tél|tel|vs|no|vol|av|bd)\.$",
    re.IGNORECASE,
)
LONGEST = 8  # more characters than the longest of these and a mark before it
BLANKS = re.compile(r"\s*")
OPENING = re.compile(r"[«“\"'(\[—–\-\s\u00A0]*")


def split_sentences(text: str) -> list[str]:
    """Split the text. The sentences, joined by blanks, are the text. It takes as long as the text is."""
    sentences, start = [], _after(BLANKS, text, 0)
    for match in END.finditer(text):
        last = match.start() + len(match.group().rstrip())
        if "\n" not in match.group() and not _ends(text, start, last, match.end()):
            continue
        if sentence := text[start:last].rstrip():
            sentences.append(sentence)
        start = _after(BLANKS, text, match.end())
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences


def whole_sentences(sentences: Sequence[str], longest: int) -> str:
    """Join as many first sentences as `longest` characters have room for: possibly none."""
    lengths = accumulate(len(sentence) + 1 for sentence in sentences)
    return " ".join(sentences[: bisect_right(list(lengths), longest + 1)])


def _ends(text: str, start: int, last: int, following: int) -> bool:
    """Tell whether the sign before `last` ends the sentence: it ends no abbreviation, and no small letter follows."""
    place = _after(OPENING, text, following)
    return not text[place : place + 1].islower() and not ABBREVIATION.search(text[max(start, last - LONGEST) : last])


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place

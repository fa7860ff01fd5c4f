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
OPENING = re.compile(r"[«“\"'(\[—–\-\s\u00A0]*")


def split_sentences(text: str) -> list[str]:
    """Split the text. The sentences, joined by blanks, are the text."""
    sentences, start = [], 0
    for match in END.finditer(text):
        sentence = text[start : match.end()].strip()
        if "\n" not in match.group() and not _ends(sentence, text[match.end() :]):
            continue
        if sentence:
            sentences.append(sentence)
        start = match.end()
    rest = text[start:].strip()
    return [*sentences, rest] if rest else sentences


def whole_sentences(sentences: Sequence[str], longest: int) -> str:
    """Join as many first sentences as `longest` characters have room for: possibly none."""
    lengths = accumulate(len(sentence) + 1 for sentence in sentences)
    return " ".join(sentences[: bisect_right(list(lengths), longest + 1)])


def _ends(sentence: str, rest: str) -> bool:
    """Whether the sign ends the sentence: what follows does not begin with a small letter."""
    next_character = OPENING.sub("", rest, count=1)[:1]
    return not next_character.islower() and not ABBREVIATION.search(sentence)

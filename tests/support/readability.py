"""How easy French is to read, by Kandel and Moles (1958): 100 is very easy, 60 the usual, 30 hard.

The formula is that of Flesch for French: 207 - 1.015 x words of a sentence - 73.6 x syllables of a word. It counts
what is spoken: a mute e at the end of a word is no syllable.
"""

import re
from collections.abc import Sequence

VOWELS = "aeiouyàâäéèêëîïôöùûüœæ"
WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")
END = re.compile(r"[.!?…;]+(?=\W|$)|(?<=\s):(?=\s|$)|\n+")
NUCLEUS = re.compile(rf"[{VOWELS}]+")
HIATUS = re.compile(r"(?<=[aeéiouèï])[éèëï]|(?<=é)[aeou]")  # « créer », « réunir »
SHORT = re.compile(r"..?|.es")  # « le », « les »
MUTE = re.compile(rf"(?<=[^{VOWELS}])es?$|(?<=[éiua])es?$")


def words(text: str) -> list[str]:
    return WORD.findall(text)


def sentences(text: str) -> list[list[str]]:
    """Return the sentences as words. A line ends one; so does a colon before a list or a name."""
    return [findings for part in END.split(text) if (findings := words(part))]


def syllables(word: str) -> int:
    parts = re.findall(r"[^\W\d_]+", word.lower().replace("qu", "q"))
    return max(1, sum(_nuclei(part if SHORT.fullmatch(part) else MUTE.sub("", part)) for part in parts))


def score(texts: Sequence[str]) -> float:
    findings = [sentence for text in texts for sentence in sentences(text)]
    spoken = [word for sentence in findings for word in sentence]
    return 207 - 1.015 * len(spoken) / len(findings) - 73.6 * sum(map(syllables, spoken)) / len(spoken)


def _nuclei(part: str) -> int:
    return sum(1 + len(HIATUS.findall(nucleus)) for nucleus in NUCLEUS.findall(part))

"""A text on paper: whole, or as many of its sentences as there is room for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.text import unbroken
from app.services.shared.sentences import split_sentences, whole_sentences


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in sentences, and the summary that the person wrote of it."""

    whole: str
    sentences: Sequence[str]
    summary: str

    @classmethod
    def of(cls, text: str | None, summary: str | None = None) -> "Prose":
        whole, brief = unbroken(_plain(text or summary or "")), unbroken(_plain(summary or ""))
        return cls(whole, split_sentences(whole), brief)

    def within(self, longest: int) -> str:
        """Return the summary if it fits, or the text, or else the first sentences that fit."""
        if self.summary and len(self.summary) <= longest:
            return self.summary
        return self.whole if len(self.whole) <= longest else whole_sentences(self.sentences, longest)


def _plain(markdown: str) -> str:
    """Remove the signs of Markdown, and empty lines."""
    text = re.sub(r"\[([^\[\]]*)\]\([^)\[]*\)", r"\1", markdown)
    text = re.sub(r"(?m)^\s{0,3}(#{1,6}|>|[-*+]|\d+\.)\s+|\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`", "", text)
    return "\n".join(line for part in text.splitlines() if (line := " ".join(part.split())))

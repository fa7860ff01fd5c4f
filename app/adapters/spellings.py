"""Compares texts by pieces of their words, four to six letters long, so that slips, endings and spellings matter
little.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.text import plain

Numbers = NDArray[np.float64]
WORD = re.compile(r"[^\W_]+")
SHORTEST, LONGEST = 4, 6


class Pieces:
    """The pieces in texts of several kinds, each weighed by its rarity.

    `parts`: for each text, its weight in each kind.
    """

    def __init__(self, texts: Sequence[str], parts: Numbers) -> None:
        counts = [Counter(_pieces(text)) for text in texts]
        having = Counter(piece for item in counts for piece in item)
        self._columns = {piece: n for n, piece in enumerate(having)}
        self._rarity = np.array([math.log((1 + len(texts)) / (1 + many)) + 1 for many in having.values()])
        kinds = np.zeros((len(having), parts.shape[1]))
        for count, part in zip(counts, parts, strict=True):
            columns, weights = self._weighed(count)
            kinds[columns] += np.outer(weights, part)
        length = np.linalg.norm(kinds, axis=0)
        self._kinds = kinds / np.where(length > 0, length, 1)

    def nearness(self, text: str) -> Numbers:
        """Return how near a text is to each kind, from 0 to 1."""
        columns, weights = self._weighed(Counter(_pieces(text)))
        near: Numbers = weights @ self._kinds[columns]
        return near

    def _weighed(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int64], Numbers]:
        numbers = [(self._columns[piece], many) for piece, many in counts.items() if piece in self._columns]
        columns = np.array([column for column, _ in numbers], np.int64)
        weights = np.array([1 + math.log(many) for _, many in numbers]) * self._rarity[columns]
        length = float(np.linalg.norm(weights))
        return columns, weights / (length or 1)


def _pieces(text: str) -> Iterator[str]:
    for word in WORD.findall(plain(text)):
        bounded_word = f" {word} "
        for length in range(SHORTEST, max(SHORTEST, min(LONGEST, len(bounded_word))) + 1):
            yield from (bounded_word[n : n + length] for n in range(max(1, len(bounded_word) - length + 1)))

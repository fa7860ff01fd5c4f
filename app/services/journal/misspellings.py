"""Correct a word that no skill's name has, when a name has a word that people often type like that.

One slip per word of five letters or more: two letters swapped, a letter doubled or missing its double, « k » for
« que ». Other slips are left to pg_trgm, which finds similar names.
"""

import re
from collections.abc import Iterator, Sequence

from asyncpg import Record

from app.core.db import Statements
from app.core.text import plain

WORD = re.compile(r"[^\W_]{5,30}")
WORD_LIMIT = 4  # words of a query
# One index look-up for all spellings: a look-up for each would scan for each that no name has.
FIND_NAMES = """
with spellings as materialized (
  select n, word, rank, ts_lexize('french_stem', word) || ts_lexize('english_stem', word) as stems
  from unnest($1::int[], $2::text[]) with ordinality as spelling(n, word, rank)
), stems as materialized (
  select distinct stem from spellings, unnest(stems) as stem
), known as materialized (
  select distinct stem from skill_names as k, unnest(k.stems) as stem
  where k.stems && (select array_agg(stem) from stems) and stem in (select stem from stems)
)
select distinct on (n) n, word from spellings where stems && (select array_agg(stem) from known) order by n, rank
"""
SOUNDS = ((r"k(?=[eiy])", "qu"), (r"k$", "que"), (r"k", "c"), (r"ph", "f"), (r"y", "i"), (r"z", "s"))


async def correct(reads: Statements, query: str) -> str:
    words = list(WORD.finditer(query))[:WORD_LIMIT]
    plains = [plain(word.group()) for word in words]
    known_words = {row["n"] for row in await _find_names(reads, [(n, word) for n, word in enumerate(plains)])}
    candidates = [
        (n, spelling) for n, word in enumerate(plains) if n not in known_words for spelling in spellings(word)
    ]
    for row in reversed(await _find_names(reads, candidates)):
        word = words[row["n"]]
        query = query[: word.start()] + row["word"] + query[word.end() :]
    return query


async def _find_names(reads: Statements, spellings: Sequence[tuple[int, str]]) -> list[Record]:
    """Return for each word of the query the first spelling that a name has."""
    return await reads.fetch(FIND_NAMES, *map(list, zip(*spellings, strict=True))) if spellings else []


def spellings(word: str) -> Iterator[str]:
    """Yield the words that it may have been meant to be, likeliest first, each once."""
    return iter(dict.fromkeys([*_sounds(word), *_edits(word)]))


def _sounds(word: str) -> Iterator[str]:
    alike = word
    for pattern, letters in SOUNDS:
        alike = re.sub(pattern, letters, alike)
        yield alike


def _edits(word: str) -> Iterator[str]:
    places = range(len(word) - 1)
    yield from (word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in places)
    yield from (word[:n] + word[n + 1 :] for n in places if word[n] == word[n + 1])
    yield from (word[: n + 1] + word[n:] for n in places if word[n] not in "aeiouy")

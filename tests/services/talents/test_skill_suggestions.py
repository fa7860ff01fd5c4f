"""How many of the skills that people would name are among the first ten: see docs/decisions/0012."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.uow import Runtime
from app.services.talents.frameworks import DEFAULTS
from tests.support.people import BARE, Person, capture
from tests.support.talents import claim

SAMPLE = json.loads((DEFAULTS.parent / "experiences-fr.json").read_text())
FIRST = 10
RECALL, MARGIN = 0.80, 0.12


def skills() -> Iterator[tuple[str, str]]:
    """Code and words of each of ours."""
    for file in sorted(Path(DEFAULTS).glob("*.json")):
        for domain in json.loads(file.read_text())["domains"]:
            for skill in domain["skills"]:
                yield skill["code"], " ".join([skill["label"]["fr"], *skill["keywords"]["fr"]])


FULL_TEXT = """
with asked as (
  select replace(plainto_tsquery('public.french_plain', $3)::text, '&', '|')::tsquery as query
)
select code from unnest($1::text[], $2::text[]) as one(code, words), asked
where to_tsvector('public.french_plain', words) @@ query
order by ts_rank(to_tsvector('public.french_plain', words), query, 1) desc, code limit 10
"""


async def by_full_text(runtime: Runtime, moment: dict[str, Any]) -> list[str]:
    """What plain full-text search of the same words finds, in the best of its rankings."""
    words = " ".join([moment["title"], moment["body"], *moment["tags"]])
    codes, texts = zip(*skills(), strict=True)
    return [row["code"] for row in await runtime.database.reads.fetch(FULL_TEXT, codes, texts, words)]


async def suggested(person: Person, moment: dict[str, Any]) -> list[str]:
    words = {"title": moment["title"], "text": moment["body"], "tags": moment["tags"], "language": "fr"}
    experience = await capture(person, BARE | words)
    answer = await person.ask("GET", f"/v1/experiences/{experience['id']}/skill-suggestions?limit=10", 200)
    return [item["skill"]["code"] for item in answer["items"]]


def recall(pairs: list[tuple[dict[str, Any], list[str]]]) -> float:
    count = sum(skill in codes[:FIRST] for moment, codes in pairs for skill in moment["skills"])
    return count / sum(len(moment["skills"]) for moment, _ in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1], ids=["looked at while it was made", "never looked at"])
async def test_suggestions_find_what_people_name_and_full_text_search_does_not(
    alice: Person, runtime: Runtime, half: int
) -> None:
    await claim(alice, "I.1")
    sample = SAMPLE[half::2]
    with_suggestions = recall([(moment, await suggested(alice, moment)) for moment in sample])
    plain = recall([(moment, await by_full_text(runtime, moment)) for moment in sample])
    print(f"recall of {FIRST}: {with_suggestions:.3f} against {plain:.3f}")  # noqa: T201  for the decision to cite
    assert with_suggestions >= RECALL
    assert with_suggestions - plain >= MARGIN
    assert len(sample) == 30

"""How well suggestions speak to those who wrote: texts with the codes of the everyday skills that they show.

`python -m pytest -s tests/services/talents/test_suggestion_texts.py` scores each file.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.talents import meanings
from tests.support.people import BARE, Person, capture

FIRST = 3
CLEANUP = """
insert into meaning_positions (user_id, seq, made_by) select user_id, seq, $2 from feeds where user_id <> $1
on conflict (user_id) do update set seq = excluded.seq, made_by = excluded.made_by
"""


class Answer(NamedTuple):
    expected: Sequence[str]
    codes: Sequence[str]
    is_explained: bool


class Score(NamedTuple):
    right: float  # of the texts with skills: one of these among the first three
    silent: float  # of the texts without: nothing suggested
    precise: float  # of all that is suggested in the first three: right


def texts(file: Path) -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = json.loads(file.read_text())
    return samples


async def captured(person: Person, samples: Sequence[Mapping[str, Any]]) -> list[str]:
    """Capture experiences with these texts, and return their ids."""
    bodies = ({"text": sample["text"], "language": sample["language"]} for sample in samples)
    return [(await capture(person, BARE | item))["id"] for item in bodies]


async def compared(runtime: Runtime, person: Person) -> None:
    """Compare the meanings of the person's experiences, and of nobody else's."""
    words = await runtime.database.reads.fetch(meanings.WORDS, meanings.FRAMEWORK)
    await runtime.database.writes.fetchrow(CLEANUP, person.id, meanings.maker_of(words[0]["version"]))
    remaining = True
    while remaining:
        async with runtime.work(SYSTEM) as uow:
            remaining = await meanings.compare(uow)


async def suggested(person: Person, experience_id: str, query: str = "") -> list[dict[str, Any]]:
    answer = await person.ask("GET", f"/v1/experiences/{experience_id}/skill-suggestions{query}", 200)
    items: list[dict[str, Any]] = answer["items"]
    return items


async def answers(person: Person, samples: Sequence[dict[str, Any]], ids: Sequence[str]) -> list[Answer]:
    return [
        _answer(sample, await suggested(person, experience_id, "?framework=everyday-skills"))
        for sample, experience_id in zip(samples, ids, strict=True)
    ]


def _answer(sample: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Answer:
    words = [word for item in items for reason in item["because"] for word in reason["words"]]
    rows = all(sample["text"][word["start"] : word["end"]] == word["text"] for word in words)
    reasons = all(reason["words"] for item in items for reason in item["because"])
    return Answer(
        sample["skills"],
        [item["skill"]["code"] for item in items],
        rows and reasons and all(item["because"] for item in items),
    )


def score(answers: Sequence[Answer]) -> Score:
    hits = [len(set(answer.expected) & set(answer.codes)) for answer in answers]
    with_skills = [hit > 0 for answer, hit in zip(answers, hits, strict=True) if answer.expected]
    without = [not answer.codes for answer in answers if not answer.expected]
    count = sum(len(answer.codes) for answer in answers)
    return Score(
        sum(with_skills) / max(len(with_skills), 1), sum(without) / max(len(without), 1), sum(hits) / max(count, 1)
    )

"""How well suggestions speak to those who wrote: texts with the codes of the everyday skills that they show.

`python -m pytest -s tests/services/test_suggestion_texts.py` scores each file in tests/services/suggestions/.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.core.uow import Runtime
from app.services import skill_suggestions

FIRST = 3


class Answer(NamedTuple):
    expected: Sequence[str]
    codes: Sequence[str]
    is_explained: bool


class Score(NamedTuple):
    right: float  # of the texts with skills: one of these among the first three
    silent: float  # of the texts without: nothing suggested
    precise: float  # of all that is suggested in the first three: right


def texts(file: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(file.read_text())
    return loaded


async def answer(runtime: Runtime, sample: dict[str, Any]) -> Answer:
    blank: dict[str, Any] = {"title": None, "reflection": None, "tags": [], "media": [], "skills": []}
    experience = blank | {"text": sample["text"], "language": sample["language"]}
    ranked = await skill_suggestions.rank(runtime.database.reads, experience, ["everyday-skills"])
    shown = ranked[:FIRST]
    explained = all(reason.words for item in shown for reason in item.because) and all(item.because for item in shown)
    return Answer(sample["skills"], [item.skill.code for item in shown], explained)


def score(answers: Sequence[Answer]) -> Score:
    hits = [len(set(answer.expected) & set(answer.codes)) for answer in answers]
    with_skills = [hit > 0 for answer, hit in zip(answers, hits, strict=True) if answer.expected]
    without = [not answer.codes for answer in answers if not answer.expected]
    suggested = sum(len(answer.codes) for answer in answers)
    return Score(
        sum(with_skills) / max(len(with_skills), 1), sum(without) / max(len(without), 1), sum(hits) / max(suggested, 1)
    )

"""Attacks by subtraction: results are read again and again, of groups with one person between them, under each `k_min`
and by each question, and whatever differs is looked at.
"""

from collections.abc import Iterator
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.api.test_cross_tables import read
from tests.support.ballots import put_to_vote, vote
from tests.support.communities import gather
from tests.support.missions import send
from tests.support.people import Person, sign_in
from tests.support.programme_reports import age_accounts

SMALLEST, LARGEST, FEWEST = 3, 100, 5
MOVES = (3, 4, 5, 6, 7, 100, 7, 5, 3)  # of k, up and back
PLACES, TRADES = ["lycée", "CFA", "emploi"], ["bois", "soin"]
QUESTIONS = [
    {"code": "place", "text": "Tu es", "type": "one", "options": PLACES},
    {"code": "trade", "text": "Ton métier", "type": "one", "options": TRADES},
    {"code": "clear", "text": "Je sais à qui parler", "type": "scale"},
]


@pytest.fixture
async def people(app: FastAPI, runtime: Runtime) -> list[Person]:
    """Accounts of more than a week, which count towards `k`."""
    persons = [await sign_in(app, f"person-{n}", birth_year=1990) for n in range(13)]
    await age_accounts(runtime, *persons, days=8)
    return persons


async def close_survey(manager: Person, community_id: UUID, answers: list[tuple[Person, tuple[str, str, int]]]) -> Any:
    """Ask these people, who answer, and close."""
    survey = {"questions": QUESTIONS, "sheets": "named"}
    audience = {"type": "users", "users": [str(person.id) for person, _ in answers]}
    mission = await send(manager.runtime, manager, community_id, kind="survey", survey=survey, audience=audience)
    for person, (place, trade, number) in answers:
        sheet: list[dict[str, Any]] = [{"code": "place", "options": [place]}, {"code": "trade", "options": [trade]}]
        sheet += [{"code": "clear", "number": number}]
        await person.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json={"answers": sheet})
    await manager.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)
    return mission


async def set_k(manager: Person, community_id: UUID, k: int) -> None:
    body, headers = {"k_min": k}, {"If-Match": "*"}
    await manager.ask("PATCH", f"/v1/communities/{community_id}", 200, json=body, headers=headers)


async def test_a_cohort_of_five_and_the_same_without_one_give_nobody_away(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    """Not even where the community says that three are enough."""
    community_id = await gather(runtime, alice, *people)
    four = [(person, ("lycée", "bois", 1)) for person in people[:4]]
    smaller = await close_survey(alice, community_id, four)
    larger = await close_survey(alice, community_id, [*four, (people[4], ("CFA", "soin", 5))])
    first = None
    for k in MOVES:
        await set_k(alice, community_id, k)
        assert (await read(alice, smaller, ""))["withheld"] is True
        results = await read(alice, larger, "")
        counts = [option["people"] for question in results["questions"] for option in question["options"]]
        assert all(count in {None, 0} or count >= max(k, FEWEST) for count in counts)
        first = first or results
        assert k != SMALLEST or results == first  # there and back
    _, ballot, [option, *_] = await put_to_vote(runtime, alice, people[:4])
    for person in people[:4]:
        await vote(person, ballot, [option])
    await set_k(alice, UUID(ballot["community_id"]), SMALLEST)
    await alice.ask("PUT", f"/v1/missions/{ballot['id']}/closing", 200)
    assert (await read(alice, ballot, ""))["withheld"] is True


def tables(results: Any, code: str) -> Iterator[tuple[frozenset[str], tuple[int, ...]]]:
    """Yield the rows of a question: whose they are, and how many of these chose each option."""
    question = next(item for item in results["questions"] if item["code"] == code)
    for row in question["rows"] or []:
        yield frozenset(row["options"]), tuple(row["counts"])


async def test_chains_of_tables_under_each_k_have_no_row_of_few(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    """All tables by each question, for k from 3 to 100 and back: of any two, what one has more is nobody or five."""
    community_id = await gather(runtime, alice, *people)
    answers = [("lycée", "bois", 2)] * 6 + [("CFA", "soin", 4)] * 5 + [("emploi", "bois", 2), ("emploi", "soin", 4)]
    mission = await close_survey(alice, community_id, list(zip(people, answers, strict=True)))
    rows: dict[tuple[str, str], set[tuple[frozenset[str], tuple[int, ...]]]] = {}
    for k in MOVES:
        await set_k(alice, community_id, k)
        for by, code in permutations(("place", "trade", "clear"), 2):
            if by != "clear":  # which is not of one choice
                rows.setdefault((by, code), set()).update(tables(await read(alice, mission, f"?by={by}"), code))
    assert any(rows.values())
    for readings in rows.values():
        differences = [
            tuple(more - less for more, less in zip(counts, fewer, strict=True))
            for (names, counts), (others, fewer) in permutations(readings, 2)
            if others < names
        ]
        for counts in (*(counts for _, counts in readings), *differences):
            assert all(count == 0 or count >= FEWEST for count in counts), readings

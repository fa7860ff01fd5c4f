"""Figures tell of many and of nobody: read before and after each answer, by made-up accounts, with k moved."""

from itertools import combinations
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core.i18n import Language, Locale
from app.core.uow import Runtime
from app.models.ballots import PaperCount
from app.models.missions import Mission, MissionKind
from app.models.programme_reports import FigureCode
from app.models.sheets import Sheet
from app.policies.small_groups import exact_or_withheld, least
from app.services.figures.registry import FIGURES
from tests.support import programmes
from tests.support.communities import membership_row
from tests.support.people import NOW, Person, sign_in
from tests.support.programme_reports import (
    FEBRUARY,
    PUBLICS,
    RUNNING,
    age_accounts,
    check,
    committee,
    draft,
    figures,
    insert,
    meeting,
    mission_row,
    parts,
    publish,
    response_row,
    survey,
)

SMALL = 5


@pytest.fixture
async def people(app: FastAPI) -> list[Person]:
    return [await sign_in(app, f"membre-{n}") for n in range(8)]


def test_each_figure_is_one_statement_with_words_in_each_language() -> None:
    for code, figure in FIGURES.items():
        assert figure.code is code
        for language in (Locale.FR, Locale.EN, Language("fr@simple")):
            label, definition = figure.label.in_(language), figure.definition.in_(language)
            assert label
            assert len(definition) > 30, code
        assert figure.definition.en != figure.definition.fr
    assert set(FIGURES) <= set(FigureCode)
    assert len(FIGURES) >= 12


def test_k_never_falls_below_the_steps() -> None:
    assert [least(k) for k in (3, 4, 5, 6, 100)] == [5, 5, 5, 6, 100]


async def test_a_cohort_of_four_is_told_nothing_of(alice: Person, people: list[Person], runtime: Runtime) -> None:
    """Five and then four: what is told of the one says nothing of who makes the difference."""
    community_id = await committee(runtime, alice, *people)
    report = await draft(alice, community_id)
    await survey(runtime, community_id, [(person, {"public": "lycée", "clarte": 1}) for person in people[:4]])
    await meeting(runtime, community_id, people[:4])
    four = await figures(alice, report)
    withheld = {"answers", "people_reached", "presence", "by_public"}
    assert {code for code in withheld if four[code]["withheld"]} == withheld
    assert four["meetings_held"]["value"] == 1
    assert "before_after.clarte" not in four
    await survey(runtime, community_id, [(person, {"public": "lycée", "clarte": 1}) for person in people[:5]])
    five = await figures(alice, report)
    assert parts(five["by_public"]) == {"lycée": 5}  # the four of the other survey are in no number


async def test_made_up_accounts_do_not_count(
    alice: Person, people: list[Person], app: FastAPI, runtime: Runtime
) -> None:
    """A victim and four accounts of an hour ago: in the numbers, but no reason to tell them."""
    community_id = await committee(runtime, alice, people[0])
    puppets = [await sign_in(app, f"puppet-{n}") for n in range(4)]
    async with runtime.database.sessions.begin() as session:
        session.add_all(membership_row(community_id, person.id) for person in puppets)
    members = [people[0], *puppets]
    report = await draft(alice, community_id)
    before = await survey(runtime, community_id, [(person, {"public": "lycée", "clarte": 5}) for person in members])
    await survey(runtime, community_id, [(person, {"clarte": 1}) for person in members], before=before)
    await meeting(runtime, community_id, members)
    values = await figures(alice, report)
    assert values["answers"]["withheld"]
    assert values["presence"]["withheld"]
    assert values["by_public"]["withheld"]
    assert parts(values["before_after.clarte"]) == {"before": None, "after": None}
    await age_accounts(runtime, *puppets, days=8)
    values = await figures(alice, report)
    assert values["answers"]["value"] == 15  # two sheets of each, and who came
    assert parts(values["before_after.clarte"]) == {"before": 5.0, "after": 1.0}


async def test_figures_read_after_each_answer_show_no_answer(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    """While the period runs, two readings differ by five people, or not at all; a survey tells once it is over."""
    community_id = await committee(runtime, alice, *people)
    report = await draft(alice, community_id, **RUNNING)
    mission_id = await survey(runtime, community_id, [], state="open", ended_at=None, closes_at=None)
    readings = []
    for n, person in enumerate(people):
        await answer(runtime, mission_id, person, {"public": PUBLICS[n % 2], "clarte": 1 + n % 5})
        readings.append(await figures(alice, report))
    assert [item["answers"]["value"] for item in readings] == [None] * 4 + [5.0] * 4
    assert [parts(item["people_reached"])["accounts"] for item in readings] == [None] * 4 + [5.0] * 4
    assert all(item["by_public"]["parts"] == [] for item in readings)
    digests = [{code: figure["digest"] for code, figure in item.items()} for item in readings]
    assert digests[4] == digests[5] == digests[6] == digests[7]


async def answer(runtime: Runtime, mission_id: Any, person: Person, answers: dict[str, Any]) -> None:
    async with runtime.database.sessions.begin() as session:
        mission = await session.get_one(Mission, mission_id)
        session.add(response_row(mission, person, NOW))
        session.add(Sheet(mission_id=mission_id, day=NOW.date(), answers=answers))


async def test_moving_k_tells_nothing_more(alice: Person, people: list[Person], runtime: Runtime) -> None:
    """From 3 to 100: what is told at a higher k is told at the least one, and that is five at any k below."""
    community_id = await committee(runtime, alice, *people)
    publics = ["collège"] * 1 + ["lycée"] * 7
    sheets = [(person, {"public": public, "clarte": 3}) for person, public in zip(people, publics, strict=True)]
    await survey(runtime, community_id, sheets)
    report = await draft(alice, community_id)
    values: dict[int, Any] = {}
    for k in (3, 4, 5, 6, 7, 8, 9, 100):
        async with runtime.database.sessions.begin() as session:
            await session.execute(
                text("update communities set k_min = :k where id = :id"), {"k": k, "id": community_id}
            )
        values[k] = {code: (item["value"], parts(item)) for code, item in (await figures(alice, report)).items()}
    assert values[3] == values[4] == values[5]
    assert values[5]["by_public"] == (None, {"others": 8})
    assert values[8]["answers"] == (8, {})
    assert values[9]["answers"] == (None, {})
    for lower, higher in combinations(sorted(values), 2):
        for code, (value, _) in values[higher].items():
            assert value in {None, values[lower][code][0]}, (code, lower, higher)


async def test_two_surveys_tell_no_more_together_than_each_does(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    """A small group in one survey and a large one in another: the sum would give the small one away."""
    community_id = await committee(runtime, alice, *people)
    small = [(person, {"public": PUBLICS[0] if n == 0 else PUBLICS[1]}) for n, person in enumerate(people[:7])]
    await survey(runtime, community_id, small)
    await survey(runtime, community_id, [(person, {"public": PUBLICS[0]}) for person in people])
    report = await draft(alice, community_id)
    assert exact_or_withheld([1, 6, 0], SMALL) == [None, None, 0]
    values = parts((await figures(alice, report))["by_public"])
    assert values == {PUBLICS[0]: 8, "others": 7}


async def test_a_programme_counts_its_own_missions(alice: Person, people: list[Person], runtime: Runtime) -> None:
    community_id = await committee(runtime, alice, *people)
    await meeting(runtime, community_id, people)
    second_id = await committee(runtime, alice, *people)
    await meeting(runtime, second_id, people)
    report = await draft(alice, community_id)
    values = await figures(alice, report)
    assert (values["meetings_held"]["value"], parts(values["presence"])["present"]) == (1, 8)
    assert values["structures"]["value"] == 0


async def exchange(runtime: Runtime, community_id: Any, asker: Person, giver: Person | None) -> None:
    """Insert an exchange that somebody asked for in February, and to which `giver` said yes."""
    fields = {"asker_id": asker.id, "created_at": FEBRUARY}
    row = mission_row(community_id, MissionKind.EVENT, {}, FEBRUARY, **fields)
    await insert(runtime, row, [response_row(row, giver, FEBRUARY)] if giver else [])


async def vote_on_paper(runtime: Runtime, community_id: Any, *numbers: int) -> None:
    row = mission_row(community_id, MissionKind.BALLOT, {}, FEBRUARY)
    papers = [
        PaperCount(mission_id=row.id, people=number, present=number, tally={}, counted_at=FEBRUARY, joined_at=FEBRUARY)
        for number in numbers
    ]
    await insert(runtime, row, papers)


async def test_exchanges_and_paper_are_told_once_enough_people_are_behind_them(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    """A recomputation says that somebody erased their account, whichever group of people is the largest."""
    community_id = await committee(runtime, alice, *people)
    report = await draft(alice, community_id, sections=[{"kind": "figures"}])
    await exchange(runtime, community_id, people[0], people[1])
    await vote_on_paper(runtime, community_id, 4)
    few = await figures(alice, report)
    assert parts(few["talents_exchanged"]) == {"asked": None, "accepted": None}
    assert parts(few["people_reached"])["paper"] is None
    for n in range(5):
        await exchange(runtime, community_id, people[n], people[n + 1] if n % 2 else None)
    await vote_on_paper(runtime, community_id, 40, 13)
    await meeting(runtime, community_id, people)
    many = await figures(alice, report)
    assert parts(many["talents_exchanged"]) == {"asked": 6, "accepted": 3}
    assert parts(many["people_reached"]) == {"accounts": 8, "guests": None, "paper": 57}
    await publish(alice, report)
    async with runtime.database.sessions.begin() as session:
        await session.execute(text("delete from users where id = :id"), {"id": people[3].id})
    after = await check(alice, report)
    assert {code: after[code]["reason"] for code in ("talents_exchanged", "people_reached", "meetings_held")} == {
        "talents_exchanged": "erased",
        "people_reached": "erased",
        "meetings_held": None,
    }


async def test_programmes_are_called_by_the_titles_of_their_templates(alice: Person, runtime: Runtime) -> None:
    community_id = await committee(runtime, alice)
    fields: dict[str, Any] = {"template": "hack-ton-orientation", "starts_on": "2026-02-01"}
    await programmes.move(alice, await programmes.write(alice, community_id, **fields), "start")
    path = f"/v1/reports/{(await draft(alice, community_id))['id']}/figures"
    for language, title in (("fr", "Hack ton orientation"), ("en", "Hack your guidance")):
        answer = await alice.ask("GET", path, 200, headers={"Accept-Language": language})
        [figure] = [item for item in answer["figures"] if item["code"] == "programmes_by_template"]
        assert [(part["label"], part["value"]) for part in figure["parts"]] == [(title, 1)]

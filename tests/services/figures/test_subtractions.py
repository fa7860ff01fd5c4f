"""An adversary who has every edition of a community, whatever is published: they subtract each from the others, in all
combinations, and look for a number of a few people.
"""

import random
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import text

from app.core.uow import Runtime
from tests.support.figure_worlds import FIRST, LAST, World, random_world
from tests.support.people import Person, Watch
from tests.support.programme_reports import draft, edition, publish

K, EDITIONS = 5, 10
ADDED = {"answers": None, "presence": "present"}  # figures whose numbers add up: code and part
SUMMED_BY_DAY = """
    select r.user_id, (r.submitted_at at time zone 'Europe/Paris')::date as day, m.programme_id, 'answers' as code
    from responses r join missions m on m.id = r.mission_id
    where m.community_id = :community and m.asker_id is null and r.state in ('submitted', 'returned', 'accepted')
        and (m.form ->> 'sheets') is distinct from 'unlinked' and r.submitted_at is not null
    union all
    select r.user_id, (cast(m.form ->> 'starts_at' as timestamptz) at time zone 'Europe/Paris')::date,
        m.programme_id, 'presence'
    from responses r join missions m on m.id = r.mission_id
    where m.community_id = :community and m.asker_id is null and m.kind = 'event' and m.state <> 'cancelled'
        and r.attendance = 'present'
"""
# Sheets have no names: nobody can say whose they are, and so neither can this test.
WITHOUT_SHEETS = """
    with gone as (delete from sheets)
    delete from responses where mission_id in (select id from missions where form ->> 'sheets' = 'unlinked')
"""
Vector = list[Fraction]


async def _events(runtime: Runtime, world: World) -> list[Any]:
    async with runtime.database.sessions.begin() as session:
        await session.execute(text(WITHOUT_SHEETS))
        rows = await session.execute(text(SUMMED_BY_DAY), {"community": world.community_id})
        return list(rows.all())


def _scope(dice: random.Random, world: World) -> dict[str, Any]:
    """Return what somebody might report on: often nearly what was reported on before."""
    edges = [FIRST, date(2025, 9, 1), date(2025, 10, 1), date(2026, 1, 1), LAST]
    edges += [edge + timedelta(days=dice.randint(-3, 3)) for edge in edges[1:-1]]
    first, last = sorted(dice.sample(edges, 2))
    programme = dice.choice([None, None, str(world.programmes[0]), str(world.programmes[1])])
    return {"starts_on": first.isoformat(), "ends_on": last.isoformat(), "programme_id": programme}


def _holds(scope: dict[str, Any], event: Any) -> bool:
    is_in = scope["starts_on"] <= event.day.isoformat() <= scope["ends_on"]
    return is_in and scope["programme_id"] in {None, str(event.programme_id)}


def _spans(rows: list[Vector], target: Vector) -> bool:
    """Say whether the target is a sum of multiples of the rows."""
    return _rank([*rows, target]) == _rank(rows)


def _rank(rows: list[Vector]) -> int:
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((n for n in range(rank, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for n in range(rank + 1, len(rows)):
            factor = rows[n][column] / rows[rank][column]
            rows[n] = [a - factor * b for a, b in zip(rows[n], rows[rank], strict=True)]
        rank += 1
    return rank


def _assert_no_small_group(scopes: list[dict[str, Any]], events: list[Any]) -> None:
    """Look for a group of a few people whose number follows from those that were told exactly.

    Events that are in the same reports cannot be told apart: they are one unknown. Each unknown, and each two of them,
    is a combination of the reports, or is not.
    """
    signatures = {event: tuple(_holds(scope, event) for scope in scopes) for event in events}
    unknowns = sorted({signature for signature in signatures.values() if any(signature)})
    reports = [[Fraction(signature[n]) for signature in unknowns] for n in range(len(scopes))]
    for size in (1, 2):
        for chosen in combinations(unknowns, size):
            people = {event.user_id for event, signature in signatures.items() if signature in chosen}
            if 0 < len(people) < K:
                target = [Fraction(signature in chosen) for signature in unknowns]
                assert not _spans(reports, target), f"{len(people)} people follow from {scopes}"


@pytest.mark.parametrize("seed", range(4))
async def test_no_combination_of_editions_tells_of_a_few_people(
    alice: Person, runtime: Runtime, watch: Watch, seed: int
) -> None:
    world = await random_world(runtime, alice, seed, people=14)
    events = await _events(runtime, world)
    by_code: dict[str, list[Any]] = {code: [event for event in events if event.code == code] for code in ADDED}
    exact: dict[str, list[dict[str, Any]]] = {code: [] for code in ADDED}
    whole = {"starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat()}
    for scope in [whole | {"programme_id": None}, *(_scope(world.dice, world) for _ in range(EDITIONS))]:
        report = await draft(alice, world.community_id, sections=[{"kind": "figures", "codes": list(ADDED)}], **scope)
        watch.now += timedelta(seconds=1)
        await publish(alice, report)
        contents = {item["code"]: item for item in (await edition(alice, report))["sections"][0]["figures"]}
        for code, part in ADDED.items():
            item = next((item for item in contents[code]["parts"] if item["code"] == part), contents[code])
            truth = sum(_holds(scope, event) for event in by_code[code])
            if item["exactness"] == "exact":
                assert item["value"] == truth
                exact[code].append(scope)
            elif item["exactness"] == "rounded":
                assert item["value"] <= truth
    assert any(exact.values())
    for code, scopes in exact.items():
        _assert_no_small_group(scopes, by_code[code])


async def test_an_edition_after_somebody_left_does_not_tell_it(alice: Person, runtime: Runtime, watch: Watch) -> None:
    """The same report again, and one that counts one person more: neither says the exact number once more."""
    world = await random_world(runtime, alice, 11, people=14)
    period = {"starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat()}
    sections = [{"kind": "figures", "codes": ["presence", "people_reached"]}]
    readings = []
    for _ in range(3):
        report = await draft(alice, world.community_id, sections=sections, **period)
        await publish(alice, report)
        content = await edition(alice, report)
        readings.append({item["code"]: item for item in content["sections"][0]["figures"]})
        async with runtime.database.sessions.begin() as session:
            await session.execute(text("delete from users where id = :id"), {"id": world.members.pop()})
        watch.now += timedelta(seconds=5)
    accounts = [item["people_reached"]["parts"][0] for item in readings]
    assert accounts[0]["exactness"] == "exact"
    assert {item["exactness"] for item in accounts[1:]} == {"rounded"}
    assert all(item["value"] <= accounts[0]["value"] - K + 1 for item in accounts[1:])
    for item in readings:
        kinds = {part["exactness"] for part in item["presence"]["parts"]}
        assert not {"exact", "rounded"} <= kinds

"""The counts of a mission that are kept are what counting each response gives, whatever happened, at any instant."""

import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.responses import ResponseState
from app.services.missions import board, tallies
from tests.api.test_lists_at_any_size import nodes, read
from tests.support.communities import gather
from tests.support.crowds import crowd
from tests.support.missions import send
from tests.support.people import NOW, Person, Watch
from tests.support.tallies import count, drift, plain
from tests.support.uploads import renew

EVENTS = 90
WATCHED = {"responses", "tally_shares", "tally_changes", "tally_counts", "memberships"}
# As the server's tables may have grown: PostgreSQL chooses by it where a join begins.
STATISTICS = [dict[str, int](), *({table: 1_000_000} for table in ("responses", "memberships"))]
SAYS = "update pg_class set relpages = 1, reltuples = $2 where oid = $1::text::regclass"
STATES = [*ResponseState, *ResponseState]


@dataclass
class Town:
    runtime: Runtime
    watch: Watch
    chance: random.Random
    alice: Person
    communities: Sequence[UUID]
    missions: list[UUID]
    people: list[UUID]

    async def do(self, statement: str, *values: object) -> None:
        await self.runtime.database.writes.fetch(statement, *values)

    def somebody(self) -> UUID:
        return self.chance.choice(self.people)

    def some_mission(self) -> UUID:
        return self.chance.choice(self.missions)

    def soon(self) -> datetime | None:
        return self.chance.choice([None, self.watch.now + timedelta(hours=self.chance.randint(-30, 30))])

    async def tally(self, mission_id: UUID) -> dict[str, Any]:
        tally = await self.alice.ask("GET", f"/v1/missions/{mission_id}/tally", 200)
        assert tally.pop("past") == []
        return dict(tally)


async def _is_sent(town: Town) -> None:
    await town.do(
        "insert into responses (id, mission_id, user_id, state, assigned_at, version, updated_at) "
        "select gen_random_uuid(), $1, user_id, 'assigned', $3, 1, $3 from memberships where user_id = any($2) and "
        "community_id = (select community_id from missions where id = $1) on conflict do nothing",
        town.some_mission(),
        town.people,
        town.watch.now,
    )


async def _moves(town: Town) -> None:
    answered, captured = town.chance.choice([None, town.watch.now]), town.soon()
    await town.do(
        "update responses set state = $3, seen_at = coalesce(seen_at, $4), submitted_at = $4, captured_at = $5, "
        "updated_at = $6 where mission_id = $1 and user_id = $2",
        town.some_mission(),
        town.somebody(),
        town.chance.choice(STATES),
        answered,
        captured,
        town.watch.now,
    )


async def _all_end(town: Town) -> None:
    await town.do(
        "update responses set state = 'missed', updated_at = $2 "
        "where mission_id = $1 and state in ('assigned', 'seen')",
        town.some_mission(),
        town.watch.now,
    )


async def _is_unsent(town: Town) -> None:
    await town.do("delete from responses where mission_id = $1 and user_id = $2", town.some_mission(), town.somebody())


async def _has_other_dates(town: Town) -> None:
    state, ended_at = town.chance.choice([("open", None), ("closed", town.watch.now), ("archived", town.watch.now)])
    await town.do(
        "update missions set due_at = $2, closes_at = $3, state = $4, ended_at = $5 where id = $1",
        *(town.some_mission(), town.soon(), town.soon(), state, ended_at),
    )


async def _leaves_or_returns(town: Town) -> None:
    state = town.chance.choice(["active", "active", "left", "removed"])
    await town.do("update memberships set state = $2 where user_id = $1", town.somebody(), state)


async def _asks_to_be_erased(town: Town) -> None:
    await town.do(
        "insert into erasures (user_id, asked_at, due_at) values ($1, $2, $2) on conflict do nothing",
        town.somebody(),
        town.watch.now,
    )


async def _stays(town: Town) -> None:
    await town.do("delete from erasures where user_id = $1", town.somebody())


async def _goes(town: Town) -> None:
    await town.do("delete from users where id = $1", town.people.pop(town.chance.randrange(len(town.people))))


async def _waits(town: Town) -> None:
    town.watch.advance(hours=town.chance.choice([1, 5, 20, -2]))
    await renew(town.alice)


async def _counts(town: Town) -> None:
    await count(town.runtime)


async def _counts_anew(town: Town) -> None:
    async with town.runtime.work(SYSTEM) as uow:
        await tallies.recount(uow)


EVENTS_OF_A_LIFE: Sequence[Callable[[Town], Awaitable[None]]] = (
    *(_is_sent, _moves, _moves, _moves, _moves, _moves, _all_end, _is_unsent, _has_other_dates, _leaves_or_returns),
    *(_leaves_or_returns, _asks_to_be_erased, _stays, _goes, _waits, _counts, _counts, _counts, _counts_anew),
)


async def _town(alice: Person, runtime: Runtime, watch: Watch, chance: random.Random, people: int = 12) -> Town:
    communities = [await gather(runtime, alice) for _ in range(2)]
    missions = [UUID((await send(runtime, alice, item))["id"]) for item in (*communities, communities[0])]
    town = Town(
        runtime, watch, chance, alice, communities, missions, await crowd(runtime, communities[0], [{}] * people)
    )
    await town.do(
        "insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version, "
        "created_at, updated_at) select $1, unnest($2::uuid[]), 'member', 'active', '{}', false, $3, 1, $3, $3",
        *(communities[1], town.people[::2], NOW),
    )
    return town


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_what_is_kept_is_what_counting_each_response_gives(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for name, number in (("MANY", 3), ("PEOPLE_AT_ONCE", 4), ("ROWS_OF_A_TALLY", 6)):
        monkeypatch.setattr(tallies, name, number)
    town = await _town(alice, runtime, watch, random.Random(seed))  # noqa: S311  a choice that can be made again
    for _ in range(3):
        await _is_sent(town)
    is_counted = False
    for number in range(EVENTS):
        event = town.chance.choice(EVENTS_OF_A_LIFE)
        if event is _goes and len(town.people) < 4:
            continue
        await event(town)
        for mission_id in town.missions:
            counted = await plain(runtime, mission_id, watch.now)
            assert await town.tally(mission_id) == counted, (number, event.__name__)
        assert await drift(runtime) == [], (number, event.__name__)
        is_counted |= bool(await runtime.database.writes.fetch("select from tally_shares limit 1"))
    assert is_counted
    await town.do("delete from missions where id = $1", town.missions[0])
    await town.do("delete from communities where id = $1", town.communities[1])
    assert await drift(runtime) == []


@asynccontextmanager
async def _transactions(runtime: Runtime, count: int) -> AsyncIterator[list[asyncpg.Connection]]:
    """So many transactions at once, each of which waits for another a second at most."""
    connections = [await asyncpg.connect(str(runtime.settings.database_url)) for _ in range(count)]
    try:
        for connection in connections:
            await connection.execute("set lock_timeout = '1s'; begin")
        yield connections
    finally:
        for connection in connections:
            connection.terminate()


@pytest.mark.slow
async def test_who_leaves_while_the_mission_reaches_them_is_not_counted(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither transaction sees the other, and a count comes between their ends, whichever ends first."""
    monkeypatch.setattr(tallies, "MANY", 3)
    for is_sent_first in (True, False):
        town = await _town(alice, runtime, watch, random.Random(1))  # noqa: S311  a choice that can be made again
        await _is_sent(town)
        mission_id, leaver_id = town.missions[0], (await crowd(runtime, town.communities[0], [{}]))[0]
        await _counts(town)
        async with _transactions(runtime, 2) as (sending, leaving):
            await sending.execute(
                "insert into responses (id, mission_id, user_id, state, assigned_at, version, updated_at) "
                "values ($1, $2, $3, 'assigned', $4, 1, $4)",
                *(uuid7(), mission_id, leaver_id, NOW),
            )
            await leaving.execute("update memberships set state = 'left' where user_id = $1", leaver_id)
            for transaction in (sending, leaving) if is_sent_first else (leaving, sending):
                await transaction.execute("commit")
                await _counts(town)
                assert await town.tally(mission_id) == await plain(runtime, mission_id, watch.now)
        assert await drift(runtime) == []


async def test_whoever_answers_waits_for_nobody(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "MANY", 3)
    town = await _town(alice, runtime, watch, random.Random(1))  # noqa: S311  a choice that can be made again
    for mission_id in town.missions:
        town.missions = [mission_id]
        await _is_sent(town)
    await _counts(town)
    answers = "update responses set state = 'submitted', submitted_at = $2, updated_at = $2 where user_id = $1"
    async with _transactions(runtime, 4) as transactions:
        for number, transaction in enumerate(transactions):  # each before the one before it is over
            await transaction.execute(answers, town.people[number], NOW)
        await _counts(town)
        assert (await town.tally(mission_id))["answered"] == 0
        for transaction in reversed(transactions):
            await transaction.execute("commit")
    assert await town.tally(mission_id) == await plain(runtime, mission_id, watch.now)


async def test_what_went_wrong_in_the_counts_is_right_the_day_after(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "MANY", 3)
    town = await _town(alice, runtime, watch, random.Random(1))  # noqa: S311  a choice that can be made again
    town.missions = town.missions[:1]
    await _is_sent(town)
    await _counts(town)
    await town.do(
        "update tally_shares set state = 'declined' where mission_id = $1 and user_id > $2",
        town.missions[0],
        town.people[5],
    )
    await town.do("alter table responses disable trigger note_tally_change_on_delete")
    await _is_unsent(town)
    await town.do("alter table responses enable trigger note_tally_change_on_delete")
    assert await town.tally(town.missions[0]) != await plain(runtime, town.missions[0], watch.now)
    await _counts_anew(town)
    assert await town.tally(town.missions[0]) == await plain(runtime, town.missions[0], watch.now)
    assert await drift(runtime) == []


@pytest.mark.slow
async def test_a_tally_reads_what_changed_and_no_more(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever plan PostgreSQL keeps: of those who are counted, the sums alone."""
    monkeypatch.setattr(tallies, "MANY", 100)
    town = await _town(alice, runtime, watch, random.Random(1), people=300)  # noqa: S311  a choice that can be made again
    town.missions = town.missions[:1]
    await _is_sent(town)
    await town.do("analyze")
    assert await _rows_read(town) >= 300  # not counted yet
    await _counts(town)
    assert await _rows_read(town) < 20
    await _moves(town)
    assert await _rows_read(town) < 25


async def _rows_read(town: Town) -> int:
    """Of people, how they answered and how they were counted: by the plan that reads most."""
    [session_id] = await town.runtime.database.reads.fetch("select id from sessions where user_id = $1", town.alice.id)
    fields = {"me": town.alice.id, "session": session_id["id"], "base": "", "now": town.watch.now}
    query, connection = board.TALLY.explain, await asyncpg.connect(str(town.runtime.settings.database_url))
    await connection.execute("set plan_cache_mode = force_generic_plan; set enable_seqscan = off")
    values, numbers = query.values(fields | {"id": town.missions[0]}), list[int]()
    for statistics in STATISTICS:
        transaction = connection.transaction()
        await transaction.start()
        for table, rows in statistics.items():
            await connection.execute(SAYS, table, rows)
        plan = json.loads(await connection.fetchval(f"explain (analyze, format json) {query.query}", *values))
        await transaction.rollback()
        numbers.append(sum(read(node) for node in nodes(plan[0]["Plan"]) if node.get("Relation Name") in WATCHED))
    await connection.close()
    return max(numbers)

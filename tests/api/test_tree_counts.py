"""The sums that are kept are what counting everybody anew would give, whatever happened, at any instant."""

import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.communities import tree_counts, trees
from app.services.communities.tree_counts import STANDING
from tests.support.communities import gather
from tests.support.crowds import HAS, OFFERS, SEEKS, crowd
from tests.support.people import Person, Watch
from tests.support.talents import skill

pytestmark = pytest.mark.slow

SKILLS = [UUID(skill(code)) for code in ("COM.1", "COM.2", "ORG.1", "VII.2")]
WATCHED = {"memberships", "talents", "tree_people", "tree_changes"}
STANCES = ("has", "offers", "seeks")
EVENTS = 80
PLAIN = """
with counted as (
    select m.user_id from memberships m
    where m.community_id = $1 and m.state = 'active'
        and (m.joined_at <= $2::timestamptz - interval '30 days'
            or exists (select from talents t where t.user_id = m.user_id and cardinality(t.evidence) > 0))
        and not exists (select from erasures e where e.user_id = m.user_id)
        and (m.show_talents or exists (select from grants g where g.owner_id = m.user_id and g.target_type = 'talents'
            and g.audience_type = 'community' and g.audience_id = $1 and g.revoked_at is null
            and coalesce(g.starts_at <= $2, true) and coalesce(g.ends_at > $2, true)))),
said as (
    select t.user_id, t.skill_id, t.stance, coalesce(s.domain_id, s.id) as domain_id
    from counted join talents t using (user_id) join skills s on s.id = t.skill_id)
select skill_id, 'have' as what, count(*) as number from said where stance <> 'seeks' group by 1
union all select skill_id, 'offer', count(*) from said where stance = 'offers' group by 1
union all select skill_id, 'seek', count(*) from said where stance = 'seeks' group by 1
union all select domain_id, 'in_domain', count(distinct user_id) from said where stance <> 'seeks' group by 1
union all select null, 'people', count(distinct user_id) from said having count(*) > 0
"""
GRANT = """
insert into grants (id, owner_id, target_type, follow, audience_type, audience_id, purpose, label, rights, views,
    version, created_at, updated_at, starts_at, ends_at)
values ($1, $2, 'talents', 'latest', 'community', $3, 'training', '', '{view}', 0, 1, $4, $4, $5, $6)
"""
MOVE = "update skills set domain_id = (select domain_id from skills where id = $2) where id = $1"
TALENT = """
insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at)
values ($1, $2, 2, $3, $4, 1, $5, $5)
on conflict (user_id, skill_id) do update set stance = excluded.stance, evidence = excluded.evidence
"""


@dataclass
class Place:
    runtime: Runtime
    watch: Watch
    chance: random.Random
    me: UUID
    communities: Sequence[UUID]
    people: list[UUID]

    async def do(self, statement: str, *values: object) -> None:
        await self.runtime.database.writes.fetch(statement, *values)

    def somebody(self) -> UUID:
        return self.chance.choice(self.people)

    def somewhere(self) -> UUID:
        return self.chance.choice(self.communities)

    def soon(self) -> datetime:
        return self.watch.now + timedelta(days=self.chance.randint(-9, 30))

    async def kept(self, community_id: UUID) -> Counter[tuple[UUID | None, str]]:
        fields = {"id": community_id, "me": self.me, "session": None, "now": self.watch.now}
        async with self.runtime.database.sessions() as session:
            sums = (await session.execute(select(trees.SUMS), fields)).mappings().all()
            people = await session.scalar(select(tree_counts.total(trees.PEOPLE.c.people)), fields)
        numbers = {(item["skill_id"], name): item[name] for item in sums for name in tree_counts.COUNTS}
        return Counter({place: number for place, number in numbers.items() if number}) + Counter(
            {(None, "people"): people}
        )

    async def plain(self, community_id: UUID) -> Counter[tuple[UUID | None, str]]:
        rows = await self.runtime.database.reads.fetch(PLAIN, community_id, self.watch.now)
        return Counter({(row["skill_id"], row["what"]): row["number"] for row in rows})


async def _comes(place: Place) -> None:
    now = place.watch.now - place.chance.choice([timedelta(0), STANDING - timedelta(days=3), STANDING])
    stances = [{"COM.1": OFFERS, "COM.2": HAS}, {"ORG.1": SEEKS}]
    is_counted = place.chance.random() < 0.7
    place.people += await crowd(place.runtime, place.somewhere(), stances, joined_at=now, counted=is_counted)


async def _joins(place: Place) -> None:
    await place.do(
        "insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version, "
        "created_at, updated_at) values ($1, $2, 'member', 'active', '{}', true, $3, 1, $3, $3) on conflict do nothing",
        place.somewhere(),
        place.somebody(),
        place.watch.now,
    )


async def _moves(place: Place) -> None:
    state, shows = place.chance.choice(["active", "active", "left"]), bool(place.chance.getrandbits(1))
    await place.do(
        "update memberships set state = $2, show_talents = $3 where user_id = $1", place.somebody(), state, shows
    )


async def _says(place: Place) -> None:
    evidence = [uuid7()] if place.chance.random() < 0.3 else []
    claim = place.chance.choice(SKILLS), place.chance.choice(STANCES), evidence
    await place.do(TALENT, place.somebody(), *claim, place.watch.now)


async def _unsays(place: Place) -> None:
    await place.do(
        "delete from talents where user_id = $1 and skill_id = $2", place.somebody(), place.chance.choice(SKILLS)
    )


async def _grants(place: Place) -> None:
    starts, ends = sorted([place.soon(), place.soon()])
    await place.do(GRANT, uuid7(), place.somebody(), place.somewhere(), place.watch.now, starts, ends)


async def _revokes(place: Place) -> None:
    await place.do("update grants set revoked_at = $2 where owner_id = $1", place.somebody(), place.watch.now)


async def _asks_to_be_erased(place: Place) -> None:
    await place.do(
        "insert into erasures (user_id, asked_at, due_at) values ($1, $2, $2) on conflict do nothing",
        place.somebody(),
        place.watch.now,
    )


async def _stays(place: Place) -> None:
    await place.do("delete from erasures where user_id = $1", place.somebody())


async def _goes(place: Place) -> None:
    await place.do("delete from users where id = $1", place.people.pop(place.chance.randrange(len(place.people))))


async def _waits(place: Place) -> None:
    place.watch.advance(days=place.chance.choice([1, 2, 9, -1]))


async def _moves_a_skill(place: Place) -> None:
    await place.do(MOVE, SKILLS[0], SKILLS[-1])


async def _moves_it_back(place: Place) -> None:
    await place.do(MOVE, SKILLS[0], SKILLS[1])


async def _counts(place: Place) -> None:
    async with place.runtime.work(SYSTEM) as uow:
        await tree_counts.count_changed(uow)
        await tree_counts.count_members(uow, [place.somewhere()])


EVENTS_OF_A_LIFE: Sequence[Callable[[Place], Awaitable[None]]] = (
    *(_comes, _joins, _moves, _moves, _says, _says, _says, _unsays, _grants, _grants, _revokes),
    *(_asks_to_be_erased, _stays, _goes, _waits, _waits, _counts, _counts, _counts),
)


PLANNED = {EVENTS // 3: _moves_a_skill, EVENTS // 2: _moves_it_back}


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_kept_is_what_counting_anew_would_give(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(tree_counts, "PEOPLE_AT_ONCE", 4)
    here_community_id, there_community_id = await gather(runtime, alice), await gather(runtime, alice)
    place = Place(runtime, watch, random.Random(seed), alice.id, (here_community_id, there_community_id), [])  # noqa: S311
    await place.do("delete from tree_changes")  # of other tests, whose communities were never counted
    await _comes(place)
    seen: set[tuple[UUID | None, str]] = set()
    for number in range(EVENTS):
        event = PLANNED.get(number) or place.chance.choice(EVENTS_OF_A_LIFE)
        if event is _goes and len(place.people) < 3:
            continue
        await event(place)
        for community_id in place.communities:
            stored_counts = await place.kept(community_id)
            assert stored_counts == await place.plain(community_id), (number, event.__name__)
            seen |= stored_counts.keys()
    assert {name for _, name in seen} == {*tree_counts.COUNTS, "people"}


async def test_what_a_clock_ahead_counted_is_counted_anew(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_counts, "COMMUNITIES_AT_ONCE", 10_000)
    community_id = await gather(runtime, alice)
    async with runtime.work(SYSTEM) as uow:
        assert community_id in await tree_counts.overdue(uow)
        await tree_counts.count_members(uow, [community_id])
        assert community_id not in await tree_counts.overdue(uow)
    for days in (400, -400):  # ahead, and put back
        watch.advance(days=days)
        async with runtime.work(SYSTEM) as uow:
            assert community_id in await tree_counts.overdue(uow)
            await tree_counts.count_members(uow, [community_id])
            assert community_id not in await tree_counts.overdue(uow)


async def test_what_was_counted_since_a_job_began_is_not_counted_again(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_counts, "COMMUNITIES_AT_ONCE", 10_000)
    community_id = await gather(runtime, alice)
    async with runtime.work(SYSTEM) as uow:
        watch.advance(seconds=3)
        await tree_counts.count_members(uow, [community_id])
        assert community_id not in await tree_counts.overdue(uow)


async def test_a_tree_reads_what_changed_and_no_more(alice: Person, runtime: Runtime, watch: Watch) -> None:
    """Whichever plan PostgreSQL keeps: of those who are counted, the sums alone."""
    community_id = await gather(runtime, alice)
    people = await crowd(runtime, community_id, [{"COM.1": HAS, "ORG.1": SEEKS}] * 200)
    place = Place(runtime, watch, random.Random(1), alice.id, (community_id,), people)  # noqa: S311
    await place.do("delete from tree_changes")
    await place.do("analyze")
    assert await _rows_read(place, alice) >= 600  # not counted yet
    await _counts(place)
    assert await _rows_read(place, alice) < 40
    await place.do(TALENT, people[0], SKILLS[2], "offers", [], watch.now)
    assert await _rows_read(place, alice) < 50


async def _rows_read(place: Place, reader: Person) -> int:
    """Of people, what they say and what they were counted for."""
    [session_id] = await place.runtime.database.reads.fetch("select id from sessions where user_id = $1", reader.id)
    query = trees.TREE.explain
    fields = {
        "me": reader.id,
        "session": session_id["id"],
        "base": "",
        "now": place.watch.now,
        "id": place.communities[0],
    }
    connection = await asyncpg.connect(str(place.runtime.settings.database_url))
    await connection.execute("set plan_cache_mode = force_generic_plan; set enable_seqscan = off")
    plan = await connection.fetchval(f"explain (analyze, format json) {query.query}", *query.values(fields))
    await connection.close()
    return sum(_rows(json.loads(plan)[0]["Plan"]))


def _rows(node: dict[str, Any]) -> list[int]:
    own_rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Join Filter", 0)
    counts = [round(own_rows * node["Actual Loops"])] if node.get("Relation Name") in WATCHED else []
    return counts + [number for inner in node.get("Plans", []) for number in _rows(inner)]

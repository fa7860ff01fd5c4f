"""A person leaves, and nothing of theirs is left: a canary in every column of every table, and in storage."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import SYSTEM
from app.core.db import Base
from app.core.ids import uuid7
from app.core.ports import ObjectNotFound
from app.core.uow import Runtime, UnitOfWork
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState, Role
from app.models.users import User
from app.policies.data_map import TABLES, Erasure
from app.services.departures import erasure_portions, erasures
from app.services.departures.erasures import ERASERS, MARK
from app.services.media import objects
from tests.support.canaries import plant
from tests.support.people import NOW, Person, Watch, sign_in, work_off
from tests.support.storage import MemoryStore
from tests.support.uploads import renew

THEIRS = {name for name, kept in TABLES.items() if kept.erased in {Erasure.WITH_ACCOUNT, Erasure.WITH_OBJECTS}}
SHOWING = ("media", "edition_media", "portrait_media")


@pytest.fixture
async def canary(app: FastAPI) -> Person:
    return await sign_in(app, email=f"canari{uuid7().hex[-10:]}@example.org")


def word_of(person: Person) -> str:
    return person.email.partition("@")[0]


def marks_of(person: Person, planted: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The canary, in letters and as bytes, and the ids of all that is theirs."""
    ids, staying = (
        {planted[name].get(column.name) for name in names for column in Base.metadata.tables[name].primary_key}
        for names in (THEIRS, TABLES.keys() - THEIRS)
    )
    words = [word_of(person), word_of(person).encode().hex()]
    return words + [str(item) for item in ids - staying if isinstance(item, UUID)]


async def where(runtime: Runtime, marks: list[str]) -> set[str]:
    """The tables with rows that hold one of them."""
    tables = (
        "select format('%I.%I', table_schema, table_name) from information_schema.tables "
        "where table_type = 'BASE TABLE' and table_schema in ('public', 'jobs')"
    )
    values = set()
    async with runtime.database.sessions() as session:
        for name in (await session.scalars(text(tables))).all():
            query = f"select exists (select from {name} t where t::text ilike any(:marks))"  # noqa: S608  names of ours
            if await session.scalar(text(query), {"marks": [f"%{mark}%" for mark in marks]}):
                values.add(name.partition(".")[2])
    return values


async def pass_days(runtime: Runtime, watch: Watch, days: int) -> None:
    watch.advance(days=days)
    async with runtime.work(SYSTEM) as uow:
        await erasures.enqueue_due(uow)
    await work_off(runtime)


async def store(runtime: Runtime, planted: Mapping[str, Mapping[str, Any]], word: str) -> list[str]:
    """Objects under the keys that the planted rows show."""
    keys = [str(planted["media"]["object_key"])]
    async with runtime.database.sessions.begin() as session:
        for name in SHOWING:
            table, key = Base.metadata.tables[name], f"{word}-{name}"
            shown = [{"name": "small", "object_key": key}]
            await session.execute(update(table).where(table.c.id == planted[name]["id"]).values(variants=shown))
            keys.append(key)
    for key in keys:
        await runtime.objects.put(key, b"bytes", "image/webp")
    return keys


@pytest.mark.slow
async def test_nothing_is_left_of_who_leaves(canary: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    async with runtime.database.sessions.begin() as session:
        planted = await plant(session, canary.id, word_of(canary))
        await plant_elsewhere(session, planted, canary, bob)
    keys = await store(runtime, planted, word_of(canary))
    marks = marks_of(canary, planted)
    assert len(THEIRS) > 30
    assert len(marks) > 20
    assert (THEIRS | set(ERASERS)) - await where(runtime, marks) == set()
    await canary.ask("POST", "/v1/me/erasure", 202)
    await pass_days(runtime, watch, 14)
    assert await where(runtime, marks) == {"erased_accounts"}
    for key in keys:
        with pytest.raises(ObjectNotFound):
            await runtime.objects.head(key)
    await runtime.objects.head(MARK.format(user_id=canary.id))
    assert (await canary.client.get("/v1/me")).status_code == 401
    assert [path.name for path in (runtime.settings.data_dir / "mail").glob("*") if word_of(canary) in path.name] == []


async def plant_elsewhere(
    session: AsyncSession, planted: Mapping[str, Mapping[str, Any]], canary: Person, bob: Person
) -> None:
    """What is about the one, in rows of the other."""
    about: dict[str, dict[str, Any]] = {
        "endorsements": {"email": planted["users"]["email"], "message": None, "evidence": []},
        "grants": {"owner_id": bob.id, "audience_id": canary.id, "request_id": None},
        "notifications": {"data": {"person": word_of(canary), "person_id": str(canary.id)}},
    }
    fresh: dict[str, Any] = {"token_digest": uuid7().bytes, "media_key": None, "address_mac": uuid7().bytes}
    for name, changes in about.items():
        table = Base.metadata.tables[name]
        fields = {"id": uuid7(), "user_id": bob.id, **fresh} | changes
        words: dict[str, Any] = {key: "neutral" for key, value in planted[name].items() if value == word_of(canary)}
        words |= {"rights": ["view"]} if name == "grants" else {}
        values = (
            {key: value for key, value in planted[name].items() if table.c[key].identity is None}
            | words
            | {key: value for key, value in fields.items() if key in table.c}
        )
        await session.execute(table.insert().values(values))


def test_what_is_done_is_what_the_data_map_says() -> None:
    by_address = {name for name, entry in TABLES.items() if entry.erased is Erasure.BY_ADDRESS}
    assert by_address - set(ERASERS) == set()
    assert len(by_address) >= 2


async def test_nothing_of_theirs_is_under_way_while_it_goes(canary: Person, runtime: Runtime, watch: Watch) -> None:
    class Asking(MemoryStore):
        async def put(self, key: str, body: bytes, content_type: str) -> None:
            await canary.ask("GET", "/v1/me", 401)
            await super().put(key, body, content_type)

    await canary.ask("POST", "/v1/me/erasure", 202)
    watch.advance(days=14)
    await renew(canary)
    await canary.ask("GET", "/v1/me", 200)
    store = Asking()
    async with replace(runtime, objects=store).work(SYSTEM) as uow:
        await erasures.erase(uow, canary.id)
    assert list(store.objects) == [MARK.format(user_id=canary.id)]


async def test_one_may_change_ones_mind_for_14_days(canary: Person, runtime: Runtime, watch: Watch) -> None:
    assert (await canary.ask("GET", "/v1/me/erasure", 200))["state"] == "none"
    await canary.ask("DELETE", "/v1/me/erasure", 404)
    answer = await canary.ask("POST", "/v1/me/erasure", 202)
    assert (answer["created_at"], answer["due_at"]) == ("2026-03-03T13:10:00.000Z", "2026-03-17T13:10:00.000Z")
    await pass_days(runtime, watch, 13)
    async with runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, canary.id)  # a job that comes too early
    watch.now = NOW
    assert await canary.ask("POST", "/v1/me/erasure", 202) == answer == await canary.ask("GET", "/v1/me/erasure", 200)
    await canary.ask("DELETE", "/v1/me/erasure", 204)
    await pass_days(runtime, watch, 15)
    async with runtime.database.sessions() as session:
        assert await session.get(User, canary.id) is not None


@pytest.mark.slow
async def test_a_community_whose_manager_leaves_has_another(
    canary: Person, alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    async with runtime.database.sessions.begin() as session:
        community = (await plant(session, canary.id, word_of(canary)))["communities"]
        members = [(alice, Role.MEMBER, 1), (bob, Role.FACILITATOR, 2)]
        for person, role, day in members:
            session.add(_member(community["id"], person, role, day))
        own_membership = (Membership.user_id == canary.id) & (Membership.community_id == community["id"])
        await session.execute(
            update(Membership).where(own_membership).values(role=Role.MANAGER, state=MembershipState.ACTIVE)
        )
    await canary.ask("POST", "/v1/me/erasure", 202)
    await pass_days(runtime, watch, 14)
    async with runtime.database.sessions() as session:
        roles = await session.execute(
            select(Membership.user_id, Membership.role).where(Membership.community_id == community["id"])
        )
        assert {row.user_id: row.role for row in roles} == {alice.id: Role.MEMBER, bob.id: Role.MANAGER}
        assert await session.get(Community, community["id"]) is not None


def _member(community_id: Any, person: Person, role: Role, day: int) -> Membership:
    times = {"joined_at": NOW.replace(day=day), "created_at": NOW, "updated_at": NOW}
    fields = {"community_id": community_id, "user_id": person.id, "role": role, "state": MembershipState.ACTIVE}
    return Membership(**fields, **times)


MANY = """
with moments as (
    insert into experiences (id, owner_id, title, context, lived_at, lived_precision, utc_offset, lived_on, captured_at,
        received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
    select gen_random_uuid(), $1, 'Samedi', 'work', now(), 'minute', 60, now()::date, now(), now(), '{}', '{}', '{}',
        'fr', 80, 1, now(), '' from generate_series(1, $2::int + $3::int) n returning id),
photos as (
    insert into media (id, owner_id, kind, content_type, size, sha256, state, object_key, variants, born_as, version,
        created_at, updated_at)
    select gen_random_uuid(), $1, 'photo', 'image/jpeg', 1, decode(md5(n::text), 'hex'), 'ready',
        concat_ws('/', 'm', $1, $4::int, n), '[]', '', 1, now(), now() from generate_series(1, $2::int) n returning id),
numbered as (select id, row_number() over () as n from photos),
shown as (
    insert into experience_media (experience_id, position, media_id)
    select moments.id, 0, numbered.id from (select id, row_number() over () as n from moments) moments
    join numbered using (n)),
covers as (
    insert into journals (id, owner_id, title, language, blocks, cover_media_id, version, created_at, updated_at,
        born_as)
    select gen_random_uuid(), $1, 'Carnet', 'fr', '[]', id, 1, now(), now(), '' from numbered where n <= 50)
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select $1, 'experience', id, 1000000 * (1 + $4::int) + row_number() over (), 1, false, now() from moments
"""
LEFT = """
select (select count(*) from experiences where owner_id = $1) + (select count(*) from media where owner_id = $1)
    + (select count(*) from users where id = $1) as count
"""


@pytest.mark.slow
async def test_an_account_goes_in_portions_and_goes_on_where_it_was_cut_off(
    app: FastAPI, canary: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fourth portion of photos fails: what went is gone, and the next try does the rest."""
    monkeypatch.setattr(erasure_portions, "ROWS_AT_ONCE", 50)
    monkeypatch.setattr(erasure_portions, "MEDIA_AT_ONCE", 20)
    await runtime.database.writes.fetch(MANY, canary.id, 200, 0, 0)
    await canary.ask("POST", "/v1/me/erasure", 202)
    watch.advance(days=14)
    with monkeypatch.context() as patch:
        patch.setattr(erasure_portions, "release", failing_at(4))
        with pytest.raises(RuntimeError):
            async with runtime.work(SYSTEM) as uow:
                await erasures.erase(uow, canary.id)
    [left] = await runtime.database.reads.fetch(LEFT, canary.id)
    assert left["count"] == 0 + (200 - 3 * 20) + 1
    back = await sign_in(app, email=canary.email)
    assert (await back.ask("DELETE", "/v1/me/erasure", 409))["type"] == "/problems/erasure-under-way"
    async with runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, canary.id)
    [left] = await runtime.database.reads.fetch(LEFT, canary.id)
    assert left["count"] == 0


def failing_at(number: int) -> Callable[..., Awaitable[None]]:
    """`release`, whose call of that number raises."""
    calls = 0

    async def release(uow: UnitOfWork, keys: list[str]) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            raise RuntimeError
        await objects.release(uow, keys)

    return release


async def test_an_account_of_a_thousand_photos_and_twenty_thousand_moments_goes_within_a_minute(
    canary: Person, runtime: Runtime, watch: Watch, pytestconfig: pytest.Config
) -> None:
    """A fifth of it by default, and all with `--whole-corpus` (`make fuzz`)."""
    portions = 10 if pytestconfig.getoption("--whole-corpus") else 2
    began = time.monotonic()
    for portion in range(portions):  # a statement has five seconds
        await runtime.database.writes.fetch(MANY, canary.id, 100, 1_900, portion)
    filling = time.monotonic() - began
    await canary.ask("POST", "/v1/me/erasure", 202)
    watch.advance(days=14)
    began = time.monotonic()
    async with runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, canary.id)
    assert time.monotonic() - began < 6 * filling
    [left] = await runtime.database.reads.fetch(LEFT, canary.id)
    assert left["count"] == 0

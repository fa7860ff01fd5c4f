"""Answers to the data protection authority within 72 hours of a breach: who read whom, and which data were touched.

The answers have names and addresses, so that people can be informed. Of their data, the answers have only the kinds.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select, text

from app.core.clock import on_the_wire
from app.core.projections import SPELLING
from app.core.uow import UnitOfWork
from app.models.grants import DepartedReader
from app.models.operators import AdminVerb
from app.models.users import User
from app.policies.data_map import TABLES, Category
from app.schemas.types import Instant
from app.services.access.access_events import address_mac
from app.services.operators.operators import NobodyThere, act

ACCOUNT = "account"
HOLDING: Mapping[str, tuple[str, ...]] = {
    "story": ("stories", "editions", "edition_media"),
    "portrait": ("portraits", "portrait_editions", "portrait_media"),
    "talents": ("talents", "endorsements"),
    "experience": ("experiences", "media"),
    "experiences": ("experiences", "media"),
    "response": ("responses",),
    "export": tuple(TABLES),
    ACCOUNT: tuple(TABLES),
}
TIMEOUT = text("set local statement_timeout = '10min'")
READINGS = text("""
    select owners.id, owners.display_name, owners.email, owners.birth_year, json_agg(json_build_object(
        'at', to_char(timezone('UTC', events.at), :spelling), 'as', events.reader_name,
        'what', events.target_type, 'id', events.target_id, 'right', events."right", 'grant_id', events.grant_id
    ) order by events.at, events.id) as readings
    from access_events events join users owners on owners.id = events.owner_id
    where events.reader_id = any(:readers) and events.at >= :since
    group by owners.id order by owners.email
""")
TOUCHES = text("""
    with touched as (
        select owner_id as person, 'reader' as through, reader_name as by, reader_id as by_id, target_type as what,
            "right" as how, count(*) as times, min(at) as first, max(at) as last
        from access_events where at >= :since and at < :until
        group by owner_id, reader_name, reader_id, target_type, "right"
        union all
        select grants.owner_id, 'link', grants.label, grants.id, grants.target_type, 'view', sum(days.opened),
            min(days.day), max(days.day)
        from link_days days join grants on grants.id = days.grant_id
        where days.day between cast(:since as date) and cast(:until as date) and days.opened > 0
        group by grants.id
        union all
        select user_id, 'session', null, session_id, 'account', kind, count(*), min(at), max(at)
        from security_events where at >= :since and at < :until
        group by user_id, session_id, kind
    )
    select people.id, people.display_name, people.email, people.birth_year, json_agg(json_build_object(
        'through', through, 'by', by, 'by_id', by_id, 'what', what, 'how', how, 'times', times,
        'first', to_char(timezone('UTC', first), :spelling), 'last', to_char(timezone('UTC', last), :spelling)
    ) order by first, through, what, how) as touches
    from touched join users people on people.id = touched.person
    group by people.id order by people.email
""")
ACTS = text("""
    select coalesce(account, cast(actor_id as text)) as who, verb, count(*) as times, min(at) as first, max(at) as last
    from admin_acts where at >= :since and at < :until group by 1, 2 order by 4, 1, 2
""")


class ReadPerson(BaseModel):
    id: UUID
    display_name: str | None
    email: str
    birth_year: int | None
    readings: list[dict[str, Any]]


class ReadingsOf(BaseModel):
    by: str
    since: Instant
    kinds_of_data: dict[str, list[str]]
    people: list[ReadPerson]


class TouchedPerson(BaseModel):
    id: UUID
    display_name: str | None
    email: str | None  # None: a guest of a room, who has no address
    birth_year: int | None
    touches: list[dict[str, Any]]


class Breach(BaseModel):
    """`kinds_of_data`: the categories of the register that each kind of target may hold."""

    since: Instant
    until: Instant
    people_touched: int
    kinds_of_data: dict[str, list[str]]
    operators: list[dict[str, Any]]
    people: list[TouchedPerson]


async def list_readings(uow: UnitOfWork, email: str, since: datetime) -> ReadingsOf:
    """List whose data the holder of that address read. Works for a departed reader while their name is kept.

    Raises NobodyThere.
    """
    statement = select(User.id).where(User.email == email)
    departures = select(DepartedReader.user_id).where(DepartedReader.address_mac == address_mac(uow.runtime, email))
    readers = list(await uow.session.scalars(statement.union_all(departures)))
    if not readers:
        raise NobodyThere
    await act(uow, AdminVerb.READ_READINGS, f"{readers[0]} since {since:%Y-%m-%d}")
    await uow.session.execute(TIMEOUT)
    rows = (await uow.session.execute(READINGS, {"readers": readers, "since": since, "spelling": SPELLING})).mappings()
    people = [ReadPerson(**row) for row in rows]
    targets = {str(reading["what"]) for person in people for reading in person.readings}
    return ReadingsOf(by=email, since=since, kinds_of_data=_kinds(targets), people=people)


async def list_touched(uow: UnitOfWork, since: datetime, until: datetime) -> Breach:
    await act(uow, AdminVerb.READ_BREACH, f"{since:%Y-%m-%d} {until:%Y-%m-%d}")
    await uow.session.execute(TIMEOUT)
    span = {"since": since, "until": until}
    people = [
        TouchedPerson(**row) for row in (await uow.session.execute(TOUCHES, span | {"spelling": SPELLING})).mappings()
    ]
    acts = [
        {**row, "first": on_the_wire(row["first"]), "last": on_the_wire(row["last"])}
        for row in (await uow.session.execute(ACTS, span)).mappings()
    ]
    kinds = _kinds({str(touch["what"]) for person in people for touch in person.touches})
    return Breach(
        since=since, until=until, people_touched=len(people), kinds_of_data=kinds, operators=acts, people=people
    )


def _kinds(targets: set[str]) -> dict[str, list[str]]:
    return {target: _kinds_in(HOLDING[target]) for target in sorted(targets)}


def _kinds_in(tables: tuple[str, ...]) -> list[str]:
    kinds = {Category[kind.upper()] for table in tables for kind in TABLES[table].columns}
    return [kind.value.fr for kind in Category if kind in kinds and kind.exported]

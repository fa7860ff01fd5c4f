"""Writing one's own experiences.

A capture is one statement: session, references, row, media, change log and answer. Phones send captures over slow
networks, and they are most of the load, so they run the statement alone, and those that come while it runs are written
by the next one together. If something stands in the way of one (an id in use, a reference that is not the caller's), it
is left out, and `put` goes on from there in a transaction.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    DateTime,
    Text,
    Uuid,
    bindparam,
    case,
    column,
    exists,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import selectinload

from app.core.changes import Kind
from app.core.compiled import DIALECT, Compiled
from app.core.errors import Unauthenticated
from app.core.projections import Json, Representation, as_bytes
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.experiences import Experience
from app.models.media import Media, MediaKind
from app.models.users import User
from app.policies.experiences import readable_by
from app.schemas.experiences import ExperiencePatch, ExperienceWrite
from app.schemas.patches import patched
from app.services.journal.citations import check_attached
from app.services.journal.experience_reads import EXPERIENCE, ITEM, ExperienceNotFound

VOICE = 30  # a voice note counts as much as a text


# A row of what is asked for, by an array of JSON: the columns of a body, and what stands beside them.
COLUMNS = [column for column in Experience.__table__.columns if column.computed is None and column.name != "trashed_at"]
BESIDE = {
    "session": Uuid(),
    "me": Uuid(),
    "now": DateTime(timezone=True),
    "media": ARRAY(Uuid()),
    "voice": BigInteger(),
}
ASKED: Mapping[str, Any] = {column.name: column.type for column in COLUMNS} | BESIDE


def _types(types: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {kind.compile(dialect=DIALECT)}" for name, kind in types.items())


ROWS = f"""
select n, min(n) over (partition by id) = n as is_first, moment.*
from unnest((select cast(:bodies as json[]))) with ordinality as one(body, n),
  json_to_record(body) as moment({_types(ASKED)})
"""  # noqa: S608  names of our own columns
PEOPLE = """
select asked.n, users.id, users.locale from asked
join sessions on sessions.id = asked.session and sessions.user_id = asked.me and sessions.ended_at is null
join users on users.id = asked.me
"""
# Every change of a medium locks it before its owner's change log. So does this: the foreign key would lock it after.
LOCK_MEDIA = """
select asked.n, media.id, media.kind, cites.place - 1 as position
from asked cross join unnest(asked.media) with ordinality as cites(id, place)
join media on media.id = cites.id and media.owner_id = asked.me
order by media.id for key share of media
"""
# Columns whose value is not simply that of `columns_of`. Computed columns and `trashed_at` are not written.
VALUES = {
    "owner_id": "people.id",
    "received_at": "asked.now",
    "updated_at": "asked.now",
    "version": "1",
    "language": "coalesce(asked.language, people.locale)",
    "completeness": """asked.completeness + case when asked.text is null
        and exists (select from cited where cited.n = asked.n and kind = 'audio') then asked.voice else 0 end""",
}
# `citations.citable_by`, for the one statement of a capture.
CITABLE = """audience_id is null
      or audience_id in (select community_id from public.memberships where user_id = asked.me and state = 'active')
      or exists (select from public.talents where user_id = asked.me and skill_id = skills.id)
      or exists (select from public.experiences as e where e.owner_id = asked.me and e.skills @> array[skills.id])"""
PUBLIC = "audience_id is null"  # a plan that is kept: with the other tables it would be made anew each time


def _insert(citable: str) -> str:
    return f"""
insert into public.experiences ({", ".join(column.name for column in COLUMNS)})
select {", ".join(VALUES.get(column.name, f"asked.{column.name}") for column in COLUMNS)}
from asked join people on people.n = asked.n
where asked.is_first and (select count(*) from cited where cited.n = asked.n) = cardinality(asked.media)
  and cardinality(asked.skills) = (
    select count(*) from skills where id = any(asked.skills) and kind <> 'group'
      and ({citable}))
on conflict (id) do nothing
returning *
"""  # noqa: S608  names of our own columns


INSERT_LINKS = """
insert into public.experience_media (experience_id, position, media_id)
select experiences.id, cited.position, cited.id from experiences
join asked on asked.id = experiences.id and asked.is_first join cited on cited.n = asked.n
returning *
"""
# In one order, as all who lock several logs.
LOCK_LOGS = """
select user_id from feeds where user_id in (select owner_id from experiences) order by user_id for no key update
"""
NEXT_NUMBERS = """
update feeds set seq = seq + many.many
from logs join (select owner_id, count(*) as many from experiences group by owner_id) as many on owner_id = user_id
where feeds.user_id = logs.user_id
returning feeds.user_id, feeds.seq - many.many as before
"""
INSERT_CHANGES = """
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select owner_id, 'experience', id, before + row_number() over (partition by owner_id order by received_at, id),
  1, false, received_at
from experiences join numbered on numbered.user_id = owner_id
on conflict (user_id, type, entity_id) do update
  set seq = excluded.seq, version = 1, deleted = false, changed_at = excluded.changed_at
"""


def _step(name: str, statement: str, *columns: str) -> CTE:
    binds = [bindparam("bodies", type_=ARRAY(Text))] if ":bodies" in statement else []
    return text(statement).bindparams(*binds).columns(*(column(name) for name in columns)).cte(name)


def _statement(citable: str) -> Compiled:
    """Compile the capture of moments whose skills meet that condition; those with others it leaves.

    It answers the number of each whose session is open, with its JSON, or with nothing where it was left.
    """
    # The steps have the names of the tables they write to, so that the rest of the statement reads the new rows.
    asked, people = _step("asked", ROWS, "n", "is_first", "id"), _step("people", PEOPLE, "n")
    steps = [
        _step("cited", LOCK_MEDIA),
        _step("experiences", _insert(citable)),
        _step("experience_media", INSERT_LINKS),
        _step("logs", LOCK_LOGS),
        _step("numbered", NEXT_NUMBERS),
        _step("told", INSERT_CHANGES),
    ]
    item = case((Experience.id.is_not(None), as_bytes(ITEM)), else_=literal_column("''::bytea"))
    rows = people.join(asked, asked.c.n == people.c.n)
    new_rows = rows.outerjoin(Experience, (Experience.id == asked.c.id) & asked.c.is_first)
    return Compiled(select(people.c.n, item.label("item")).select_from(new_rows).add_cte(asked, people, *steps))


CAPTURE, CAPTURE_WITH_PUBLIC_SKILLS = _statement(CITABLE), _statement(PUBLIC)


async def capture(reading: Reading, experience_id: UUID, data: ExperienceWrite) -> Representation | None:
    """Return the new experience; None when `put` has to go on. Raises Unauthenticated."""
    if data.lived_at is None or reading.actor.delegation is not None:  # `put` reads the time zone, and what is cited
        return None
    body = _body(reading, experience_id, data, columns_of(data, data.captured_at or reading.now))
    return _captured(await reading.database.gathered_changes.read(CAPTURE_WITH_PUBLIC_SKILLS.query, body))


async def put(
    uow: UnitOfWork, experience_id: UUID, data: ExperienceWrite, version: int | None
) -> tuple[Representation, bool]:
    """Capture or rewrite. The id is an idempotency key for ever: sending the same body again changes nothing."""
    experience = await _lock(uow, experience_id)
    if experience is None:
        new = await _capture_in(uow, experience_id, data)
        if new is not None:
            return new, True
        experience = await _lock(uow, experience_id)  # if the same request came first
    if experience is not None:
        if version is None and data.digest() == experience.born_as:
            return await EXPERIENCE.show(uow, id=experience_id), False
        await expect(uow, version, experience, EXPERIENCE, id=experience_id)
    elif await uow.session.scalar(select(exists().where(Experience.id == experience_id))):
        raise ExperienceNotFound
    media = await check_attached(uow, data.media, data.skills)
    if experience is None:  # what it cites came meanwhile
        return await put(uow, experience_id, data, version)
    return await _rewrite(uow, experience, data, media), False


async def patch(uow: UnitOfWork, experience_id: UUID, patch: ExperiencePatch, version: int | None) -> Representation:
    experience = await _get_to_change(uow, experience_id)
    await expect(uow, version, experience, EXPERIENCE, id=experience_id)
    media = [link.media_id for link in experience.media_links]
    # A new `lived_at` also gives a new offset.
    offset = None if "lived_at" in patch.root else experience.utc_offset
    data = patched(ExperienceWrite, experience, patch, media=media, utc_offset=offset)
    return await _rewrite(uow, experience, data, await check_attached(uow, data.media, data.skills))


async def trash(uow: UnitOfWork, experience_id: UUID, version: int | None) -> None:
    """Move the experience into the bin, for 30 days."""
    experience = await _get_to_change(uow, experience_id)
    await expect(uow, version, experience, EXPERIENCE, id=experience_id)
    if experience.trashed_at is None:
        experience.trash(uow.now)
        uow.changed(experience.owner_id, Kind.EXPERIENCE, experience.id, experience.version, is_deletion=True)


async def restore(uow: UnitOfWork, experience_id: UUID) -> Representation:
    experience = await _get_to_change(uow, experience_id)
    if experience.trashed_at is not None:
        experience.restore(uow.now)
        uow.changed(experience.owner_id, Kind.EXPERIENCE, experience.id, experience.version)
    return await EXPERIENCE.show(uow, id=experience_id)


def columns_of(
    data: ExperienceWrite, captured_at: datetime, person: User | None = None, *, has_voice: bool = False
) -> dict[str, Any]:
    """Return the columns that a body decides. `person`: None where `lived_at` is given and the language may be None.

    Without `lived_at`, it is the time of capture, or `lived_until` if that was earlier, in the person's time zone. The
    offset from UTC is the given one, or that of `lived_at`.
    """
    lived_at = data.lived_at or min(captured_at, data.lived_until or captured_at)
    if data.lived_at is None and person is not None:
        lived_at = lived_at.astimezone(ZoneInfo(person.timezone))
    east = round((lived_at.utcoffset() or timedelta(0)).total_seconds() / 60)
    offset = east if data.utc_offset is None else data.utc_offset
    return data.model_dump(exclude={"media"}) | {
        "captured_at": captured_at,
        "lived_at": lived_at,
        "utc_offset": offset,
        "lived_on": (lived_at.astimezone(UTC) + timedelta(minutes=offset)).date(),
        "language": data.language or (person and person.locale.tag),
        "has_media": bool(data.media),
        "completeness": _completeness(data, has_words=bool(data.text) or has_voice),
    }


def _completeness(data: ExperienceWrite, *, has_words: bool) -> int:
    """Return how complete an experience is, 0–100. `has_words`: a text or a voice note."""
    weights = {
        15: bool(data.title),
        VOICE: has_words,
        14: data.context is not None,
        16: bool(data.media),
        5: data.place is not None,
        20: data.reflection is not None or bool(data.skills),
    }
    return sum(weight for weight, is_present in weights.items() if is_present)


async def _capture_in(uow: UnitOfWork, experience_id: UUID, data: ExperienceWrite) -> Representation | None:
    """Capture in this transaction, in the person's time zone."""
    if uow.actor.delegation is not None:  # the statement knows its person, not what this session may cite
        await check_attached(uow, data.media, [])
    person = await uow.session.get_one(User, uow.actor.id)
    body = _body(uow, experience_id, data, columns_of(data, data.captured_at or uow.now, person))
    await uow.session.flush()
    result = await (await uow.session.connection()).exec_driver_sql(CAPTURE.query, ([body],))
    row = result.one_or_none()
    return _captured(row and row.item)


def _body(asking: Reading | UnitOfWork, experience_id: UUID, data: ExperienceWrite, columns: Mapping[str, Any]) -> str:
    own = {"id": experience_id, "media": data.media, "voice": VOICE, "born_as": data.digest(), "now": asking.now}
    caller = {"me": asking.actor.id, "session": asking.actor.session_id}
    return json.dumps({**columns, **own, **caller}, ensure_ascii=False, default=str)


def _captured(item: bytes | None) -> Representation | None:
    if item is None:
        raise Unauthenticated
    return Representation(1, Json(item)) if item else None


async def _rewrite(
    uow: UnitOfWork, experience: Experience, data: ExperienceWrite, media: Sequence[Media]
) -> Representation:
    person = await uow.session.get_one(User, uow.actor.id)
    has_voice = any(medium.kind is MediaKind.AUDIO for medium in media)
    columns = columns_of(data, data.captured_at or experience.captured_at, person, has_voice=has_voice)
    experience.rewrite(columns, data.media, uow.now)
    in_bin = experience.trashed_at is not None
    uow.changed(experience.owner_id, Kind.EXPERIENCE, experience.id, experience.version, is_deletion=in_bin)
    return await EXPERIENCE.show(uow, id=experience.id)


async def _get_to_change(uow: UnitOfWork, experience_id: UUID) -> Experience:
    experience = await _lock(uow, experience_id)
    if experience is None:
        raise ExperienceNotFound
    return experience


async def _lock(uow: UnitOfWork, experience_id: UUID) -> Experience | None:
    # Media are read after the lock: joined, they would be those from before the wait.
    statement = select(Experience).where(Experience.id == experience_id, readable_by(uow.actor))
    return await uow.session.scalar(statement.options(selectinload(Experience.media_links)).with_for_update())

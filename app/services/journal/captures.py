"""The capture of an experience in one statement: session, references, row, media, change log and answer.

Phones send captures over slow networks, and they are most of the load. If something stands in the way (an id in use, a
reference that is not the caller's), the statement does nothing, and `experiences.put` finds the reason.
"""

import re
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import CTE, BindParameter, ColumnElement, DateTime, Uuid, bindparam, select, text, true

from app.core.actor import ME
from app.core.compiled import DIALECT, Compiled
from app.core.errors import Unauthenticated
from app.core.projections import Json, Representation, as_bytes, asked_by
from app.core.uow import Reading
from app.models.experiences import VOICE, Experience, completeness
from app.models.users import User
from app.policies.sessions import SIGNED_IN
from app.schemas.experiences import ExperienceWrite
from app.services.journal.experiences import ITEM, resolve_lived_at


def _typed(column: ColumnElement[Any]) -> str:
    return f"cast(:{column.key} as {column.type.compile(dialect=DIALECT)})"


PERSON = select(User.id, User.locale).join(SIGNED_IN.table, SIGNED_IN.open).where(User.id == ME.id).cte("person")
# Every change of a medium locks it before its owner’s change log. So does this: the foreign key would lock it after.
LOCK_MEDIA = """
select media.id, media.kind, asked.n - 1 as position
from unnest(cast(:media as uuid[])) with ordinality as asked(id, n)
join media on media.id = asked.id and media.owner_id = :me
order by media.id for key share of media
"""
# Columns whose value is not simply the body's. Computed columns and `trashed_at` are not written.
VALUES = {
    "id": ":id",
    "owner_id": "person.id",
    "received_at": ":now",
    "updated_at": ":now",
    "version": "1",
    "language": "coalesce(cast(:language as text), person.locale)",
    "has_media": "cardinality(cast(:media as uuid[])) > 0",
    "completeness": """cast(:completeness as bigint) + case when cast(:text as text) is null
        and exists (select from cited where kind = 'audio') then cast(:voice as bigint) else 0 end""",
}
COLUMNS = [column for column in Experience.__table__.columns if column.computed is None and column.name != "trashed_at"]
INSERT = f"""
insert into public.experiences ({", ".join(column.name for column in COLUMNS)})
select {", ".join(VALUES.get(column.name) or _typed(column) for column in COLUMNS)}
from person
where (select count(*) from cited) = cardinality(cast(:media as uuid[]))
  and cardinality(cast(:skills as uuid[])) = (
    select count(*) from skills where id = any(cast(:skills as uuid[])) and kind <> 'group')
on conflict (id) do nothing
returning *
"""  # noqa: S608  names of our own columns
INSERT_LINKS = """
insert into public.experience_media (experience_id, position, media_id)
select experiences.id, cited.position, cited.id from experiences, cited
returning *
"""
NEXT_NUMBER = "update feeds set seq = seq + 1 from experiences where user_id = experiences.owner_id returning seq"
INSERT_CHANGE = """
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select experiences.owner_id, 'experience', experiences.id, numbered.seq, 1, false, :now from experiences, numbered
on conflict (user_id, type, entity_id) do update
  set seq = excluded.seq, version = 1, deleted = false, changed_at = excluded.changed_at
"""
BINDS: dict[str, BindParameter[Any]] = {
    "me": bindparam("me", type_=Uuid()),
    "id": bindparam("id", type_=Uuid()),
    "now": bindparam("now", type_=DateTime(timezone=True)),
}


def _step(name: str, statement: str) -> CTE:
    binds = (bind for key, bind in BINDS.items() if re.search(rf":{key}\b", statement))
    return text(statement).bindparams(*binds).columns().cte(name)


def _statement() -> Compiled:
    # The steps have the names of the tables they write to, so that the rest of the statement reads the new rows.
    steps = [
        PERSON,
        _step("cited", LOCK_MEDIA),
        _step("experiences", INSERT),
        _step("experience_media", INSERT_LINKS),
        _step("numbered", NEXT_NUMBER),
        _step("told", INSERT_CHANGE),
    ]
    answer = select(Experience.id, as_bytes(ITEM).label("item")).select_from(
        SIGNED_IN.table.outerjoin(Experience, true())
    )
    return Compiled(answer.add_cte(*steps).where(SIGNED_IN.open))


CAPTURE = _statement()


async def capture(reading: Reading, experience_id: UUID, data: ExperienceWrite) -> Representation | None:
    """Return the new experience; None when `experiences.put` has to decide. Raises Unauthenticated."""
    if data.lived_at is None:
        return None
    values = CAPTURE.values(asked_by(reading, _values(reading, experience_id, data)))
    row = await reading.database.writes.fetchrow(CAPTURE.query, *values)
    if row is None:
        raise Unauthenticated
    return None if row["id"] is None else Representation(1, Json(row["item"]))


def _values(reading: Reading, experience_id: UUID, data: ExperienceWrite) -> dict[str, object]:
    now = reading.runtime.clock()
    when = resolve_lived_at(data, data.captured_at or now, "UTC")  # `lived_at` is given, so that the zone is unused
    fields = {name: _wire(getattr(data, name)) for name in ExperienceWrite.model_fields}
    return (
        fields
        | when
        | {
            "id": experience_id,
            "now": now,
            "lived_on": (when["lived_at"].astimezone(UTC) + timedelta(minutes=when["utc_offset"])).date(),
            "completeness": completeness(data, shows=bool(data.media), has_words=bool(data.text)),
            "voice": VOICE,
            "born_as": data.digest(),
        }
    )


def _wire(value: object) -> object:
    return value.model_dump_json() if isinstance(value, BaseModel) else value

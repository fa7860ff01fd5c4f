"""What a backup takes along, and what is put right in what it brings back.

What was ended since comes back with it. So nobody stays signed in: a phone that was signed out may have been stolen.
And whoever was erased meanwhile is due again, before anybody can come.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select

from app.core.actor import SYSTEM
from app.core.compiled import DIALECT
from app.core.uow import Runtime
from app.models.erasures import ErasedAccount, Erasure
from app.services.departures import erasures
from app.services.departures.erasures import MARK
from app.services.media import objects

OBJECT_KEYS = str(objects.shown().compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
ERASED = MARK.partition("{")[0]
DUE = """
    insert into erasures (user_id, asked_at, due_at) select id, $2, $2 from users where id = any($1::uuid[])
    on conflict (user_id) do update set due_at = excluded.due_at
"""
SIGNED_OUT = "update sessions set ended_at = $1 where ended_at is null"
# Of numbers that were given after the backup, phones may have heard: theirs are too old from now on.
FEEDS = "update feeds set seq = seq + 1000000000, floor = seq + 1000000000"
# What had come of these lay in parts in the old storage: it is sent again.
LOST = """
    update media set state = 'awaiting_upload', object_key = null, version = version + 1, updated_at = $2
    where state = 'processing' and object_key = any($1::text[])
"""
UPLOADS = """
    update uploads set received = 0, object_key = null, multipart_id = null, parts = '[]', next_part = 1, pieces = '[]',
        holder = null, expires_at = greatest(expires_at, $1::timestamptz + interval '14 days')
    from media where media.id = media_id and media.state = 'awaiting_upload'
"""


def mending(erased: Sequence[UUID], missing: Sequence[str], now: datetime) -> list[tuple[str, Sequence[object]]]:
    """Statements and their values, for the schema of whichever release made the backup."""
    return [
        (DUE, (erased, now)),
        (SIGNED_OUT, (now,)),
        (FEEDS, ()),
        (LOST, (missing, now)),
        (UPLOADS, (now,)),
    ]


async def erased(runtime: Runtime) -> list[UUID]:
    """Whom storage knows to have been erased."""
    return [UUID(key.removeprefix(ERASED)) async for key in runtime.objects.keys(ERASED)]


async def erase_again(runtime: Runtime, gone: Sequence[UUID]) -> int:
    """How many of them had come back. And storage learns whom not to bring back the next time."""
    async with runtime.database.sessions() as session:
        due = select(Erasure.user_id).where(Erasure.user_id == any_(literal(list(gone), ARRAY(Uuid()))))
        back = (await session.scalars(due)).all()
        rows = (await session.scalars(select(ErasedAccount.user_id))).all()
    for user_id in back:
        async with runtime.work(SYSTEM) as uow:
            await erasures.erase(uow, user_id, told=True)
    for user_id in {*rows, *gone}:
        await erasures.mark(runtime, user_id)
    return len(back)

"""Contents of a backup, and repairs of a restored database.

A backup also restores what was ended after it. So a restore ends all sessions: a phone that was signed out may have
been stolen. Accounts that were erased after the backup are due for erasure again, before anybody can sign in. All
grants end, and guardians are asked again, as some ended after the backup: docs/decisions/0085.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, or_, select

from app.core.actor import SYSTEM
from app.core.app_paths import AppPath
from app.core.compiled import DIALECT
from app.core.uow import Runtime
from app.models.erasures import ErasedAccount, Erasure
from app.models.grants import Grant
from app.models.guardians import Guardianship, GuardianshipState
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.accounts.rights_templates import restore_mail
from app.services.departures import erasures
from app.services.departures.erasures import MARK
from app.services.guardians import guardians
from app.services.media import objects
from app.services.notifications import mails, notifications
from app.services.notifications.notification_templates import RESTORED
from app.services.notifications.notifications import NewNotification

OBJECT_KEYS = str(objects.shown().compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
ERASURE_MARKS = MARK.partition("{")[0]
DUE = """
    insert into erasures (user_id, asked_at, due_at) select id, $2, $2 from users where id = any($1::uuid[])
    on conflict (user_id) do update set due_at = excluded.due_at
"""
SIGNED_OUT = "update sessions set ended_at = $1 where ended_at is null"
ACCESSES = """
    update grants set revoked_at = $1, version = version + 1
    where revoked_at is null and (ends_at is null or ends_at > $1)
"""
GUARDIANS = "update guardianships set state = 'asked', acts = '{}' where state = 'active'"
AGREEMENTS = "update consents set withdrawn_at = $1 where withdrawn_at is null and kind in ('guardian', 'share')"
RESTORATION = UUID(int=2)  # subject of the one notification per person
# Phones may know sequence numbers from after the backup. Their cursors are too old from now on.
CHANGE_LOGS = "update feeds set seq = seq + 1000000000, floor = seq + 1000000000"
# Parts of these uploads were in the old storage only. Phones send them again.
LOST = """
    update media set state = 'awaiting_upload', object_key = null, variants = '[]', thumbhash = null,
        version = version + 1, updated_at = $2
    where state = 'processing' and object_key = any($1::text[])
"""
UPLOADS = """
    update uploads set received = 0, object_key = null, multipart_id = null, parts = '[]', next_part = 1, pieces = '[]',
        holder = null, expires_at = greatest(expires_at, $1::timestamptz + interval '14 days')
    from media where media.id = media_id and media.state = 'awaiting_upload'
"""


def repair_statements(
    person_ids: Sequence[UUID], missing: Sequence[str], now: datetime
) -> list[tuple[str, Sequence[object]]]:
    """Statements and their values. They fit the schema of the release that made the backup."""
    return [
        (DUE, (person_ids, now)),
        (SIGNED_OUT, (now,)),
        (ACCESSES, (now,)),
        (GUARDIANS, ()),
        (AGREEMENTS, (now,)),
        (CHANGE_LOGS, ()),
        (LOST, (missing, now)),
        (UPLOADS, (now,)),
    ]


async def notify_restoration(runtime: Runtime, restored_at: datetime) -> int:
    """Notify those whose grants ended or whose guardians are asked again, in the app and in one mail.

    Returns their number.
    """
    owners = select(Grant.owner_id).where(Grant.revoked_at == restored_at)
    minors = select(Guardianship.person_id).where(Guardianship.state == GuardianshipState.ASKED)
    notification = NewNotification(NotificationType.MODERATION, RESTORATION, data={"kind": RESTORED})
    concerned = select(User.id).where(or_(User.id.in_(owners), User.id.in_(minors)))
    async with runtime.work(SYSTEM) as uow:
        opening = runtime.settings.app_address(AppPath.GRANTS)
        for address in (
            await uow.session.execute(concerned.with_only_columns(User.email, User.locale, User.simple_language))
        ).all():
            language = address.locale.in_sentences(simple=address.simple_language)
            await mails.post(uow, address.email, restore_mail(language, opening=opening))
        await guardians.ask_again(uow)
        return await notifications.notify(uow, concerned, notification)


async def list_erased(runtime: Runtime) -> list[UUID]:
    """List the accounts whose erasure is marked in storage."""
    return [UUID(key.removeprefix(ERASURE_MARKS)) async for key in runtime.objects.keys(ERASURE_MARKS)]


async def erase_again(runtime: Runtime, person_ids: Sequence[UUID]) -> int:
    """Erase the accounts that the backup restored, and return their number. Mark all erased accounts in storage."""
    async with runtime.database.sessions() as session:
        due = select(Erasure.user_id).where(Erasure.user_id == any_(literal(list(person_ids), ARRAY(Uuid()))))
        back = (await session.scalars(due)).all()
        rows = (await session.scalars(select(ErasedAccount.user_id))).all()
    for user_id in back:
        async with runtime.work(SYSTEM) as uow:
            await erasures.erase(uow, user_id, skip_mail=True)
    for user_id in {*rows, *person_ids}:
        await erasures.mark(runtime, user_id)
    return len(back)

"""Erasure of an account, which the person can cancel for 14 days.

Rows of the person are deleted in cascade with the account. The data map names for each table how its rows end. A text
that was sent to another person stays with them, without its author. So do the readings of their data. Objects in
storage are released, then swept. A second run, also after a crash, changes nothing.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, literal_column, or_, select, text, update

from app.core.actor import ME
from app.core.app_paths import AppPath
from app.core.changes import Kind
from app.core.db import claim, lock_row
from app.core.errors import Conflict, NotFound
from app.core.i18n import Words
from app.core.jobs import Job, Lane
from app.core.projections import Representation, SingleProjection, shape, wire, without_row
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.endorsements import Endorsement, WithdrawnBy
from app.models.erasures import REFLECTION, ErasedAccount, Erasure
from app.models.exports import Export
from app.models.grants import Grant
from app.models.imports import Import
from app.models.mails import Mail
from app.models.media import Media, Upload
from app.models.notifications import Notification
from app.models.portraits import Portrait, PortraitMedia
from app.models.sessions import Session, SignInCode
from app.models.stories import EditionMedia, Story
from app.models.users import User
from app.policies.sessions import SIGNED_IN
from app.schemas.erasures import ErasureRead
from app.services.access import access_events
from app.services.accounts import bearer_links
from app.services.accounts.rights_templates import erasure_mail, erasure_request_mail
from app.services.communities import community_missions, kept_places
from app.services.communities.place_admissions import AdmitKeptPlaces
from app.services.departures import erasure_portions, kept_flags, mission_departures
from app.services.departures.membership_endings import leave_all
from app.services.media.objects import release
from app.services.media.uploads import forget
from app.services.notifications import mails
from app.services.shared import ending_locks
from app.services.sharing import reports
from app.services.talents import endorsements
from app.services.talents.endorsement_requests import address_mac

MARK = "erased/{user_id}"  # in storage: a restored backup looks there for the accounts to erase again
KEYS_AT_ONCE = 2_000
DUE_AT_ONCE = 100


class ErasureNotFound(NotFound):
    title = Words("Aucun effacement n’est demandé")


class ErasureUnderWay(Conflict):
    title = Words("L’effacement a commencé")
    advice = Words("Les quatorze jours sont passés : une partie est déjà effacée, et le reste suit.")


class EraseDueAccounts(Job):
    pass


class EraseAccount(Job):
    lane = Lane.HEAVY
    user_id: UUID


ERASURE = SingleProjection(
    SIGNED_IN,
    shape(Erasure, ErasureRead, state=literal_column("'asked'"), created_at=wire(Erasure.__table__.c.asked_at)),
    func.extract("epoch", Erasure.asked_at),
    Erasure.user_id == ME.id,
    missing=ErasureNotFound,
)

NOT_ASKED = without_row(ErasureRead(state="none", created_at=None, due_at=None))


async def get(reading: Reading) -> Representation:
    return await ERASURE.find(reading) or NOT_ASKED


async def ask(uow: UnitOfWork) -> Representation:
    """Ask for the erasure of the caller's account. From now on others see nothing of it (`policies/erasures.py`).

    Asking again changes nothing.
    """
    await begin(uow, await uow.session.get_one(User, uow.actor.id))
    return await ERASURE.show(uow)


async def begin(uow: UnitOfWork, person: User) -> None:
    """Begin an erasure that the person asked for in the app or by letter."""
    due_at = uow.now + REFLECTION
    if await claim(uow.session, Erasure, user_id=person.id, asked_at=uow.now, due_at=due_at):
        day = due_at.astimezone(ZoneInfo(person.timezone)).date()
        opening = uow.runtime.settings.app_address(AppPath.ERASURE)
        await mails.post(uow, person.email, erasure_request_mail(person.language, due_on=day, opening=opening))
        await mission_departures.touch_showing(uow, person.id)
        await bearer_links.end_private(uow, person.id)


async def cancel(uow: UnitOfWork) -> None:
    """Cancel the caller's erasure. Raises ErasureNotFound, ErasureUnderWay."""
    conditions = (Erasure.user_id == uow.actor.id, Erasure.begun_at.is_(None))
    if await uow.session.scalar(delete(Erasure).where(*conditions).returning(Erasure.user_id)) is None:
        is_under_way = await uow.session.get(Erasure, uow.actor.id) is not None
        raise ErasureUnderWay if is_under_way else ErasureNotFound
    await mission_departures.touch_showing(uow, uow.actor.id)
    uow.enqueue(AdmitKeptPlaces(person_id=uow.actor.id))  # a guardian may have agreed meanwhile
    await uow.runtime.objects.delete([MARK.format(user_id=uow.actor.id)])  # a failed erasure may have left the mark


async def enqueue_due(uow: UnitOfWork) -> None:
    due = select(Erasure.user_id).where(Erasure.due_at <= uow.now).order_by(Erasure.due_at).limit(DUE_AT_ONCE)
    for user_id in await uow.session.scalars(due):
        uow.enqueue(EraseAccount(user_id=user_id))


async def erase(uow: UnitOfWork, user_id: UUID, *, skip_mail: bool = False) -> None:
    """Erase the account if its erasure is still due. `skip_mail`: the person has had the mail about it."""
    if not await _begin(uow, user_id):
        return
    await mark(uow.runtime, user_id)
    await erasure_portions.erase(uow, user_id)
    await uow.session.execute(text("set local statement_timeout = '4min'"))
    due = select(Erasure).where(Erasure.user_id == user_id, Erasure.due_at <= uow.now)
    if await uow.session.scalar(due.with_for_update()) is None:
        return
    person = await lock_row(uow.session, User, user_id)  # first, in the same order as checks of age
    await ending_locks.lock(uow, user_id)
    await release_all(uow, user_id)
    for erase_from in ERASERS.values():
        await erase_from(uow, person)
    await mission_departures.touch_showing(uow, user_id)  # nobody asked, where an account was used no more
    address, language = person.email, person.language
    await kept_flags.keep(uow, [user_id])
    await uow.session.execute(delete(User).where(User.id == user_id))
    uow.session.add(ErasedAccount(user_id=user_id, erased_at=uow.now))
    if not skip_mail:
        await mails.post(uow, address, erasure_mail(language))


async def _begin(uow: UnitOfWork, user_id: UUID) -> bool:
    """Sign the person out in an earlier transaction, because their running requests lock rows in another order.

    From now on the erasure cannot be cancelled. Returns False when no erasure is due.
    """
    due = update(Erasure).where(Erasure.user_id == user_id, Erasure.due_at <= uow.now)
    begin = due.values(begun_at=func.coalesce(Erasure.begun_at, uow.now)).returning(Erasure.user_id)
    live = (Session.user_id == user_id, Session.ended_at.is_(None))
    async with uow.runtime.database.sessions.begin() as session:
        if await session.scalar(begin) is None:
            return False
        await session.execute(update(Session).where(*live).values(ended_at=uow.now))
    return True


async def mark(runtime: Runtime, user_id: UUID) -> None:
    await runtime.objects.put(MARK.format(user_id=user_id), b"", "text/plain")


async def release_all(uow: UnitOfWork, user_id: UUID) -> None:
    keys: list[str] = []
    for media in await uow.session.scalars(select(Media).where(Media.owner_id == user_id)):
        keys += media.object_keys()
    copies = (
        select(EditionMedia.variants).join(Story, Story.id == EditionMedia.story_id).where(Story.owner_id == user_id)
    )
    portrait_copies = (
        select(PortraitMedia.variants)
        .join(Portrait, Portrait.id == PortraitMedia.portrait_id)
        .where(Portrait.owner_id == user_id)
    )
    for statement in (copies, portrait_copies):
        for variants in await uow.session.scalars(statement):
            keys += [variant["object_key"] for variant in variants]
    for table in (Export, Import):
        archives = select(table.object_key).where(table.user_id == user_id, table.object_key.is_not(None))
        keys += [key for key in await uow.session.scalars(archives) if key]
    for batch in _batches(dict.fromkeys(keys)):
        await release(uow, batch)
    uploads = select(Upload).join(Media, Media.id == Upload.media_id).where(Media.owner_id == user_id)
    for upload in (await uow.session.scalars(uploads)).all():
        await forget(uow, upload)


def _batches(keys: Iterable[str]) -> Iterable[list[str]]:
    key_list = list(keys)
    return (key_list[start : start + KEYS_AT_ONCE] for start in range(0, len(key_list), KEYS_AT_ONCE))


async def _codes(uow: UnitOfWork, person: User) -> None:
    """Delete sign-in codes by address: their rows have no account."""
    await uow.session.execute(delete(SignInCode).where(SignInCode.email == person.email))


async def _mails(uow: UnitOfWork, person: User) -> None:
    """Delete mails to the person's address that are not sent yet."""
    condition = Mail.content["to"].astext == person.email
    await uow.session.execute(delete(Mail).where(condition))


async def _endorsements(uow: UnitOfWork, person: User) -> None:
    await forget_endorser(uow, person.email)


async def forget_endorser(uow: UnitOfWork, email: str) -> None:
    """End the endorsements that others asked of this address.

    Delete the name, what was written to it, and the notifications about it.
    """
    condition = or_(Endorsement.email == email, Endorsement.address_mac == address_mac(uow.runtime, email))
    statement = select(Endorsement).where(condition).order_by(Endorsement.id)
    for endorsement in (await uow.session.scalars(statement.with_for_update())).all():
        if endorsement.stands():
            await endorsements.end(uow, endorsement, WithdrawnBy.ENDORSER)
        endorsement.asked_name, endorsement.message = "", None
        about_endorsement = (Notification.user_id == endorsement.user_id, Notification.subject_id == endorsement.id)
        await uow.session.execute(delete(Notification).where(*about_endorsement))


async def _reports(uow: UnitOfWork, person: User) -> None:
    """Remove the person from reports that they made without an account, and from reports about them."""
    await reports.forget_person(uow, person)


async def _readings(uow: UnitOfWork, person: User) -> None:
    """Keep the person's name in the reading logs of others for a term. Their own log is erased already."""
    await access_events.depart(uow, person)


async def _grants(uow: UnitOfWork, person: User) -> None:
    """Revoke the grants of others to the person."""
    statement = select(Grant).where(Grant.audience_id == person.id).order_by(Grant.id)
    for grant in await uow.session.scalars(statement.with_for_update()):
        grant.revoke(uow.now)
        grant.audience_id, grant.label = None, ""
        uow.changed(grant.person_id, Kind.GRANT, grant.id, grant.version)


async def _notifications(uow: UnitOfWork, person: User) -> None:
    """Delete notifications of others that name the person in `data`. Their own are deleted in cascade."""
    await uow.session.execute(delete(Notification).where(Notification.data["person_id"].astext == str(person.id)))


async def _communities(uow: UnitOfWork, person: User) -> None:
    await community_missions.end_series_of(uow, person.id)
    await leave_all(uow, person.id)
    await kept_places.end_of_person(uow, person.id)


# Tables whose rows are not deleted in cascade. The order is that of withdrawals by a guardian, against deadlocks. A
# test compares the tables with the data map.
ERASERS: Mapping[str, Callable[[UnitOfWork, User], Awaitable[None]]] = {
    "sign_in_codes": _codes,
    "mails": _mails,
    "memberships": _communities,
    "grants": _grants,
    "access_events": _readings,
    "endorsements": _endorsements,
    "notifications": _notifications,
    "reports": _reports,
}

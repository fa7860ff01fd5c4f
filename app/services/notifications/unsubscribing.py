"""The unsubscribe page of mails: its token says which mails, and whose (RFC 8058). It needs no session."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ANONYMOUS
from app.core.db import claim
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.security import Keys
from app.core.uow import Runtime, UnitOfWork
from app.models.communities import Community
from app.models.notification_preferences import NotificationPreference, Timing
from app.models.notifications import Inbox, NotificationType, Rhythm
from app.models.sender_refusals import SenderRefusal
from app.models.users import User

PREFIX = "dtu_"
Preference = NotificationPreference


class WayOutNotFound(NotFound):
    title = Words("Ce lien de désinscription n’est pas le bon")


@dataclass(frozen=True, slots=True)
class WayOut:
    """The mails that the page stops: of a community, of a type, digests; or those of `user_id` to an address."""

    user_id: UUID
    community_id: UUID | None = None
    type: NotificationType | None = None
    address: bytes | None = None  # digest of the address

    def token(self, keys: Keys) -> str:
        if self.address:
            return keys.signed(PREFIX, self.user_id.bytes + b"a" + self.address)
        scope = f"c{self.community_id.hex}" if self.community_id else f"t{self.type}" if self.type else "d"
        return keys.signed(PREFIX, self.user_id.bytes + scope.encode())


@dataclass(frozen=True, slots=True)
class Unsubscription:
    way_out: WayOut
    community: str | None
    is_over: bool  # the mails are stopped already


def way_out(keys: Keys, token: str) -> WayOut:
    """Parse the token. Raises WayOutNotFound."""
    try:
        body = keys.read_signed(PREFIX, token)
    except ValueError as error:
        raise WayOutNotFound from error
    user_id, scope = UUID(bytes=body[:16]), body[17:]
    match body[16:17]:
        case b"a":
            return WayOut(user_id, address=scope)
        case b"c":
            return WayOut(user_id, community_id=UUID(scope.decode()))
        case b"t":
            return WayOut(user_id, type=NotificationType(scope.decode()))
        case _:
            return WayOut(user_id)


async def show(runtime: Runtime, token: str) -> Unsubscription:
    """Return what the page would stop. It stops nothing: mail scanners open it, too. Raises WayOutNotFound."""
    async with runtime.work(ANONYMOUS) as uow:
        return await _shown(uow, way_out(runtime.keys, token))


async def leave(runtime: Runtime, token: str) -> Unsubscription:
    """Stop these mails from now on. Raises WayOutNotFound."""
    async with runtime.work(ANONYMOUS) as uow:
        page = await _shown(uow, way_out(runtime.keys, token))
        way = page.way_out
        if way.address is not None:
            await claim(uow.session, SenderRefusal, sender_id=way.user_id, address_mac=way.address, refused_at=uow.now)
        else:
            await (_end(uow, way) if way.community_id or way.type else _end_digests(uow, way.user_id))
        return page


async def _shown(uow: UnitOfWork, way: WayOut) -> Unsubscription:
    if await uow.session.get(User, way.user_id) is None:
        raise WayOutNotFound
    community = await uow.session.scalar(select(Community.name).where(Community.id == way.community_id))
    return Unsubscription(way, community, bool(await uow.session.scalar(_over(way))))


def _over(way: WayOut) -> Select[bool]:
    if way.address is not None:
        has_refusal = (SenderRefusal.sender_id == way.user_id) & (SenderRefusal.address_mac == way.address)
        return select(exists().where(has_refusal))
    if way.community_id is None and way.type is None:
        return select(Inbox.rhythm == Rhythm.NEVER).where(Inbox.user_id == way.user_id)
    is_off, is_whole = Preference.email == Timing.OFF, (Preference.community_id.is_(None) | Preference.type.is_(None))
    return select(func.bool_and(is_off) & func.bool_or(is_whole)).where(_parts(way))


async def _end(uow: UnitOfWork, way: WayOut) -> None:
    """Turn the mails off for the whole, and for its parts."""
    scope = {"user_id": way.user_id, "community_id": way.community_id, "type": way.type}
    off = insert(Preference).values(id=uuid7(), **scope, email=Timing.OFF)
    key = ["user_id", "community_id", "type"]
    await uow.session.execute(off.on_conflict_do_update(index_elements=key, set_={"email": Timing.OFF}))
    await uow.session.execute(update(Preference).where(_parts(way)).values(email=Timing.OFF))


def _parts(way: WayOut) -> ColumnElement[bool]:
    """Select the preferences of the whole, and of its parts."""
    parts = Preference.community_id == way.community_id if way.community_id else Preference.type == way.type
    return (Preference.user_id == way.user_id) & parts & Preference.email.is_not(None)


async def _end_digests(uow: UnitOfWork, user_id: UUID) -> None:
    statement = insert(Inbox).values(user_id=user_id, seq=0, rhythm=Rhythm.NEVER)
    await uow.session.execute(
        statement.on_conflict_do_update(index_elements=["user_id"], set_={"rhythm": Rhythm.NEVER})
    )

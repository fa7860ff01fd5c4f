"""Places in communities that wait for a guardian's agreement: their holders and their end.

Lock order in this module: the person, the communities, the invitations, then the places.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, case, delete, func, select, update

from app.core.actor import ME
from app.core.db import constant
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.jobs import Job
from app.core.projections import NOW, Json, Projection, SingleProjection, build, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community, JoinPolicy
from app.models.invitations import Invitation
from app.models.kept_places import KeptPlace
from app.models.memberships import Role
from app.policies.sessions import SIGNED_IN
from app.schemas.kept_places import KeptPlaceRead
from app.schemas.pages import PageQuery
from app.services.accounts import consents
from app.services.communities import membership_notifications

AT_ONCE = 200


class LapseKeptPlaces(Job):
    pass


class Waiting(NamedTuple):
    """`asks`: a yes of the guardian sends a request, which the community answers."""

    community: str
    asks: bool


class KeptPlaceNotFound(NotFound):
    title = Words("Aucune place n’est gardée")


_COMMUNITY = select(build({"id": Community.id, "name": Community.name})).where(Community.id == KeptPlace.community_id)
_ROLE = select(Invitation.__table__.c.role.cast(Text)).where(Invitation.id == KeptPlace.invitation_id)
ITEM = shape(
    KeptPlace,
    KeptPlaceRead,
    community=_COMMUNITY.scalar_subquery(),
    created_at=wire(KeptPlace.__table__.c.kept_at),
    expires_at=wire(KeptPlace.__table__.c.until),
    role=case(
        (KeptPlace.invitation_id.is_not(None), _ROLE.scalar_subquery()),
        else_=constant(Role.MEMBER),
    ),
)
KEPT_PLACE = SingleProjection(
    SIGNED_IN,
    ITEM,
    func.extract("epoch", KeptPlace.kept_at),
    KeptPlace.person_id == ME.id,
    KeptPlace.until > NOW,
    KeptPlace.community_id == bindparam("community_id", type_=Uuid()),
    missing=KeptPlaceNotFound,
)
# Whoever comes in by it waits for the answer of the community, too. Beside Community.
ASKS = case(
    (
        KeptPlace.invitation_id.is_not(None),
        select(Invitation.needs_approval).where(Invitation.id == KeptPlace.invitation_id).scalar_subquery(),
    ),
    else_=Community.join_policy != JoinPolicy.OPEN,
)
KEPT_PLACES = Projection(
    "kept_places.kept_places",
    SIGNED_IN,
    ITEM,
    KeptPlace.person_id == ME.id,
    KeptPlace.until > NOW,
    order=(KeptPlace.kept_at, KeptPlace.community_id),
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await KEPT_PLACES.page(reading, **query.model_dump())


async def give_up(uow: UnitOfWork, community_id: UUID) -> None:
    """Give up the caller's kept place. Raises KeptPlaceNotFound."""
    own = (KeptPlace.person_id == uow.actor.id, KeptPlace.community_id == community_id)
    if not await release(uow, *own):
        raise KeptPlaceNotFound


async def waiting(uow: UnitOfWork, person_id: UUID) -> Sequence[Waiting]:
    """The communities that keep a place for the person, the latest first."""
    rows = (
        select(Community.name, ASKS)
        .join(KeptPlace, KeptPlace.community_id == Community.id)
        .where(KeptPlace.person_id == person_id, KeptPlace.until > uow.now)
        .order_by(KeptPlace.kept_at.desc(), Community.id)
    )
    return [Waiting(*row) for row in await uow.session.execute(rows)]


async def names(uow: UnitOfWork, person_id: UUID) -> Sequence[str]:
    return [place.community for place in await waiting(uow, person_id)]


async def end_of_person(uow: UnitOfWork, person_id: UUID) -> None:
    await release(uow, KeptPlace.person_id == person_id)


async def end_of_invitation(uow: UnitOfWork, invitation_id: UUID) -> None:
    await _notify_ended(uow, await release(uow, KeptPlace.invitation_id == invitation_id))


async def end_of_community(uow: UnitOfWork, community_id: UUID) -> None:
    await _notify_ended(uow, await release(uow, KeptPlace.community_id == community_id))


async def lapse(uow: UnitOfWork) -> None:
    """Each hour: free the places for which no guardian answered in time."""
    over = select(KeptPlace.person_id, KeptPlace.community_id).where(KeptPlace.until <= uow.now).limit(AT_ONCE)
    places = (await uow.session.execute(over)).all()
    for person_id, community_id in places:
        due = (KeptPlace.person_id == person_id, KeptPlace.community_id == community_id, KeptPlace.until <= uow.now)
        await _notify_ended(uow, await release(uow, *due))
    if len(places) == AT_ONCE:
        uow.enqueue(LapseKeptPlaces())


async def take(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> Sequence[KeptPlace]:
    """Remove these places. The uses that they reserved stay used."""
    statement = select(KeptPlace.invitation_id).where(*conditions)
    invitations = select(Invitation.id).where(Invitation.id.in_(statement)).order_by(Invitation.id)
    await uow.session.execute(invitations.with_for_update(key_share=True))
    removal = delete(KeptPlace).where(*conditions).returning(KeptPlace)
    places = await uow.session.scalars(removal.execution_options(synchronize_session=False))
    return sorted(places, key=lambda place: place.community_id)


async def release(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> Sequence[KeptPlace]:
    """Remove these places, give back the uses that they reserved, and withdraw their people's consents."""
    places = await take(uow, *conditions)
    await refund(uow, places)
    for place in places:
        await consents.withdraw(uow, place.community_id, place.person_id)
    return places


async def refund(uow: UnitOfWork, places: Iterable[KeptPlace]) -> None:
    counts = Counter(place.invitation_id for place in places if place.invitation_id is not None)
    for invitation_id, uses in sorted(counts.items()):
        statement = update(Invitation).where(Invitation.id == invitation_id).values(uses=Invitation.uses - uses)
        await uow.session.execute(statement)


async def _notify_ended(uow: UnitOfWork, places: Iterable[KeptPlace]) -> None:
    for place in places:
        await membership_notifications.notify_end(uow, place.community_id, place.person_id)

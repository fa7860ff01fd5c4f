"""Informations: what the team of a community tells its members, without asking for an answer."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, or_, select

from app.core.actor import ME
from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import NOW, Element, Json, Projection, Representation, SingleProjection, many, shape
from app.core.uow import Reading, UnitOfWork
from app.models.informations import Information, InformationMedia
from app.models.media import Media, MediaKind
from app.models.memberships import Membership, MembershipState
from app.models.notifications import NotificationType
from app.models.users import User
from app.models.webhooks import WebhookEvent
from app.policies.erasures import is_visible
from app.policies.informations import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.informations import InformationRead, InformationWrite
from app.schemas.pages import PageQuery
from app.services.accounts import suspensions
from app.services.communities.communities import lock_for_manager
from app.services.journal.citations import check_attached
from app.services.media.projections import SUMMARY
from app.services.notifications.notifications import NewNotification, close, notify
from app.services.shared import feed_items, summaries
from app.services.shared.community_guards import check_member
from app.services.shared.webhook_events import emit

PER_COMMUNITY = Rule("informations per community", 20, timedelta(days=1))
NO_PICTURE = Words("une information montre des images, et rien d’autre")
NO_ALT = Words("dis ce que montre cette image, pour qui ne la voit pas")
IN_THE_PAST = wrong("/until", "in_the_past", Words("doit être dans le futur"))


class InformationNotFound(NotFound):
    title = Words("Information introuvable")


_AUTHOR = select(summaries.PERSON).where(User.id == Information.author_id, is_visible(User.id)).scalar_subquery()
_PICTURES = many(
    SUMMARY,
    InformationMedia.information_id == Information.id,
    Media.id == InformationMedia.media_id,
    or_(Media.owner_id == ME.id, is_visible(Media.owner_id)),
    order_by=InformationMedia.position,
)


# All but the author.
FIELDS: dict[str, Element] = {
    name: _PICTURES if name == "media" else Information.__table__.c[name]
    for name in InformationRead.model_fields
    if name != "author"
}
ITEM = shape(Information, InformationRead, author=_AUTHOR, media=_PICTURES)
INFORMATIONS = Projection(
    "informations.informations",
    SIGNED_IN,
    ITEM,
    Information.community_id == bindparam("community_id", type_=Uuid()),
    readable_by(ME, NOW),
    order=(Information.created_at, Information.id),
)
INFORMATION = SingleProjection(
    SIGNED_IN,
    ITEM,
    bindparam("version", value=1),
    readable_by(ME, NOW),
    Information.id == bindparam("id", type_=Uuid()),
    missing=InformationNotFound,
)


async def search(reading: Reading, community_id: UUID, query: PageQuery) -> Json:
    """List the informations of a community. Raises CommunityNotFound, MembersOnly."""
    await check_member(reading, community_id)
    return await INFORMATIONS.page(reading, community_id=community_id, **query.model_dump(exclude_none=True))


async def create(uow: UnitOfWork, community_id: UUID, information_id: UUID, data: InformationWrite) -> Representation:
    """Tell the members. The same request again returns it: `idempotency.remember` has compared the bodies.

    Raises CommunityNotFound, LeadersOnly, ErasureAsked, AccountRestricted, TooMany, Unprocessable.
    """
    community, _ = await lock_for_manager(uow, community_id)
    await suspensions.check(uow)
    if await uow.session.get(Information, information_id) is None:
        if data.until is not None and data.until <= uow.now:
            raise Unprocessable(errors=[IN_THE_PAST])
        await _check_pictures(uow, data.media)
        await hit(uow.runtime, PER_COMMUNITY, community_id, uow.now)
        information = Information(
            id=information_id,
            community_id=community.id,
            author_id=uow.actor.id,
            created_at=uow.now,
            **data.model_dump(exclude={"media"}),
        )
        uow.session.add(information)
        await uow.session.flush()
        for position, media_id in enumerate(data.media):
            uow.session.add(InformationMedia(information_id=information.id, position=position, media_id=media_id))
        await uow.session.flush()
        await feed_items.show_information(uow, information)
        await _notify(uow, information)
        await emit(uow, WebhookEvent.INFORMATION_CREATION, community.id, information_id=information.id)
    return await INFORMATION.show(uow, id=information_id)


async def remove(uow: UnitOfWork, community_id: UUID, information_id: UUID) -> None:
    """Delete it: nobody sees it from the next request on.

    Raises CommunityNotFound, LeadersOnly, InformationNotFound.
    """
    await lock_for_manager(uow, community_id)
    deletion = delete(Information).where(Information.id == information_id, Information.community_id == community_id)
    if await uow.session.scalar(deletion.returning(Information.id)) is None:
        raise InformationNotFound
    await feed_items.forget(uow, information_id)
    await close(uow, information_id)


async def _check_pictures(uow: UnitOfWork, media_ids: Sequence[UUID]) -> None:
    """Check that all are pictures of the caller's, and say what they show. Raises Unprocessable."""
    if not media_ids:
        return
    rows = await check_attached(uow, media_ids, [])
    faults = [
        wrong(f"/media/{n}", "no_picture", NO_PICTURE)
        if medium.kind is not MediaKind.PHOTO
        else wrong(f"/media/{n}", "alt_missing", NO_ALT)
        for n, medium in enumerate(rows)
        if medium.kind is not MediaKind.PHOTO or not medium.alt
    ]
    if faults:
        raise Unprocessable(errors=faults)


async def _notify(uow: UnitOfWork, information: Information) -> None:
    members = select(Membership.user_id).where(
        Membership.community_id == information.community_id,
        Membership.state == MembershipState.ACTIVE,
        Membership.user_id != uow.actor.id,
    )
    data = {"information_id": str(information.id), "title": information.title}
    kind = NotificationType.INFORMATION
    await notify(uow, members, NewNotification(kind, information.id, information.community_id, data))

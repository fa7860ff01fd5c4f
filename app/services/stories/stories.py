"""Reading what was published: one's own, and what others granted."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import (
    BASE,
    NOW,
    Element,
    Json,
    Projection,
    Representation,
    SingleProjection,
    known_by_content,
    shape,
    wire,
)
from app.core.uow import Reading, UnitOfWork
from app.models.grants import Accessed, Grant, Right, TargetType
from app.models.stories import Edition, Story
from app.models.users import User
from app.policies.portraits import opens_pinned
from app.policies.sessions import MEDIA_KEY, SIGNED_IN
from app.policies.stories import granted_here, granted_to, owned_by, readable_by, shown_through
from app.schemas.stories import EditionRead, StoryDetailRead, StoryQuery, StoryRead
from app.services.access import access_events
from app.services.access.access_events import Access
from app.services.accounts import proofs
from app.services.shared import summaries
from app.services.shared.terms import terms

MEDIA_PREFIX = "{access}"  # stands in an edition where the address begins at which a reader may fetch its media
DISGUISED = MEDIA_PREFIX.replace("{", "\\u007b")


class StoryNotFound(NotFound):
    title = Words("Story introuvable", "No such story")


def frozen_text(content: Mapping[str, Any]) -> str:
    """As text in which `{access}` stands at the head of addresses, and nowhere else, whatever a person wrote."""
    text = json.dumps(content, ensure_ascii=False)
    return text.replace(MEDIA_PREFIX, DISGUISED).replace(f'"url": "{DISGUISED}/', f'"url": "{MEDIA_PREFIX}/')


def opened(frozen: Element, access: Element) -> Element:
    """What was frozen as text, with media addresses that begin with `access`."""
    return cast(func.replace(frozen, MEDIA_PREFIX, access), JSON)


_MINE = func.concat(BASE, "/m/", MEDIA_KEY)
_FROZEN = Edition.__table__.c
_CARD = cast(_FROZEN.card, JSON)
_HEAD: dict[str, Element] = {
    "journal_id": case((owned_by(ME), Story.journal_id)),
    "title": _CARD["title"],
    "summary": _CARD["summary"],
    "language": _CARD["language"],
    "author": _CARD["author"],
    "owner": select(summaries.PERSON).where(User.id == Story.owner_id).scalar_subquery(),
    "cover": opened(cast(_CARD["cover"], Text), _MINE),
    "edition": _FROZEN.number,
    # Others see their edition: nothing tells them that there is a newer one.
    "published_at": wire(_FROZEN.published_at),
    "version": case((owned_by(ME), Story.version), else_=Edition.number),
}
_CONTENT = opened(_FROZEN.content, _MINE)
ITEM = shape(Story, StoryRead, **_HEAD)
LATEST = (Edition.story_id == Story.id, Edition.number == Story.edition)
MINE = Projection("stories.mine", SIGNED_IN, ITEM, owned_by(ME), *LATEST, order=(Story.published_at, Story.id))
_THROUGH = select(Grant.target_id, func.max(shown_through()).label("edition")).where(
    granted_to(ME, NOW), Story.id == Grant.target_id, Story.withdrawn_at.is_(None)
)
_SHOWN = _THROUGH.group_by(Grant.target_id).subquery("granted")
# Of others', a list shows titles and dates: whatever else there is comes with opening it, which leaves a trace.
LISTED = shape(Story, StoryRead, **_HEAD | {"summary": null(), "cover": null()})
GRANTED = Projection(
    "stories.granted",
    SIGNED_IN,
    LISTED,
    Story.id == _SHOWN.c.target_id,
    Edition.story_id == _SHOWN.c.target_id,
    Edition.number == _SHOWN.c.edition,
    order=(Edition.published_at, Edition.story_id),
    filters={"person": Story.owner_id == bindparam("person", type_=Uuid())},
)
_ID, _NUMBER = bindparam("id", type_=Uuid()), bindparam("number", type_=BigInteger())
_ASKED = (Edition.story_id == Story.id, Story.id == _ID, Edition.number == _NUMBER)
_PLAIN = func.strpos(_FROZEN.content, MEDIA_PREFIX) == 0  # no address in it that is another for another session
# Of a story that is pinned to a portrait: to read it, as long as the portrait is.
_GRANTED_HERE = select(Grant.rights, Grant.ends_at).where(granted_to(ME, NOW), Grant.target_id == Story.id)
_PINNED_HERE = select(array([literal(str(Right.VIEW))]), Grant.ends_at).where(opens_pinned(ME, NOW))
_TERMS = terms(owned_by(ME), union_all(_GRANTED_HERE.correlate(Story), _PINNED_HERE.correlate(Edition)))
STORY = SingleProjection(
    SIGNED_IN,
    shape(Story, StoryDetailRead, **_HEAD, **_TERMS, content=_CONTENT),
    _HEAD["version"],
    *_ASKED,
    readable_by(ME, NOW),
    steady=_PLAIN,
    missing=StoryNotFound,
)
EDITION = SingleProjection(
    SIGNED_IN,
    shape(Edition, EditionRead, edition=_FROZEN.number, content=_CONTENT),
    Edition.number,
    *_ASKED,
    readable_by(ME, NOW),
    steady=_PLAIN,
    missing=StoryNotFound,
)


async def search(reading: Reading, query: StoryQuery) -> Json:
    fields = query.model_dump(exclude_none=True)
    if query.scope == "mine":
        return await MINE.page(reading, **fields)
    page = await GRANTED.page(reading, **fields)
    if query.person is not None:
        await proofs.check(reading, Grant.target_type == TargetType.STORY, Grant.owner_id == query.person)
    return page


async def get(uow: UnitOfWork, story_id: UUID) -> Representation:
    """The latest edition that the caller may see. A story of somebody else's is not read without a trace."""
    return await _shown(uow, STORY, story_id)


async def get_edition(uow: UnitOfWork, story_id: UUID, number: int) -> Representation:
    return await _shown(uow, EDITION, story_id, number)


async def _shown(uow: UnitOfWork, what: SingleProjection, story_id: UUID, number: int | None = None) -> Representation:
    """Others know it by a mark of their own: what its author sees under the same version is more. Whether they may read
    it is asked in the statement that shows it, too: it may have been taken back since they came in."""
    edition, is_own = await _enter(uow, story_id, number)
    shown = await what.show(uow, id=story_id, number=edition)
    return shown if is_own else known_by_content(shown)


async def _enter(uow: UnitOfWork, story_id: UUID, number: int | None) -> tuple[int, bool]:
    """The number of the edition to show, and whether it is the caller's own. Who comes in by a grant leaves an
    AccessEvent, in this transaction."""
    through = [
        select(Grant.id).where(rule).order_by(Grant.id).limit(1).scalar_subquery()
        for rule in (granted_here(uow.actor, NOW), opens_pinned(uow.actor, NOW))
    ]
    found = (
        select(Story.owner_id, Edition.number, func.coalesce(*through).label("grant_id"))
        .where(Story.id == story_id, readable_by(uow.actor, NOW))
        .order_by(Edition.number.desc())
        .limit(1)
    )
    if number is not None:
        found = found.where(Edition.number == number)
    row = (await uow.session.execute(found, {"now": uow.now})).one_or_none()
    if row is None:
        here = (Story.id == story_id, Story.withdrawn_at.is_(None))
        granted = (Grant.target_type == TargetType.STORY, Grant.target_id == story_id)
        await proofs.check(uow, *granted, exists().where(*here))
        raise StoryNotFound
    owner_id, shown, grant_id = row
    mine = owner_id == uow.actor.id
    if not mine:
        access_events.record(uow, Access(owner_id, grant_id, Accessed.STORY, story_id))
    return shown, mine

"""Reading published stories: the caller's own, and those that others granted."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
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
from app.models.stories import Edition, EditionMedia, Story
from app.models.users import User
from app.policies.portraits import opens_pinned
from app.policies.sessions import MEDIA_KEY, SIGNED_IN
from app.policies.stories import granted_here, granted_to, owned_by, readable_by, shown_through
from app.schemas.stories import EditionRead, StoryDetailRead, StoryQuery, StoryRead
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.accounts import proofs
from app.services.media.awaited import awaited_places
from app.services.shared import summaries
from app.services.shared.terms import terms

MEDIA_PREFIX = "{access}"  # the placeholder in an edition for the head of a reader's media addresses
ESCAPED_PREFIX = MEDIA_PREFIX.replace("{", "\\u007b")


class StoryNotFound(NotFound):
    title = Words("Story introuvable")


def frozen_text(content: Mapping[str, Any]) -> str:
    """Serialise the content so that `{access}` only stands at the head of addresses, whatever a person wrote."""
    text = json.dumps(content, ensure_ascii=False)
    plain = text.replace(MEDIA_PREFIX, ESCAPED_PREFIX)
    return plain.replace(f'"url": "{ESCAPED_PREFIX}/', f'"url": "{MEDIA_PREFIX}/')


def opened(frozen: Element, base: Element) -> Element:
    """Build the JSON of a frozen text, with media addresses that begin with `base`."""
    return cast(with_addresses(frozen, base), JSON)


def with_addresses(frozen: Element, base: Element) -> Element:
    """Put `base` at the head of the media addresses of a frozen text."""
    return func.replace(frozen, MEDIA_PREFIX, base)


_MEDIA_ADDRESS = func.concat(BASE, "/m/", MEDIA_KEY)
_FROZEN = Edition.__table__.c
_CARD_FIELDS = (column(name, JSON) for name in ("title", "summary", "language", "cover"))
# Read once for all its fields: each `->` would read the whole card again.
_CARD = (
    func.json_to_record(opened(_FROZEN.card, _MEDIA_ADDRESS))
    .table_valued(*_CARD_FIELDS, name="card")
    .render_derived(name="card", with_types=True)
    .c
)
REVISIONS = 100_000  # more editions than anybody publishes; a revision of an edition has a version of its own
_VERSION = _FROZEN.revision * REVISIONS + _FROZEN.number
_HEAD: dict[str, Element] = {
    "journal_id": case((owned_by(ME), Story.journal_id)),
    "title": _CARD.title,
    "summary": _CARD.summary,
    "language": _CARD.language,
    "owner": select(summaries.PERSON).where(User.id == Story.owner_id).scalar_subquery(),
    "cover": _CARD.cover,
    "edition": _FROZEN.number,
    # Readers see the edition granted to them, and no sign of a newer one.
    "published_at": wire(_FROZEN.published_at),
    "version": case((owned_by(ME), Story.version), else_=_VERSION),
}
_CONTENT = opened(_FROZEN.content, _MEDIA_ADDRESS)
ITEM = shape(Story, StoryRead, **_HEAD)
# Of a story in a list: the text of its card, and what the card does not have but for the owner.
CARD_FIELDS: dict[str, Element] = {
    "id": Story.__table__.c.id,
    "journal_id": _HEAD["journal_id"],
    "edition": _FROZEN.number,
    "published_at": _FROZEN.published_at,
    "withdrawn_at": Story.__table__.c.withdrawn_at,
    "version": _HEAD["version"],
    "card": with_addresses(_FROZEN.card, _MEDIA_ADDRESS),
}
LATEST = (Edition.story_id == Story.id, Edition.number == Story.edition)
STORIES_OF_OWNER = Projection(
    "stories.mine", SIGNED_IN, ITEM, owned_by(ME), *LATEST, order=(Story.published_at, Story.id)
)
_THROUGH = select(Grant.target_id, func.max(shown_through()).label("edition")).where(
    granted_to(ME, NOW), Story.id == Grant.target_id, Story.withdrawn_at.is_(None)
)
_GRANTED_EDITION = _THROUGH.group_by(Grant.target_id).subquery("granted")
# Lists of others' stories show titles and dates. The rest comes with opening a story, which is recorded.
LIST_ITEM = shape(Story, StoryRead, **_HEAD | {"summary": null(), "cover": null()})
GRANTED_STORIES = Projection(
    "stories.granted",
    SIGNED_IN,
    LIST_ITEM,
    Story.id == _GRANTED_EDITION.c.target_id,
    Edition.story_id == _GRANTED_EDITION.c.target_id,
    Edition.number == _GRANTED_EDITION.c.edition,
    order=(Edition.published_at, Edition.story_id),
    filters={"person": Story.owner_id == bindparam("person", type_=Uuid())},
)
_ID, _NUMBER = bindparam("id", type_=Uuid()), bindparam("number", type_=BigInteger())
_CONDITIONS = (Edition.story_id == Story.id, Story.id == _ID, Edition.number == _NUMBER)
# Without addresses that depend on the session.
_PLAIN = and_(func.strpos(_FROZEN.content, MEDIA_PREFIX) == 0, summaries.has_no_avatar(Story.owner_id))
_AWAITED = awaited_places(
    EditionMedia, owned_by(ME), EditionMedia.story_id == Story.id, EditionMedia.edition == Edition.number
)
# A story pinned to a portrait can be read as long as the portrait.
_GRANT_TERMS = select(Grant.rights, Grant.ends_at).where(granted_to(ME, NOW), Grant.target_id == Story.id)
_PIN_TERMS = select(array([literal(str(Right.VIEW))]), Grant.ends_at).where(opens_pinned(ME, NOW))
_TERMS = terms(owned_by(ME), union_all(_GRANT_TERMS.correlate(Story), _PIN_TERMS.correlate(Edition)))
STORY = SingleProjection(
    SIGNED_IN,
    shape(Story, StoryDetailRead, **_HEAD, **_TERMS, awaited=_AWAITED, content=_CONTENT),
    _HEAD["version"],
    *_CONDITIONS,
    readable_by(ME, NOW),
    steady=_PLAIN,
    missing=StoryNotFound,
)
EDITION = SingleProjection(
    SIGNED_IN,
    shape(Edition, EditionRead, edition=_FROZEN.number, awaited=_AWAITED, content=_CONTENT),
    _VERSION,
    *_CONDITIONS,
    readable_by(ME, NOW),
    steady=_PLAIN,
    missing=StoryNotFound,
)


async def search(reading: Reading, query: StoryQuery) -> Json:
    fields = query.model_dump(exclude_none=True)
    if query.scope == "mine":
        return await STORIES_OF_OWNER.page(reading, **fields)
    page = await GRANTED_STORIES.page(reading, **fields)
    if query.person is not None:
        await proofs.check(reading, Grant.target_type == TargetType.STORY, Grant.owner_id == query.person)
    return page


async def get(uow: UnitOfWork, story_id: UUID) -> Representation:
    """Return the latest edition that the caller may see. The reading of somebody else's story is recorded."""
    return await _show(uow, STORY, story_id)


async def get_edition(uow: UnitOfWork, story_id: UUID, number: int) -> Representation:
    return await _show(uow, EDITION, story_id, number)


async def _show(
    uow: UnitOfWork, projection: SingleProjection, story_id: UUID, number: int | None = None
) -> Representation:
    """Show the edition; readers get an ETag of the content, as the owner sees more under the same version.

    The statement checks access again: it may have been revoked since `_enter`.
    """
    edition, is_own = await _enter(uow, story_id, number)
    representation = await projection.show(uow, id=story_id, number=edition)
    return representation if is_own else known_by_content(representation)


async def _enter(uow: UnitOfWork, story_id: UUID, number: int | None) -> tuple[int, bool]:
    """Return the number of the edition to show, and whether the caller owns it. A reading by a grant is recorded."""
    through = [
        select(Grant.id).where(rule).order_by(Grant.id).limit(1).scalar_subquery()
        for rule in (granted_here(uow.actor, NOW), opens_pinned(uow.actor, NOW))
    ]
    statement = (
        select(Story.owner_id, Edition.number, func.coalesce(*through).label("grant_id"))
        .where(Story.id == story_id, readable_by(uow.actor, NOW))
        .order_by(Edition.number.desc())
        .limit(1)
    )
    if number is not None:
        statement = statement.where(Edition.number == number)
    row = (await uow.session.execute(statement, {"now": uow.now})).one_or_none()
    if row is None:
        conditions = (Story.id == story_id, Story.withdrawn_at.is_(None))
        of_story = (Grant.target_type == TargetType.STORY, Grant.target_id == story_id)
        await proofs.check(uow, *of_story, exists().where(*conditions))
        raise StoryNotFound
    owner_id, edition, grant_id = row
    is_own = owner_id == uow.actor.id
    if not is_own:
        access_events.record(uow, ReadTarget(owner_id, grant_id, Accessed.STORY, story_id))
    return edition, is_own

"""What one's communities were shown, newest first."""

from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.projections import NOW, Element, Json, Projection, build, sent, wire
from app.core.uow import Reading
from app.models.communities import Community
from app.models.experiences import Experience
from app.models.feed import FeedItem
from app.models.memberships import Membership
from app.models.missions import Mission
from app.models.responses import Response
from app.models.stories import Edition, Story
from app.policies.communities import active_in
from app.policies.feed import granted_through, shown
from app.policies.sessions import SIGNED_IN
from app.policies.stories import shown_through
from app.schemas.feed import FeedItemRead
from app.schemas.pages import PageQuery
from app.services import stories
from app.services.communities import CommunityNotFound
from app.services.response_reads import ANSWERED, AUTHOR, SENT_MEDIA, SENT_MEDIUM, SENT_ORDER

_OTHER = aliased(FeedItem, name="other")
_NEWER = tuple_(_OTHER.at, _OTHER.id) > tuple_(FeedItem.at, FeedItem.id)
# What two of my communities were shown is there once, where it was shown last.
_AGAIN = (_OTHER.ref == FeedItem.ref, _NEWER, _OTHER.community_id.in_(active_in(ME)), shown(_OTHER, NOW))
ONCE = ~exists().where(*_AGAIN).correlate_except(_OTHER)


class _Merged(Projection):
    """Walks the index of each community by itself, a page at most, and merges what it found: how much they were ever
    shown does not matter."""

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:
        mine = active_in(ME).subquery("mine")
        newest = (FeedItem.at.desc(), FeedItem.id.desc())
        here = FeedItem.community_id == mine.c.community_id
        scope = [here, shown(FeedItem, NOW), *(self._filters[name] for name in names), *[self._after] * after]
        head = select(FeedItem).where(*scope).order_by(*newest).limit(rows).correlate(mine).lateral("head")
        heads = select(head).select_from(mine.join(head, true()))
        merged = heads.order_by(head.c.at.desc(), head.c.id.desc()).limit(rows).subquery("merged")
        keys = (merged.c.at.cast(Text).label("key_0"), merged.c.id.cast(Text).label("key_1"))
        items = select(sent(_item(merged)).label("item"), *keys, merged.c.at, merged.c.id)
        page = items.correlate(self._door.table).lateral("page")
        joined = self._door.table.outerjoin(page, true())
        found = select(page.c.item, page.c.key_0, page.c.key_1).select_from(joined).where(self._door.open)
        return Compiled(found.order_by(page.c.at.desc(), page.c.id.desc()))


def _item(of: FromClause) -> Element:
    given = {
        "id": of.c.id,
        "kind": of.c.kind,
        "at": wire(of.c.at),
        "community": select(build({"id": Community.id, "name": Community.name}))
        .where(Community.id == of.c.community_id)
        .scalar_subquery(),
        "story": _story(of),
        "response": _response(of),
    }
    return build({name: given[name] for name in FeedItemRead.model_fields})


def _story(of: FromClause) -> Element:
    """In the latest of the editions that this community was granted."""
    granted = select(func.max(shown_through())).where(granted_through(of.c, NOW)).correlate(of, Story)
    here = (Story.id == of.c.ref, Edition.story_id == Story.id, Edition.number == granted.scalar_subquery())
    return select(stories.ITEM).where(*here).correlate(of, SIGNED_IN.table).scalar_subquery()


def _response(of: FromClause) -> Element:
    is_kept = Experience.id.is_not(None)
    cover = select(SENT_MEDIUM).where(*SENT_MEDIA, is_kept).order_by(SENT_ORDER).limit(1)
    card: dict[str, Element] = {
        "id": Response.__table__.c.id,
        "mission": ANSWERED,
        "author": AUTHOR.scalar_subquery(),
        "title": case((is_kept, Response.__table__.c.shown["title"])),
        "cover": cover.correlate(Response, Experience).scalar_subquery(),
    }
    lived = (Experience.id == Response.experience_id) & Experience.trashed_at.is_(None)
    rows = Response.__table__.join(Mission, Mission.id == Response.mission_id).outerjoin(Experience, lived)
    return select(build(card)).select_from(rows).where(Response.id == of.c.ref).correlate(of).scalar_subquery()


FILTERS: dict[str, ColumnElement[bool]] = {
    "once": bindparam("once") == ONCE,
    "community_id": FeedItem.community_id == bindparam("community_id", type_=Uuid()),
}
FEED = _Merged(SIGNED_IN, FeedItem.__table__.c.id, order=(FeedItem.at, FeedItem.id), filters=FILTERS)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await FEED.page(reading, once=True, **query.model_dump())


async def of_community(reading: Reading, community_id: UUID, query: PageQuery) -> Json:
    """Raises CommunityNotFound for who is not in it."""
    page = await FEED.page(reading, community_id=community_id, **query.model_dump())
    if page.startswith(b'{"items":[]') and not await _is_in(reading, community_id):
        raise CommunityNotFound
    return page


_MINE = Compiled(active_in(ME).where(Membership.community_id == bindparam("community_id", type_=Uuid())))


async def _is_in(reading: Reading, community_id: UUID) -> bool:
    values = _MINE.values({"me": reading.actor.id, "community_id": community_id})
    return await reading.database.reads.fetchrow(_MINE.query, *values) is not None

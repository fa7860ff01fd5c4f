"""What one's communities were shown, newest first."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.projections import NOW, Element, Json, Projection, build, sent, wire
from app.core.uow import Reading
from app.models.communities import Community
from app.models.experiences import Experience
from app.models.feed import CommunityFeedItem
from app.models.memberships import Membership
from app.models.missions import Mission
from app.models.responses import MissionResponse
from app.models.stories import Edition, Story
from app.policies.communities import CommunityNotFound, active_in
from app.policies.feed import granted_through, shown
from app.policies.sessions import SIGNED_IN
from app.policies.stories import shown_through
from app.schemas.feed import FeedItemRead
from app.schemas.pages import PageQuery
from app.services.missions.response_reads import ANSWERED, AUTHOR, SENT_MEDIA, SENT_MEDIUM, SENT_ORDER
from app.services.stories import stories

_OTHER = aliased(CommunityFeedItem, name="other")


class _Merged(Projection):
    """Merges the newest that each community was shown, and looks at one after the other until a page may be seen.

    Cost grows neither with what they were ever shown nor with their number, but for one step in an index. Where much of
    the newest may not be seen, that is not enough, and each community is walked until a page of its own may be.
    """

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:
        scope = [*(self._filters[name] for name in names), *[self._after] * after]
        newest = _newest(rows, *scope)
        nth = func.row_number().over(partition_by=newest.c.community_id, order_by=_descending(newest.c))
        subquery = select(newest, nth.label("nth")).order_by(*_descending(newest.c)).cte("merged")
        # Of a community that has more than a page, nothing is known from the end of it on.
        known_since = select(func.max(subquery.c.at)).where(subquery.c.nth == rows).scalar_subquery()
        is_known = or_(known_since.is_(None), subquery.c.at > known_since)
        may_be_seen = _shown if "community_id" in names else _shown_once
        seen = _page(subquery, rows, is_known, may_be_seen(aliased(CommunityFeedItem, subquery))).cte("seen")
        is_enough = or_(known_since.is_(None), select(func.count()).select_from(seen).scalar_subquery() == rows)
        walked = _newest(rows, *scope, may_be_seen(CommunityFeedItem))
        either = union_all(_columns(seen).where(is_enough), _columns(walked).where(~is_enough)).subquery("either")
        items = _page(either, rows).subquery("items")
        keys = (items.c.at.cast(Text).label("key_0"), items.c.id.cast(Text).label("key_1"))
        statement = select(sent(_item(items)).label("item"), *keys, items.c.at, items.c.id)
        page = statement.correlate(self._door.table).lateral("page")
        joined = self._door.table.outerjoin(page, true())
        found = select(page.c.item, page.c.key_0, page.c.key_1).select_from(joined).where(self._door.open)
        return Compiled(found.order_by(page.c.at.desc(), page.c.id.desc()))


def _newest(rows: Element, *scope: ColumnElement[bool]) -> FromClause:
    """Of each of my communities, as many as a page has, by the index of it."""
    subquery = active_in(ME).subquery()
    statement = select(CommunityFeedItem).where(CommunityFeedItem.community_id == subquery.c.community_id, *scope)
    head = (
        statement.order_by(CommunityFeedItem.at.desc(), CommunityFeedItem.id.desc())
        .limit(rows)
        .correlate(subquery)
        .lateral()
    )
    return select(head).select_from(subquery.join(head, true())).subquery()


def _shown(item: type[CommunityFeedItem]) -> ColumnElement[bool]:
    return shown(item, NOW)


def _shown_once(item: type[CommunityFeedItem]) -> ColumnElement[bool]:
    """What two of my communities were shown is there once, where it was shown last."""
    newer = tuple_(_OTHER.at, _OTHER.id) > tuple_(item.at, item.id)
    again = (_OTHER.ref == item.ref, newer, _OTHER.community_id.in_(active_in(ME)), shown(_OTHER, NOW))
    return and_(shown(item, NOW), ~exists().where(*again).correlate_except(_OTHER))


def _page(of: FromClause, rows: Element, *scope: ColumnElement[bool]) -> Select[Any]:
    return _columns(of).where(*scope).order_by(*_descending(of.c)).limit(rows)


def _columns(of: FromClause) -> Select[Any]:
    return select(*(of.c[column.name] for column in CommunityFeedItem.__table__.c))


def _descending(columns: ReadOnlyColumnCollection[str, Any]) -> tuple[Element, Element]:
    return columns.at.desc(), columns.id.desc()


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
        "id": MissionResponse.__table__.c.id,
        "mission": build(ANSWERED),
        "author": AUTHOR.scalar_subquery(),
        "title": case((is_kept, MissionResponse.__table__.c.shown["title"])),
        "cover": cover.correlate(MissionResponse, Experience).scalar_subquery(),
    }
    lived = (Experience.id == MissionResponse.experience_id) & Experience.trashed_at.is_(None)
    rows = MissionResponse.__table__.join(Mission, Mission.id == MissionResponse.mission_id).outerjoin(
        Experience, lived
    )
    return select(build(card)).select_from(rows).where(MissionResponse.id == of.c.ref).correlate(of).scalar_subquery()


FILTERS = {"community_id": CommunityFeedItem.community_id == bindparam("community_id", type_=Uuid())}
FEED = _Merged(
    "feed.feed",
    SIGNED_IN,
    CommunityFeedItem.__table__.c.id,
    order=(CommunityFeedItem.at, CommunityFeedItem.id),
    filters=FILTERS,
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await FEED.page(reading, **query.model_dump())


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

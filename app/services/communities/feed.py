"""The feed of the caller's communities, newest first."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.projections import NOW, Element, Json, Projection, as_bytes, asked_by, build, is_empty, wire, written
from app.core.uow import Reading
from app.models.communities import Community
from app.models.experiences import Experience
from app.models.feed import CommunityFeedItem, FeedKind
from app.models.informations import Information
from app.models.memberships import Membership
from app.models.missions import Mission
from app.models.responses import MissionResponse
from app.models.stories import Edition, Story
from app.models.users import User
from app.policies.communities import CommunityNotFound, active_in
from app.policies.erasures import is_visible
from app.policies.feed import granted_edition, shown, shown_edition, shown_story
from app.policies.sessions import SIGNED_IN
from app.schemas.feed import FeedItemRead, FeedQuery
from app.services.communities import informations
from app.services.missions.response_reads import MISSION_FIELDS, SENT_MEDIA, SENT_MEDIUM, SENT_ORDER
from app.services.shared import summaries
from app.services.stories import stories

_DUPLICATE = aliased(CommunityFeedItem, name="other")


class _EachProjection(Projection):
    """Reads from each community a page of its own: where much of what is newest is not readable."""

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:
        is_latest = () if "community_id" in names else (_is_latest(CommunityFeedItem),)
        readable = (shown(CommunityFeedItem, ME, NOW), *is_latest)
        return self._page_of(_newest(rows, *self._conditions(names, after=after), *readable), rows)

    def _conditions(self, names: tuple[str, ...], *, after: bool) -> list[ColumnElement[bool]]:
        return [*(self.filters[name] for name in names), *[self._after] * after]

    def _edition_of(self, items: FromClause) -> Element:
        """The latest of the editions that this community was granted."""
        return granted_edition(items.c, ME, NOW).correlate(items).scalar_subquery()

    def _page_of(self, candidates: FromClause, rows: Element, *beside: Element) -> Compiled:
        place = func.row_number().over(order_by=_descending(candidates.c)).label("place")
        items = select(candidates, place).order_by(*_descending(candidates.c)).limit(rows).subquery("items")
        keys = (items.c.at.cast(Text).label("key_0"), items.c.id.cast(Text).label("key_1"))
        # Once, behind an offset: whether a face is shown is a long question, and each kind of thing would ask it.
        author = func.coalesce(items.c.owner_id, _author_of(items))
        person = select(summaries.PERSON.label("json")).where(User.id == author).offset(0).lateral("person")
        item = _item(items, self._edition_of(items), person.c.json)
        item_of_page = case((items.c.place < rows, as_bytes(item)))  # one more only says that there is more
        rows_of_page = items.outerjoin(person, true())
        statement = select(item_of_page.label("item"), *keys, items.c.at, items.c.id).select_from(rows_of_page)
        page = statement.correlate(self._gate.table).lateral("page")
        source = self._gate.table.outerjoin(page, true())
        statement_of_page = select(page.c.item, page.c.key_0, page.c.key_1, *beside).select_from(source)
        return Compiled(statement_of_page.where(self._gate.open).order_by(page.c.at.desc(), page.c.id.desc()))


class _MergedProjection(_EachProjection):
    """Merges the newest items of each community, and checks them in turn until a page is full.

    The cost grows with neither the items nor the number of communities, except for one index step each. Where that is
    not enough, each community is read: by another statement, as what a statement holds costs time also where it is not
    run.
    """

    async def page(self, reading: Reading, *, limit: int, cursor: str | None = None, **filters: object) -> Json:
        owner = self.owner(reading.actor, filters)
        statement, arguments = self._asked(owner, limit, cursor, filters)
        values = statement.values(asked_by(reading, arguments))
        rows = await reading.database.reads.fetch(statement.query, *values)
        if rows and not rows[0]["is_enough"]:
            return await EACH.page(reading, limit=limit, cursor=cursor, **filters)
        return written(self._some(rows, owner, limit))

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:
        # One more than a page: below the last that is read, a community is unknown.
        more = rows + literal_column("1", BigInteger)
        newest = _newest(more, *self._conditions(names, after=after))
        nth = func.row_number().over(partition_by=newest.c.community_id, order_by=_descending(newest.c))
        subquery = select(newest, nth.label("nth")).order_by(*_descending(newest.c)).cte("merged")
        known_since = select(func.max(subquery.c.at)).where(subquery.c.nth == more).scalar_subquery()
        is_within = or_(known_since.is_(None), subquery.c.at > known_since)
        item = aliased(CommunityFeedItem, subquery)
        edition = granted_edition(item, ME, NOW).correlate(subquery).lateral("granted")
        is_single = () if "community_id" in names else (_is_latest(item),)
        conditions = (is_within, shown_edition(item, edition.c.number, NOW), *is_single)
        rows_of_items = _columns(subquery, edition.c.number).select_from(subquery.join(edition, true()))
        readable_page = rows_of_items.where(*conditions).order_by(*_descending(subquery.c)).limit(rows).cte("seen")
        count = select(func.count()).select_from(readable_page).scalar_subquery()
        is_enough = or_(known_since.is_(None), count == rows).label("is_enough")
        return self._page_of(readable_page, rows, is_enough)

    def _edition_of(self, items: FromClause) -> Element:
        return items.c.edition  # as it was found with who may see it


def _newest(rows: Element, *scope: ColumnElement[bool]) -> FromClause:
    """Select from each of the caller's communities as many items as a page has, by its index."""
    subquery = active_in(ME).subquery()
    statement = select(CommunityFeedItem).where(CommunityFeedItem.community_id == subquery.c.community_id, *scope)
    head = (
        statement.order_by(CommunityFeedItem.at.desc(), CommunityFeedItem.id.desc())
        .limit(rows)
        .correlate(subquery)
        .lateral()
    )
    return select(head).select_from(subquery.join(head, true())).subquery()


def _is_latest(item: type[CommunityFeedItem]) -> ColumnElement[bool]:
    """Whether this is the latest place of a story that several of the caller's communities were shown. All else is of
    one community.
    """
    newer = tuple_(_DUPLICATE.at, _DUPLICATE.id) > tuple_(item.at, item.id)
    conditions = (
        _DUPLICATE.ref == item.ref,
        newer,
        _DUPLICATE.community_id.in_(active_in(ME)),
        shown_story(_DUPLICATE, ME, NOW),
    )
    return ~exists().where(*conditions).correlate_except(_DUPLICATE)


def _columns(of: FromClause, edition: Element) -> Select[Any]:
    columns = (of.c[column.name] for column in CommunityFeedItem.__table__.c)
    return select(*columns, edition.label("edition"))


def _descending(columns: ReadOnlyColumnCollection[str, Any]) -> tuple[Element, Element]:
    return columns.at.desc(), columns.id.desc()


def _item(of: FromClause, edition: Element, person: Element) -> Element:
    fields = {
        "id": of.c.id,
        "kind": of.c.kind,
        "shown_at": wire(of.c.at),
        "community": select(build({"id": Community.id, "name": Community.name}))
        .where(Community.id == of.c.community_id)
        .scalar_subquery(),
        "story": _story(of, edition, person),
        "response": _response(of, person),
        "information": _information(of, person),
    }
    return build({name: fields[name] for name in FeedItemRead.model_fields})


def _story(of: FromClause, edition: Element, person: Element) -> Element:
    conditions = (Story.id == of.c.ref, Edition.story_id == Story.id, Edition.number == edition)
    story = select(stories.item_of(person)).select_from(Story, Edition).where(*conditions)
    return story.correlate_except(Story, Edition).scalar_subquery()


def _response(of: FromClause, person: Element) -> Element:
    has_experience = Experience.id.is_not(None)
    cover = select(SENT_MEDIUM).where(*SENT_MEDIA, has_experience).order_by(SENT_ORDER).limit(1)
    card: dict[str, Element] = {
        "id": MissionResponse.__table__.c.id,
        "mission": build(MISSION_FIELDS),
        "author": person,
        "title": case((has_experience, MissionResponse.__table__.c.shown["title"])),
        "cover": cover.correlate(MissionResponse, Experience).scalar_subquery(),
    }
    is_source = (Experience.id == MissionResponse.experience_id) & Experience.trashed_at.is_(None)
    rows = MissionResponse.__table__.join(Mission, Mission.id == MissionResponse.mission_id).outerjoin(
        Experience, is_source
    )
    response = select(build(card)).select_from(rows).where(MissionResponse.id == of.c.ref)
    return response.correlate_except(MissionResponse, Mission, Experience).scalar_subquery()


def _information(of: FromClause, person: Element) -> Element:
    author = case((is_visible(Information.author_id), person))
    information = select(informations.item_of(author)).select_from(Information).where(*_is_information(of))
    return information.correlate_except(Information).scalar_subquery()


def _author_of(items: FromClause) -> Element:
    """The author of an information, whose item has no owner."""
    author = select(Information.author_id).where(*_is_information(items))
    return author.correlate_except(Information).scalar_subquery()


def _is_information(of: FromClause) -> tuple[ColumnElement[bool], ...]:
    return of.c.kind == FeedKind.INFORMATION, Information.id == of.c.ref


FILTERS = {"community_id": CommunityFeedItem.community_id == bindparam("community_id", type_=Uuid())}
_LIST: dict[str, Any] = {"order": (CommunityFeedItem.at, CommunityFeedItem.id), "filters": FILTERS}
# One list with one name: a cursor of either goes on in both.
EACH = _EachProjection("feed.feed", SIGNED_IN, CommunityFeedItem.__table__.c.id, **_LIST)
FEED = _MergedProjection("feed.feed", SIGNED_IN, CommunityFeedItem.__table__.c.id, **_LIST)


async def search(reading: Reading, query: FeedQuery) -> Json:
    """List the feed of all communities, or of one. Raises CommunityNotFound for people outside it."""
    page = await FEED.page(reading, **query.model_dump(exclude_none=True))
    if query.community_id is not None and is_empty(page) and not await _is_in(reading, query.community_id):
        raise CommunityNotFound
    return page


_OWN_MEMBERSHIP = Compiled(active_in(ME).where(Membership.community_id == bindparam("community_id", type_=Uuid())))


async def _is_in(reading: Reading, community_id: UUID) -> bool:
    values = _OWN_MEMBERSHIP.values({"me": reading.actor.id, "community_id": community_id})
    return await reading.database.reads.fetchrow(_OWN_MEMBERSHIP.query, *values) is not None

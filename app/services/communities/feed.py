"""The feed of the caller's communities, newest first.

The newest items of each community are merged, and who may see them is asked in turn until a page is full. Where much of
what is newest may not be seen, the same statement goes on after the last item that it has looked at.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from asyncpg import Record
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.selectable import LateralFromClause

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.cursors import seal
from app.core.errors import Unauthenticated
from app.core.projections import (
    NOW,
    Element,
    Json,
    Projection,
    as_bytes,
    asked_by,
    build,
    is_empty,
    written,
    written_out,
)
from app.core.uow import Reading
from app.models.communities import Community
from app.models.experiences import Experience
from app.models.feed import CommunityFeedItem
from app.models.grants import Grant
from app.models.informations import Information
from app.models.memberships import Membership
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.communities import CommunityNotFound, active_in
from app.policies.erasures import is_visible
from app.policies.feed import granted_through, shown_edition, shown_information, shown_response
from app.policies.sessions import SIGNED_IN
from app.schemas.feed import FeedItemRead, FeedQuery, FeedResponseRead
from app.schemas.informations import InformationRead
from app.schemas.stories import StoryHead
from app.services.communities import informations
from app.services.missions.response_reads import MISSION_FIELDS, SENT_MEDIA, SENT_MEDIUM, SENT_ORDER
from app.services.shared import summaries
from app.services.stories import stories

LOOKS = 100  # items of each community that are looked at where the first did not fill a page
Columns = ReadOnlyColumnCollection[str, Any]
_DUPLICATE = aliased(CommunityFeedItem, name="other")


class _Feed(Projection):
    """The cost grows with neither the items nor the number of communities, except for one index step each."""

    async def page(self, reading: Reading, *, limit: int, cursor: str | None = None, **filters: object) -> Json:
        owner = self.owner(reading.actor, filters)
        rows: list[Record] = []
        count = limit
        while True:
            statement, arguments = self._asked(owner, count, cursor, filters)
            values = statement.values(asked_by(reading, arguments))
            part = await reading.database.reads.fetch(statement.query, *values)
            if not part:
                raise Unauthenticated
            rows += [row for row in part if row["item"] is not None]
            last = part[0]["last_at"], part[0]["last_id"]
            if len(rows) > limit or None in last:
                return written(self._some(rows[: limit + 1] or part, owner, limit))
            count, cursor = max(limit, LOOKS), seal(owner, last)

    def _compile(self, names: tuple[str, ...], rows: Element, *, after: bool) -> Compiled:
        newest = _newest(rows, *(self.filters[name] for name in names), *[self._after] * after)
        # Below the last that is read of a community, what it has is unknown.
        ends = select(newest.c.at, newest.c.id).where(newest.c.nth == rows)
        end = ends.order_by(*_descending(newest.c)).limit(1).cte("end_of_newest")
        end_at, end_id = (select(key).scalar_subquery() for key in end.c)
        in_range = or_(end_at.is_(None), tuple_(newest.c.at, newest.c.id) >= tuple_(end_at, end_id))
        edition = _edition(newest, is_single="community_id" not in names)
        response, information = _response(newest), _information(newest)
        person = _person(func.coalesce(newest.c.owner_id, information.c.author_id))
        has_part = or_(*(part.c.id.is_not(None) for part in (edition, response, information)))
        parts = newest.outerjoin(edition, true()).outerjoin(response, true()).outerjoin(information, true())
        item = _item(newest, edition.c, response.c, information.c, person.c.json)
        statement = select(as_bytes(item).label("item"), newest.c.at, newest.c.id).select_from(
            parts.outerjoin(person, true())
        )
        readable = statement.where(in_range, has_part).order_by(*_descending(newest.c)).limit(rows)
        page = readable.correlate(self._gate.table).lateral("page")
        columns = (page, end_at.label("last_at"), end_id.label("last_id"))
        source = self._gate.table.outerjoin(page, true())
        return Compiled(select(*columns).select_from(source).where(self._gate.open).order_by(*_descending(page.c)))


def _newest(rows: Element, *scope: ColumnElement[bool]) -> FromClause:
    """Select from each of the caller's communities as many items as a page has, by its index."""
    community = build({"id": Community.id, "name": Community.name}).label("community")
    own = active_in(ME).add_columns(community).where(Community.id == Membership.community_id)
    communities = own.offset(0).subquery("communities")
    order = _descending(CommunityFeedItem)
    nth = func.row_number().over(order_by=order).label("nth")
    items = select(CommunityFeedItem, nth).where(CommunityFeedItem.community_id == communities.c.community_id, *scope)
    head = items.order_by(*order).limit(rows).correlate(communities).lateral("head")
    statement = select(head, communities.c.community).select_from(communities.join(head, true()))
    return statement.order_by(*_descending(head.c)).cte("newest")


def _edition(of: FromClause, *, is_single: bool) -> LateralFromClause:
    """The latest of the editions that the community was granted. `is_single`: a story that several of the caller's
    communities were shown has one place, the latest.
    """
    conditions = (shown_edition(of.c, ME, NOW), *[_is_latest(of.c)] * is_single)
    statement = select(*_labelled(stories.CARD_FIELDS)).where(*conditions)
    return statement.order_by(stories.CARD_FIELDS["edition"].desc()).limit(1).correlate(of).lateral("edition")


def _is_latest(item: Columns) -> ColumnElement[bool]:
    count = select(func.count()).select_from(active_in(ME).subquery()).scalar_subquery()
    newer = tuple_(_DUPLICATE.at, _DUPLICATE.id) > tuple_(item.at, item.id)
    is_own = _DUPLICATE.community_id.in_(active_in(ME))
    conditions = (_DUPLICATE.ref == item.ref, newer, is_own, granted_through(_DUPLICATE, ME, NOW))
    return or_(count == 1, ~exists().where(*conditions).correlate_except(_DUPLICATE, Grant))


def _response(of: FromClause) -> LateralFromClause:
    has_experience = Experience.id.is_not(None)
    cover = select(SENT_MEDIUM).where(*SENT_MEDIA, has_experience).order_by(SENT_ORDER).limit(1)
    columns: dict[str, Element] = {
        "id": MissionResponse.__table__.c.id,
        "mission": build(MISSION_FIELDS),
        "title": case((has_experience, MissionResponse.__table__.c.shown["title"])),
        "cover": cover.correlate(MissionResponse, Experience).scalar_subquery(),
    }
    is_source = (Experience.id == MissionResponse.experience_id) & Experience.trashed_at.is_(None)
    statement = select(*_labelled(columns)).select_from(MissionResponse.__table__.outerjoin(Experience, is_source))
    return statement.where(shown_response(of.c)).offset(0).correlate(of).lateral("response")


def _information(of: FromClause) -> LateralFromClause:
    author = case((is_visible(Information.author_id), Information.author_id))
    statement = select(*_labelled(informations.FIELDS | {"author_id": author}))
    return statement.where(shown_information(of.c, NOW)).offset(0).correlate(of).lateral("information")


def _person(author: Element) -> LateralFromClause:
    """Build the author once: whether a face is shown is a long question, and each kind of thing would ask it."""
    person = select(summaries.PERSON.label("json")).where(User.id == author)
    return person.offset(0).correlate_except(User).lateral("person")


def _item(of: FromClause, edition: Columns, response: Columns, information: Columns, person: Element) -> Element:
    """Build an item as text, with the card of the edition as it stands."""
    head = {name: person if name == "owner" else edition[name] for name in StoryHead.model_fields}
    answer = {name: person if name == "author" else response[name] for name in FeedResponseRead.model_fields}
    words = {name: person if name == "author" else information[name] for name in InformationRead.model_fields}
    fields = {
        "id": of.c.id,
        "kind": of.c.kind,
        "shown_at": of.c.at,
        "community": of.c.community,
        "story": case((edition.id.is_not(None), written_out(head, edition.card))),
        "response": case((response.id.is_not(None), written_out(answer))),
        "information": case((information.id.is_not(None), written_out(words))),
    }
    return written_out({name: fields[name] for name in FeedItemRead.model_fields})


def _labelled(columns: Mapping[str, Element]) -> Iterator[Element]:
    return (column.label(name) for name, column in columns.items())


def _descending(columns: Any) -> tuple[Element, Element]:  # noqa: ANN401  a table, or whatever has its columns
    return columns.at.desc(), columns.id.desc()


FEED = _Feed(
    "feed.feed",
    SIGNED_IN,
    CommunityFeedItem.__table__.c.id,
    order=(CommunityFeedItem.at, CommunityFeedItem.id),
    filters={"community_id": CommunityFeedItem.community_id == bindparam("community_id", type_=Uuid())},
)


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

"""Changes after a phone's cursor, each with the present representation of the object.

A cursor is two positions in the change log: the last change that the phone has read, and the head of the log when the
phone began. Until that head the phone had nothing. So tombstones up to there are not sent, and forgotten tombstones do
not make its cursor too old.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from asyncpg import Record
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    true,
)

from app.core.actor import ME
from app.core.changes import Change, ChangeLog, Kind
from app.core.clock import on_the_wire
from app.core.compiled import Compiled, array_parameter
from app.core.cursors import owner_of, seal, unseal
from app.core.db import constant
from app.core.errors import Gone, Unauthenticated
from app.core.i18n import Words
from app.core.portions import PAGE_BYTES, portion
from app.core.projections import Element, Json, as_bytes, asked_by, build
from app.core.uow import Reading
from app.models.comments import Comment
from app.models.endorsements import Endorsement
from app.models.experiences import Experience
from app.models.grant_requests import GrantRequest
from app.models.grants import Grant
from app.models.journals import Journal
from app.models.media import Media
from app.models.memberships import Membership
from app.models.missions import Mission
from app.models.notifications import Notification
from app.models.portraits import Portrait
from app.models.programmes import Programme
from app.models.proposals import Proposal
from app.models.responses import MissionResponse
from app.models.stories import Story
from app.models.talents import Talent
from app.models.users import User
from app.policies.comments import readable_by as own_comments
from app.policies.endorsements import readable_by as own_endorsements
from app.policies.experiences import readable_by as own_experiences
from app.policies.grant_requests import readable_by as own_grant_requests
from app.policies.grants import readable_by as own_grants
from app.policies.journals import readable_by as own_journals
from app.policies.media import readable_by as own_media
from app.policies.memberships import kept_by as own_memberships
from app.policies.missions import readable_by as missions_shown_to
from app.policies.notifications import readable_by as own_notifications
from app.policies.portraits import owned_by as own_portraits
from app.policies.programmes import concerns as programmes_that_concern
from app.policies.programmes import readable_by as programmes_shown_to
from app.policies.proposals import taken_part_by as own_proposals
from app.policies.responses import answered_in_session
from app.policies.responses import owned_by as own_responses
from app.policies.session_kinds import shown_types
from app.policies.sessions import SIGNED_IN, in_place, in_session
from app.policies.stories import owned_by as own_stories
from app.policies.talents import readable_by as own_talents
from app.schemas.sync import SyncQuery
from app.services.accounts import users
from app.services.communities import memberships
from app.services.journal import experience_reads, journals
from app.services.media import projections
from app.services.missions import reads, response_reads
from app.services.notifications import notification_lists
from app.services.notifications.notification_targets import look_up
from app.services.notifications.notification_templates import words_in
from app.services.portraits import portraits
from app.services.programmes import reads as programme_reads
from app.services.proposals import reads as proposal_reads
from app.services.sharing import comments, grant_requests, grants
from app.services.stories import stories
from app.services.talents import endorsements, talents


class SyncReset(Gone):
    title = Words("Ce téléphone a été hors ligne trop longtemps")
    advice = Words("Envoie d’abord ce qui attend, puis reprends tout, sans `cursor`, à la place de ce que tu avais.")


class Noun(NamedTuple):
    """The projection of a kind of object, the same as in its own read."""

    table: FromClause
    item: Element
    scope: ColumnElement[bool]
    key: str = "id"
    version: Element | None = None  # None: the column `version`
    is_versioned: bool = True  # else the number of its change is its version


NOUNS: Mapping[Kind, Noun] = {
    Kind.EXPERIENCE: Noun(
        Experience.__table__,
        experience_reads.ITEM,
        own_experiences(ME) & Experience.trashed_at.is_(None) & in_session(Experience.received_at),
    ),
    Kind.MEDIA: Noun(Media.__table__, projections.MEDIA, own_media(ME) & in_session(Media.created_at)),
    Kind.JOURNAL: Noun(Journal.__table__, journals.ITEM, own_journals(ME)),
    Kind.STORY: Noun(Story.__table__, stories.ITEM, and_(own_stories(ME), *stories.LATEST)),
    Kind.PORTRAIT: Noun(Portrait.__table__, portraits.ITEM, own_portraits(ME)),
    Kind.MISSION: Noun(
        Mission.__table__, reads.ITEM, missions_shown_to(ME) & in_place(Mission.community_id), version=reads.VERSION
    ),
    Kind.RESPONSE: Noun(
        MissionResponse.__table__,
        response_reads.ITEM,
        and_(
            own_responses(ME),
            MissionResponse.mission_id == Mission.id,
            answered_in_session(),
            in_place(Mission.community_id),
        ),
    ),
    Kind.GRANT: Noun(Grant.__table__, grants.PAGE_ITEM, own_grants(ME)),
    Kind.TALENT: Noun(Talent.__table__, talents.ITEM, own_talents(ME), key="skill_id"),
    Kind.USER: Noun(User.__table__, users.ITEM, User.id == ME.id),
    Kind.NOTIFICATION: Noun(Notification.__table__, notification_lists.ITEM, own_notifications(ME), is_versioned=False),
    Kind.MEMBERSHIP: Noun(
        Membership.__table__,
        memberships.OWN_ITEM,
        own_memberships(ME) & in_place(Membership.community_id),
        key="community_id",
    ),
    Kind.GRANT_REQUEST: Noun(GrantRequest.__table__, grant_requests.ITEM, own_grant_requests(ME)),
    Kind.COMMENT: Noun(Comment.__table__, comments.ITEM, own_comments(ME), is_versioned=False),
    Kind.PROPOSAL: Noun(
        Proposal.__table__,
        proposal_reads.ITEM,
        own_proposals(ME) & (Proposal.mission_id == Mission.id),
    ),
    Kind.PROGRAMME: Noun(
        Programme.__table__, programme_reads.ITEM, programmes_shown_to(ME) & programmes_that_concern(ME)
    ),
    Kind.ENDORSEMENT: Noun(Endorsement.__table__, endorsements.ITEM, own_endorsements(ME)),
}


LATER = (Kind.PROPOSAL, Kind.PROGRAMME)  # than contract 1.0: they come to who asks for them by name
FALSE = literal_column("false", Boolean())
LIGHT, LIGHT_BYTES = 100, 42_000  # of a page without a limit: its changes at most, and the bytes at which it ends


class Selection(Enum):
    """The kinds of which a page of the log has changes."""

    ALL = "all"
    FIRST = "of contract 1.0"
    NAMED = "those that the caller names"


def _log(selection: Selection) -> Compiled:
    """Select the positions of the log, and what changed after the cursor: an index look-up for each."""
    gate, change_log = SIGNED_IN.table, ChangeLog.__table__
    # Each in a subquery: for a constant, PostgreSQL estimates how many changes follow, and would plan each page anew,
    # which takes longer than to find that there are none.
    reader = select(cast(ME.id, Uuid())).scalar_subquery()
    position = select(bindparam("seen", type_=BigInteger())).scalar_subquery()
    most = select(bindparam("rows", type_=BigInteger())).scalar_subquery()
    known_head = func.coalesce(bindparam("known", type_=BigInteger()), ChangeLog.seq)
    columns = (Change.seq, Change.type, Change.entity_id, Change.version, Change.deleted)
    changes_after = (
        select(*columns)
        .where(Change.user_id == reader, Change.seq > position)
        .where(~Change.deleted | (Change.seq > known_head))
        .order_by(Change.seq)
        .limit(most)
    )
    if selection is Selection.FIRST:
        changes_after = changes_after.where(Change.type.not_in([constant(kind) for kind in LATER]))
    if selection is Selection.NAMED:
        changes_after = _of_types(changes_after, most)
    page = changes_after.correlate(change_log).lateral("page")
    source = gate.join(change_log, ChangeLog.user_id == ME.id).outerjoin(page, true())
    rows = select(ChangeLog.seq.label("head"), ChangeLog.floor, page).select_from(source).where(SIGNED_IN.open)
    return Compiled(rows.order_by(page.c.seq))


def _of_types(changes_after: Select[*tuple[Any, ...]], most: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Merge a page of each type: a condition on the type alone would read all changes of the person."""
    types = func.unnest(array_parameter("types", Text())).table_valued("type").render_derived(name="asked")
    of_type = changes_after.where(Change.type == types.c.type).correlate(ChangeLog, types).lateral("of_type")
    values = select(of_type).select_from(types).join(of_type, true()).order_by(of_type.c.seq)
    return values.limit(most)


def _as_now(kind: Kind, noun: Noun) -> Compiled:
    """Select the objects of a kind that changes name, by their keys: null where one is shown no more.

    The limit of 1 keeps a generic plan of PostgreSQL from joining the page with all rows of the person.
    """
    gate = SIGNED_IN.table
    names = func.unnest(array_parameter("ids", Uuid()), array_parameter("seqs", BigInteger()))
    keys = names.table_valued(column("id", Uuid()), column("seq", BigInteger())).render_derived(name="keys")
    version = noun.version
    if version is None:
        version = noun.table.c.version if noun.is_versioned else keys.c.seq
    members = {"type": constant(kind), "id": keys.c.id, "version": version, "deleted": FALSE, "data": noun.item}
    statement = select(as_bytes(build(members))).where(noun.table.c[noun.key] == keys.c.id, noun.scope)
    change = statement.limit(literal_column("1")).correlate(gate, keys).scalar_subquery()
    source = gate.join(keys, true())
    changes = select(keys.c.seq, change.label("change")).select_from(source).where(SIGNED_IN.open).subquery("found")
    page = portion(changes, "change", [changes.c.seq], bindparam("bytes", type_=BigInteger()))
    return Compiled(page)


LOGS = {selection: _log(selection) for selection in Selection}
AS_NOW = {kind: _as_now(kind, noun) for kind, noun in NOUNS.items()}


async def search(reading: Reading, query: SyncQuery) -> Json:
    """Return a page of changes, of those types if any are named.

    The log is asked first, then a statement for each kind that the page names, if any. An object that changes between
    the two is shown as it is by then, and named again by the next page.

    Raises OwnProofRequired, SyncReset for a cursor older than the forgotten tombstones, InvalidCursor for the cursor of
    another person, or of a session that showed less.
    """
    types = sorted(shown_types(reading.actor, query.types))
    owner = owner_of(reading.actor.id.bytes, "sync", *types, *filter(None, [reading.actor.delegation]))
    position, known_head = (0, None) if query.cursor is None else unseal(query.cursor, owner, (int, int))
    limit, most_bytes = (LIGHT, LIGHT_BYTES) if query.limit is None else (query.limit, PAGE_BYTES)
    values = {"seen": position, "known": known_head, "rows": limit + 1, "types": list(map(str, types))}
    rows = await _rows(reading, LOGS[_selection(types)], values)
    head, floor = rows[0]["head"], rows[0]["floor"]
    if known_head is not None and not floor <= max(position, known_head) <= head:
        raise SyncReset  # a head behind the cursor means a restored backup: its changes do not continue the cursor
    entries = [row for row in rows if row["seq"] is not None]
    objects = await _objects(reading, entries[:limit], most_bytes)
    changes = _within(most_bytes, entries[:limit], objects)
    has_next = len(entries) > len(changes)
    position = entries[len(changes) - 1]["seq"] if has_next else head
    cursor = seal(owner, (position, head if known_head is None else known_head))
    if reading.actor.delegation is not None:  # of what it may not show, not even the id
        shown_objects = (objects.get(entry["seq"]) for entry in entries[: len(changes)])
        changes = [change for change in shown_objects if change]
    return await look_up(reading, _page(changes, cursor, reading.now, has_next=has_next))


def _selection(types: Sequence[Kind]) -> Selection:
    if not types:
        return Selection.FIRST
    return Selection.ALL if len(types) == len(Kind) else Selection.NAMED


async def _rows(reading: Reading, statement: Compiled, values: Mapping[str, object]) -> list[Record]:
    """Raises Unauthenticated when the gate is closed: then there is not even an empty row."""
    rows = await reading.database.reads.fetch(statement.query, *statement.values(asked_by(reading, values)))
    if not rows:
        raise Unauthenticated
    return rows


async def _objects(reading: Reading, entries: Sequence[Record], most_bytes: int) -> dict[int, bytes | None]:
    """Return the objects that entries of the log name, by their place in it, until those of a kind have so many bytes.

    None: it is shown no more. Raises Unauthenticated.
    """
    values = {"bytes": most_bytes, "room": reading.runtime.settings.uploads.person, "words": words_in(reading.locale)}
    objects: dict[int, bytes | None] = {}
    for kind, statement in AS_NOW.items():
        keys = [entry for entry in entries if entry["type"] == kind and not entry["deleted"]]
        if keys:
            names = {"ids": [entry["entity_id"] for entry in keys], "seqs": [entry["seq"] for entry in keys]}
            rows = await _rows(reading, statement, values | names)
            objects |= {row["seq"]: row["change"] for row in rows}
    return objects


def _within(most_bytes: int, entries: Sequence[Record], objects: Mapping[int, bytes | None]) -> list[bytes]:
    """Return the first changes, at least one, until they have so many bytes together."""
    changes, size = [], 0
    for entry in entries:
        if size >= most_bytes:
            break
        changes.append(objects.get(entry["seq"]) or _tombstone(entry))
        size += len(changes[-1])
    return changes


def _tombstone(entry: Record) -> bytes:
    name = f'"type":"{entry["type"]}","id":"{entry["entity_id"]}","version":{entry["version"]}'
    return f'{{{name},"deleted":true,"data":null}}'.encode()


def _page(changes: Sequence[bytes], cursor: str, now: datetime, *, has_next: bool) -> Json:
    flag = b"true" if has_next else b"false"
    end = b'"next_cursor":"%b","has_more":%b,"served_at":"%b"' % (cursor.encode(), flag, on_the_wire(now).encode())
    return Json(b'{"changes":[%b],%b}' % (b",".join(changes), end))

"""What a link shows to its holder, without an account.

Each opening asks the database whether the link is live, and is counted before it is answered. A link whose openings are
limited is opened by a single statement, which counts before it reads. Of all others the openings of a moment are
counted together. Nothing is stored about the visitor. A link that is not live gives
the same answer whatever the reason, also where it never existed.
"""

import re
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Self
from uuid import UUID

from asyncpg import Record
from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from app.core.compiled import Compiled, array_parameter
from app.core.errors import Forbidden, NotFound
from app.core.i18n import Words
from app.core.limits import Rule, count_failures, has_hit, hit
from app.core.passwords import matches
from app.core.projections import BASE, NOW, Json, build, wire
from app.core.security import digest
from app.core.uow import Runtime
from app.models.grants import Grant, LinkDay, Right, TargetType
from app.models.users import User
from app.policies.grants import last_day_in, live, unspent
from app.policies.links import mark, mark_now, shown
from app.services.sharing.portrait_downloads import for_reader
from app.services.stories.stories import MEDIA_PREFIX

WRONG_PER_PAIR = Rule("wrong passcodes per link and source", 10, timedelta(minutes=15))
SAME_VISIT = Rule("visits of one reader to a link", 1, timedelta(minutes=5))
KEY_LENGTH = 200
WRONG_PER_LINK = Rule("wrong passcodes per link", 100, timedelta(minutes=15))


class LinkGone(NotFound):
    title = Words("Ce lien ne mène nulle part")
    advice = Words(
        "Le lien a pris fin, a été repris, ou n’a jamais existé. Demande un nouveau lien à la personne qui l’a envoyé."
    )


class PasscodeRequired(Forbidden):
    title = Words("Un code est nécessaire")
    advice = Words("Envoie le code à `POST /v1/links/{token}/unlock`. La personne qui a envoyé le lien le connaît.")


class WrongPasscode(Forbidden):
    title = Words("Ce n’est pas le bon code")
    advice = Words("Vérifie les majuscules et les espaces ; après dix codes faux, il faut attendre un quart d’heure.")


class NotForRobots(Forbidden):
    title = Words("Ce lien ne s’ouvre qu’un nombre limité de fois")
    advice = Words("Le lien n’est pas montré aux robots, dont les passages ne sont pas décomptés.")


# Link previews and crawlers. WhatsApp fetches the preview; its readers use their browser.
ROBOTS = re.compile("bot|crawl|spider|facebookexternalhit|whatsapp/|preview|embedly|mastodon/|imgproxy")
PHONES = "cubot"  # a phone maker whose name ends in « bot »
LONGEST_AGENT = 500


@lru_cache(1_000)  # most readers have one of few browsers
def is_of_robot(user_agent: str) -> bool:
    return ROBOTS.search(user_agent.lower().replace(PHONES, "")) is not None


class Visit(NamedTuple):
    """A visit to a link, by a person or by a program that fetches it before a person does.

    `key`: made by the reader's program. Under the same key, within five minutes, the visit is the same one.
    """

    token: str
    robot: bool = False
    key: str | None = None

    @classmethod
    def by(cls, token: str, method: str, user_agent: str, key: str = "") -> Self:
        is_robot = method == "HEAD" or is_of_robot(user_agent[:LONGEST_AGENT])
        return cls(token, is_robot, key if 0 < len(key) <= KEY_LENGTH else None)


class OpenedLink(NamedTuple):
    """What a link shows. It is current as long as `mark` is the same."""

    mark: str
    document: Json
    is_limited: bool  # in the number of its openings


ROBOT = bindparam("robot", type_=Boolean())
AGAIN = bindparam("again", type_=Boolean())  # the same visit: it is shown once more, and not counted
COUNTERS = ("opened", "by_robots", "wrong_passcodes")
INCREMENT = case((or_(ROBOT, AGAIN), literal_column("0", Integer)), else_=literal_column("1", Integer))
BY_ROBOT = case((ROBOT, literal_column("1", Integer)), else_=literal_column("0", Integer))
# The changes of each opening. Only a person's sets `last_opened_at`; robots' are counted apart.
VISIT_VALUES = {
    "views": Grant.views + INCREMENT,
    "last_opened_at": case((ROBOT, Grant.last_opened_at), else_=NOW),
}
OF_GRANT = ("id", "owner_id", "target_type", "rights", "ends_at", "max_views", "media_key", "version")
CONTENT_ROWS = shown()
# A link that can be opened now, with the edition that it shows.
OPENABLE = (
    select(Grant.id, Grant.passcode_hash, *CONTENT_ROWS.c)
    .join(CONTENT_ROWS, true())
    .where(Grant.token_digest == bindparam("digest", type_=LargeBinary()), live(NOW), or_(AGAIN, unspent()))
)


def _opening() -> Compiled:
    subquery = OPENABLE.subquery("found")
    opened_link = (
        update(Grant)
        # The locked row is checked again: it may have changed while the statement waited for the lock.
        .where(Grant.id == subquery.c.id, live(NOW), or_(AGAIN, unspent()))
        .where(Grant.passcode_hash.is_not_distinct_from(bindparam("passcode_hash", type_=Text())))
        .values(VISIT_VALUES)
        .returning(*Grant.__table__.c[*OF_GRANT], subquery.c.number, subquery.c.revision, subquery.c.content)
        .cte("opened")
    )
    link = opened_link.c
    return Compiled(_shown(link).add_cte(_count(link.id, opened=INCREMENT, by_robots=BY_ROBOT)))


def _openings(**types: TypeEngine[Any]) -> TableValuedAlias:
    """The openings that are read together, with their columns, numbered."""
    arrays = (array_parameter(f"{name}s", item) for name, item in types.items())
    columns = (column(name, item) for name, item in types.items())
    return func.unnest(*arrays).table_valued(*columns, with_ordinality="number").render_derived("asked")


def _reading() -> Compiled:
    """Compile the statement that reads links of unlimited openings: what each shows, by the number of the opening."""
    openings = _openings(digest=LargeBinary(), passcode_hash=Text(), time=DateTime(timezone=True), base=Text())
    link = (
        select(openings.c.number.label("opening"), openings.c.base, *Grant.__table__.c[*OF_GRANT], *CONTENT_ROWS.c)
        .select_from(openings.join(Grant, Grant.token_digest == openings.c.digest).join(CONTENT_ROWS, true()))
        .where(live(openings.c.time), Grant.max_views.is_(None))
        .where(Grant.passcode_hash.is_not_distinct_from(openings.c.passcode_hash))
        .subquery("opened")
    ).c
    shown_text = (cast(link.id, Text), _mark(link), _head(link), _content(link, link.base))
    return Compiled(select(link.opening, array(shown_text)))


def _confirmation() -> Compiled:
    """Compile the statement that returns the unlimited links, by the number of the opening, that still show the known
    mark.
    """
    openings = _openings(digest=LargeBinary(), mark=Text(), time=DateTime(timezone=True))
    is_free = (live(openings.c.time), Grant.max_views.is_(None), Grant.passcode_hash.is_(None))
    joined = openings.join(Grant, Grant.token_digest == openings.c.digest)
    return Compiled(
        select(openings.c.number, Grant.id).select_from(joined).where(*is_free, mark_now() == openings.c.mark)
    )


def _shown(link: ReadOnlyColumnCollection[str, Any]) -> Select[Any]:
    columns: dict[str, ColumnElement[Any]] = {"mark": _mark(link), "head": _head(link), "content": _content(link, BASE)}
    return select(*(column.label(name) for name, column in columns.items()))


def _mark(link: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[str]:
    return mark(link.version, link.number, link.revision)


def _count(grant_id: ColumnElement[UUID], **counts: ColumnElement[int]) -> CTE:
    """Add to the counters of a link for today."""
    day = cast(func.timezone(literal_column("'UTC'"), NOW), Date)
    numbers = [counts.get(name, literal_column("0", Integer)) for name in COUNTERS]
    row = select(grant_id, day, *numbers)
    addition = insert(LinkDay).from_select(["grant_id", "day", *COUNTERS], row, include_defaults=False)
    totals = {name: LinkDay.__table__.c[name] + addition.excluded[name] for name in counts}
    return addition.on_conflict_do_update(index_elements=["grant_id", "day"], set_=totals).cte("counted")


def _head(grant: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[str]:
    """Build what the reader needs to know of the link, before its content."""
    zone = select(User.timezone).where(User.id == grant.owner_id).scalar_subquery()
    fields = {
        "kind": grant.target_type,
        "target": build({"type": grant.target_type}),
        "rights": grant.rights,
        "ends_at": wire(grant.ends_at),
        "ends_on": last_day_in(zone, grant.ends_at),
    }
    return cast(build(fields), Text)


def _content(grant: ReadOnlyColumnCollection[str, Any], base: ColumnElement[str]) -> ColumnElement[str]:
    media_base = func.concat(base, literal_column("'/m/'"), grant.media_key)
    may_take = func.array_position(grant.rights, literal_column(f"'{Right.DOWNLOAD}'")).is_not(None)
    is_story = grant.target_type == literal_column(f"'{TargetType.STORY}'")  # a story has no PDF
    return func.replace(
        for_reader(grant.content, or_(is_story, may_take)), literal_column(f"'{MEDIA_PREFIX}'"), media_base
    )


OPEN, READ, CONFIRM = _opening(), _reading(), _confirmation()
# Locked in one order, as other processes count the same links.
COUNT = """
with visits as (
  select grant_id, count(*) filter (where not robot) as people, count(*) filter (where robot) as robots, max(at) as at
  from unnest($1::uuid[], $2::boolean[], $3::timestamptz[]) as visits(grant_id, robot, at) group by grant_id
), locked as materialized (
  select id from grants where id = any($1) order by id for no key update
), opened as (
  update grants set views = views + people, last_opened_at = case when people > 0 then at else last_opened_at end
  from locked join visits on visits.grant_id = locked.id where grants.id = locked.id
  returning grants.id, people, robots, at
)
insert into link_days as days (grant_id, day, opened, by_robots, wrong_passcodes)
select id, (at at time zone 'UTC')::date, people, robots, 0 from opened
on conflict (grant_id, day) do update
set opened = days.opened + excluded.opened, by_robots = days.by_robots + excluded.by_robots
"""
PASSCODE_LINK = Compiled(
    OPENABLE.with_only_columns(Grant.id, Grant.passcode_hash).where(Grant.passcode_hash.is_not(None))
)
WRONG = Compiled(
    select(literal_column("1")).add_cte(
        _count(bindparam("grant_id", type_=Uuid()), wrong_passcodes=literal_column("1", Integer))
    )
)


async def open_link(runtime: Runtime, visit: Visit, passcode_hash: str | None = None) -> OpenedLink:
    """Open a link and count the visit. `passcode_hash`: of the passcode that the visitor gave rightly.

    Raises LinkGone, PasscodeRequired, NotForRobots.
    """
    is_repeat, now = await _is_repeat(runtime, visit), runtime.clock()
    question = (digest(visit.token), passcode_hash, now, runtime.settings.public_base_url)
    free = await runtime.database.gathered_reads.read(READ.query, *question)
    if free is None:  # limited, or not to be opened
        row = await _open_limited(runtime, visit, question, is_repeat=is_repeat)
        if row is None:
            raise LinkGone if await _find_passcode(runtime, visit) is None else PasscodeRequired
    else:
        grant_id, *row = free
        if visit.robot or not is_repeat:
            await _count_visit(runtime, UUID(grant_id), visit, now)
    if visit.key is not None and not is_repeat:
        await hit(runtime, SAME_VISIT, (digest(visit.token), visit.key), now)
    is_limited = free is None
    if visit.robot and is_limited:
        raise NotForRobots
    mark, head, content = row
    return OpenedLink(mark, Json(f'{head[:-1]}, "content" : {content}}}'.encode()), is_limited)


async def _open_limited(
    runtime: Runtime, visit: Visit, question: Sequence[object], *, is_repeat: bool
) -> Record | None:
    """Open a link that is good for a number of openings: it is counted by the statement that reads it."""
    names = ("digest", "passcode_hash", "now", "base")
    values = dict(zip(names, question, strict=True)) | {"robot": visit.robot, "again": is_repeat}
    return await runtime.database.counts.fetchrow(OPEN.query, *OPEN.values(values))


async def open_again(runtime: Runtime, visit: Visit, known: str) -> bool:
    """Whether the link, of unlimited openings, still shows the content with that mark. If not, nothing is counted."""
    now = runtime.clock()
    grant_id = await runtime.database.gathered_reads.read(CONFIRM.query, digest(visit.token), known, now)
    if grant_id is not None:
        await _count_visit(runtime, grant_id, visit, now)
    return grant_id is not None


def _count_visit(runtime: Runtime, grant_id: UUID, visit: Visit, now: datetime) -> Awaitable[None]:
    return runtime.database.gathered_counts.write(COUNT, grant_id, visit.robot, now)


async def unlock(runtime: Runtime, visit: Visit, passcode: str, source: str) -> OpenedLink:
    """Open a link with its passcode. Raises LinkGone, WrongPasscode, TooMany."""
    link = await _find_passcode(runtime, visit)
    if link is None:
        return await open_link(runtime, visit)
    limits = ((WRONG_PER_PAIR, (link["id"], source)), (WRONG_PER_LINK, link["id"]))
    async with count_failures(runtime, WrongPasscode, *limits):
        if not await matches(passcode, link["passcode_hash"]):
            values = {"grant_id": link["id"], "now": runtime.clock()}
            await runtime.database.counts.fetch(WRONG.query, *WRONG.values(values))
            raise WrongPasscode
    return await open_link(runtime, visit, link["passcode_hash"])


async def _is_repeat(runtime: Runtime, visit: Visit) -> bool:
    """Tell whether a visit of that key was answered within five minutes: the reader may have lost the answer."""
    return visit.key is not None and await has_hit(runtime, SAME_VISIT, (digest(visit.token), visit.key))


async def _find_passcode(runtime: Runtime, visit: Visit) -> Record | None:
    """Return the id and passcode hash of a live link that has a passcode."""
    values = {"digest": digest(visit.token), "now": runtime.clock(), "again": await _is_repeat(runtime, visit)}
    return await runtime.database.reads.fetchrow(PASSCODE_LINK.query, *PASSCODE_LINK.values(values))

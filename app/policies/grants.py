from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Interval, and_, case, cast, exists, func, literal_column, or_
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.core.clock import PUT_BACK
from app.core.db import constant
from app.models.grants import COLLECTIONS, PROFESSIONAL, AudienceType, Grant, GrantState, Right, TargetType
from app.models.second_factors import VERIFIED
from app.models.sessions import Session
from app.policies.communities import active_in, managed_by
from app.policies.erasures import is_visible
from app.policies.hidings import is_hidden

# How long the media of a page stay readable after its link is used up.
_A_MOMENT = literal_column("interval '5 minutes'", Interval)
_PROVED = aliased(Session, name="proved")
_PUT_BACK = literal_column(f"interval '{int(PUT_BACK.total_seconds())} seconds'", Interval)
_VERIFICATION = literal_column(f"interval '{int(VERIFIED.total_seconds())} seconds'", Interval)


def live(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """In force, and the owner has not asked to be erased. Checked at every read."""
    return and_(in_force(now), is_visible(Grant.owner_id))


def in_force(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Not revoked, begun and not over; it may be suspended."""
    return and_(
        Grant.revoked_at.is_(None),
        or_(Grant.starts_at.is_(None), Grant.starts_at <= now),
        or_(Grant.ends_at.is_(None), Grant.ends_at > now),
    )


def given_to(
    actor: Actor, now: ColumnElement[datetime], target: TargetType | ColumnElement[str]
) -> ColumnElement[bool]:
    """The live grants of targets of that type by which the actor may read: the one evaluator for people."""
    return and_(Grant.target_type == target, reaches(actor, now))


def reaches(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant lets the actor read its target now, whatever the target is."""
    return and_(or_(to_person(actor), to_communities(actor)), is_unlocked(actor, now), live(now))


def awaits_proof(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant would reach the actor if the session had a proved second factor."""
    return and_(or_(to_person(actor), to_communities(actor)), takes_proof(), live(now), ~has_proved(actor, now))


def is_unlocked(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant is read without a second factor, or the session proved one."""
    return or_(~takes_proof(), has_proved(actor, now))


def takes_proof() -> ColumnElement[bool]:
    """The grant is of a whole collection, or for the reader's work, whoever began it and whoever the reader is."""
    of_all = (Grant.target_type == collection for collection in COLLECTIONS)
    return or_(*of_all, *(Grant.purpose == purpose for purpose in PROFESSIONAL))


def needs_proof(grant: Grant) -> bool:
    """`takes_proof`, for a row."""
    return grant.target_type in COLLECTIONS or grant.purpose in PROFESSIONAL


def has_proved(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The actor's session proved a second factor recently."""
    ahead = _PROVED.second_factor_at <= now + _PUT_BACK
    recently = (_PROVED.id == actor.session_id, _PROVED.second_factor_at > now - _VERIFICATION, ahead)
    return exists().where(*recently).correlate_except(_PROVED)


def to_person(actor: Actor) -> ColumnElement[bool]:
    """The grant is to the actor by name, live or over."""
    return and_(Grant.audience_type == AudienceType.USER, Grant.audience_id == actor.reader_id)


def to_communities(actor: Actor) -> ColumnElement[bool]:
    """The grant is from another person to one of the actor's communities, and not hidden there."""
    communities = active_in(Actor(actor.reader_id))
    condition = and_(Grant.audience_type == AudienceType.COMMUNITY, Grant.audience_id.in_(communities))
    return and_(condition, Grant.owner_id != actor.id, ~is_hidden(Grant.audience_id, Grant.target_id))


def with_right(right: Right) -> ColumnElement[bool]:
    return constant(right) == func.any(Grant.rights)


def unspent() -> ColumnElement[bool]:
    """The link has openings left. Applies to opening it; an opened page stays readable for a while."""
    return or_(Grant.max_views.is_(None), Grant.views < Grant.max_views)


def still_open(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The link may be opened again, or was used up a moment ago: its last reader still loads the page's pictures."""
    lately = and_(Grant.last_opened_at > now - _A_MOMENT, Grant.last_opened_at <= now + _PUT_BACK)
    return or_(unspent(), lately)


def in_twelve_months(timezone: str, now: datetime) -> datetime:
    """The same hour of that day of the next year there; of 29 February, of the day before."""
    there = now.astimezone(ZoneInfo(timezone))
    is_leap_day = (there.month, there.day) == (2, 29)
    return there.replace(year=there.year + 1, day=28 if is_leap_day else there.day).astimezone(UTC)


def latest_end(timezone: str, now: datetime) -> datetime:
    """Of what was asked for, and of private things: that day is the last one, whole, where the giver lives."""
    there = ZoneInfo(timezone)
    day = in_twelve_months(timezone, now).astimezone(there).date() + timedelta(days=1)
    return datetime.combine(day, time(), there).astimezone(UTC)


def last_day_in(timezone: ColumnElement[str], ends_at: ColumnElement[datetime]) -> ColumnElement[date]:
    """The last day, in that time zone, on which a grant with that end gives access."""
    return cast(func.timezone(timezone, ends_at - literal_column("interval '1 second'", Interval)), Date)


def last_day(timezone: str, ends_at: datetime) -> date:
    """`last_day_in`, for a known moment."""
    return (ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(timezone)).date()


def state(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """Active: live and unspent. The other states say to the owner why it is not."""
    return case(
        (Grant.revoked_at.is_not(None), constant(GrantState.REVOKED)),
        (Grant.ends_at <= now, constant(GrantState.EXPIRED)),
        (Grant.views >= Grant.max_views, constant(GrantState.EXHAUSTED)),
        (Grant.starts_at > now, constant(GrantState.SCHEDULED)),
        else_=constant(GrantState.ACTIVE),
    )


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The list of accesses is the giver's. The reader sees the target, not this row."""
    return Grant.owner_id == actor.id


def given_by(actor: Actor) -> ColumnElement[bool]:
    """The grant is the actor's own, or of a community that they manage: any of its managers takes it back."""
    return or_(readable_by(actor), Grant.community_id.in_(managed_by(actor)))

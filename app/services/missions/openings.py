"""What a manager confirms before a mission opens. Occurrences that a series begins by itself need no confirmation."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Integer, case, func, literal, select

from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.memberships import Membership
from app.models.missions import BEFORE, AudienceKind, Mission, MissionState
from app.policies.missions import addressed, members_of

WEEK = timedelta(days=7)
WEEK_LIMIT = 100  # missions of a week; the highest cap is 21
PLAN = ("opens_at", "due_at", "closes_at", "recurrence", "audience")  # the reasons depend on these fields
Plan = tuple[object, ...]


class OpeningReason(StrEnum):
    PAST_DUE = "past-due"
    NO_AUDIENCE = "nobody"
    OVER_CAP = "over-cap"


WORDS: Mapping[OpeningReason, Words] = {
    OpeningReason.PAST_DUE: Words("sa date est déjà passée"),
    OpeningReason.NO_AUDIENCE: Words("elle ne s’adresse à personne : aucun membre ne correspond"),
    OpeningReason.OVER_CAP: Words(
        "des membres recevraient plus de {twice} missions en sept jours, le double de ce que la communauté annonce "
        "({cap}) : les suivantes n’arrivent ni par mail ni par notification immédiate"
    ),
}
SEMICOLON = Words(" ; ")
SENTENCE = Words(
    "Avant d’ouvrir cette mission : {reasons}. Si c’est voulu, renvoie la même demande avec "
    "`Confirm-Opening: {confirmation}`."
)


class OpeningUnconfirmed(Conflict):
    """Carries the `reasons` that `Confirm-Opening` has to repeat."""

    title = Words("Cette ouverture est à confirmer")
    advice = Words(
        "`reasons` dit pourquoi : `past-due` (sa date est passée), `nobody` (elle ne s’adresse à personne), `over-cap` "
        "(plus du double des missions annoncées par semaine). Si c’est voulu, renvoie la même demande avec ces mots "
        "dans `Confirm-Opening`, séparés par des virgules."
    )


def plan_of(mission: Mission) -> Plan:
    return tuple(getattr(mission, name) for name in PLAN)


async def check_written(uow: UnitOfWork, mission: Mission, before: Plan | None, confirmations: Collection[str]) -> None:
    """Check a mission with an opening time when it is written or its plan changes. `before`: the plan it had.

    Raises OpeningUnconfirmed.
    """
    opens_by_itself = mission.opens_at is not None and mission.state not in {MissionState.DRAFT, MissionState.OPEN}
    if not opens_by_itself or plan_of(mission) == before:
        return
    await check(uow, mission, confirmations)


async def check(uow: UnitOfWork, mission: Mission, confirmations: Collection[str]) -> None:
    """Check the opening. Raises OpeningUnconfirmed, unless each reason is among the `confirmations`."""
    cap = (await uow.session.get_one(Community, mission.community_id)).weekly_notification_cap
    opens_at = mission.opens_at if mission.state is MissionState.SCHEDULED and mission.opens_at else uow.now
    tests = {
        OpeningReason.PAST_DUE: _is_past(mission, uow.now),
        OpeningReason.NO_AUDIENCE: await _is_for_nobody(uow, mission),
        OpeningReason.OVER_CAP: await _is_over_cap(uow, mission, max(opens_at, uow.now), 2 * cap),
    }
    reasons = [reason for reason, holds in tests.items() if holds]
    if not set(reasons) <= set(confirmations):
        raise OpeningUnconfirmed(_sentence(reasons, cap), reasons=[str(reason) for reason in reasons])


def _sentence(reasons: Collection[OpeningReason], cap: int) -> Words:
    texts = [WORDS[reason].fill(twice=2 * cap, cap=cap) for reason in reasons]
    words = Words.each(lambda locale: SEMICOLON.in_(locale).join(text.in_(locale) for text in texts))
    return SENTENCE.fill(reasons=words, confirmation=", ".join(reasons))


def _is_past(mission: Mission, now: datetime) -> bool:
    """Whether its due or closing time has passed. A series is past when it has no further occurrence."""
    if mission.is_series:
        return mission.state not in BEFORE
    return any(at is not None and at <= now for at in (mission.due_at, mission.closes_at))


async def _is_for_nobody(uow: UnitOfWork, mission: Mission) -> bool:
    if mission.audience["type"] == AudienceKind.ROOM:
        return False  # it opens before the first one comes in
    statement = select(Membership.user_id).where(members_of(mission), addressed(mission))
    return await uow.session.scalar(statement.limit(1)) is None


async def _is_over_cap(uow: UnitOfWork, mission: Mission, opens_at: datetime, limit: int) -> bool:
    """Whether a member of the audience gets `limit` other missions in the week before. A cap of 0 delivers nothing."""
    if limit == 0 or mission.is_series:
        return False
    moment = func.coalesce(Mission.opened_at, Mission.opens_at)
    statement = select(Mission).where(
        Mission.community_id == mission.community_id,
        Mission.id != mission.id,
        Mission.recurrence.is_(None),
        Mission.state.in_((MissionState.SCHEDULED, MissionState.OPEN, MissionState.CLOSED)),
        moment > opens_at - WEEK,
        moment <= opens_at,
    )
    week = (await uow.session.scalars(statement.order_by(moment.desc()).limit(WEEK_LIMIT))).all()
    if len(week) < limit:
        return False
    count = sum((case((addressed(item), 1), else_=0) for item in week), literal(0, Integer))
    beyond = select(Membership.user_id).where(members_of(mission), addressed(mission), count >= limit)
    return await uow.session.scalar(beyond.limit(1)) is not None

"""Details of a mail about an event of a programme: when and where it is, or the plan that came of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from app.core.dates import Precision, Span, say_day
from app.core.i18n import Language, Words
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.missions import Mission
from app.models.proposals import Proposal, ProposalState
from app.models.users import User
from app.services.notifications.mail_bodies import line
from app.services.notifications.mail_templates import MailDetails
from app.services.notifications.notification_templates import OUTCOME

MOST_ACTIONS = 6
IN_PLAN = (ProposalState.CHOICE, ProposalState.IN_PROGRESS, ProposalState.COMPLETE)
GIVE_BACK = Words("Tu ne viens plus ? Rends ta place : une autre personne peut la prendre.")
PLAN = Words("Ces idées deviennent des actions. On te dira où elles en sont.")
NO_PLAN = Words("Merci d’être venu. La suite se lit dans l’application.")
ACTION_BY = Words("{title} : {owner}, pour le {day}")
ACTION_OF = Words("{title} : {owner}")
ACTION_UNTIL = Words("{title}, pour le {day}")


async def details_of(
    uow: UnitOfWork, mission_id: UUID, kind: str, language: Language, timezone: str
) -> MailDetails | None:
    mission = await uow.session.get(Mission, mission_id)
    if mission is None or mission.event is None:
        return None
    if kind == OUTCOME:
        actions = await _plan(uow, mission, language)
        return MailDetails(facts=actions, steps=[(PLAN if actions else NO_PLAN).in_(language)], page="")
    place = mission.event["place"]
    where = ", ".join(line(part) for part in (place["label"], place["address"], place["online_url"]) if part)
    start, end = (datetime.fromisoformat(mission.event[name]) for name in ("starts_at", "ends_at"))
    zone = ZoneInfo(timezone)
    when = Span(start.astimezone(zone), end.astimezone(zone), Precision.MINUTE).say(language)
    return MailDetails(facts=[when, where], steps=[GIVE_BACK.in_(language)], page="")


async def _plan(uow: UnitOfWork, mission: Mission, language: Language) -> Sequence[str]:
    """Return the actions of the programme, the next ones first."""
    confirmation = case((Proposal.accepted_at.is_not(None), User.display_name))  # others are only thought of
    owner = func.coalesce(Proposal.owner_name, Community.name, confirmation)
    statement = (
        select(Proposal.title, Proposal.due_on, owner.label("owner"))
        .join(Mission, Mission.id == Proposal.mission_id)
        .outerjoin(Community, Community.id == Proposal.structure_id)
        .outerjoin(User, User.id == Proposal.owner_id)
        .where(Mission.programme_id == mission.programme_id, Proposal.state.in_(IN_PLAN))
        .order_by(Proposal.due_on.nulls_last(), Proposal.id)
        .limit(MOST_ACTIONS)
    )
    return [
        _action(row.title, row.owner, row.due_on and say_day(row.due_on, language), language)
        for row in await uow.session.execute(statement)
    ]


def _action(title: str, owner: str | None, day: str | None, language: Language) -> str:
    blanks = {"title": line(title), "owner": line(owner or ""), "day": day or ""}
    if owner and day:
        return ACTION_BY.in_(language, **blanks)
    return (ACTION_OF if owner else ACTION_UNTIL).in_(language, **blanks) if owner or day else line(title)

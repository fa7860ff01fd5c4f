"""Details of a mail about an event of a programme: when and where it is, or the plan that came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select

from app.core.app_paths import AppPath
from app.core.dates import Precision, Span, say_day
from app.core.i18n import Language, Words
from app.core.ports import Attachment
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.missions import Mission
from app.models.proposals import Proposal, ProposalState
from app.models.responses import Attendance, MissionResponse
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.proposals import in_visible_plan
from app.services.notifications.mail_bodies import line
from app.services.notifications.mail_templates import MailDetails
from app.services.notifications.notification_templates import OUTCOME, SEAT, EventNotice
from app.services.shared.calendar_files import (
    Entry,
    Method,
    Organiser,
    calendar_message,
    event_entry,
    place_of,
)

MOST_ACTIONS = 6
IN_PLAN = (ProposalState.CHOICE, ProposalState.IN_PROGRESS, ProposalState.COMPLETE)
FILE_NAME = Words("rencontre.ics")
GIVE_BACK = Words("Tu ne viens plus ? Rends ta place : une autre personne peut la prendre.")
PUT_IN = Words("Le fichier joint met ce moment dans ton agenda.")
PUT_RIGHT = Words("Le fichier joint corrige ce moment dans ton agenda.")
TAKE_OUT = Words("Le fichier joint retire ce moment de ton agenda.")
IS_YOURS = Words("Elle est à toi. Tu ne peux pas venir ? Rends-la : quelqu’un d’autre attend.")
NOTHING_TO_DO = Words("Tu n’as rien à faire.")
FILES = {  # of who has a seat
    EventNotice.REGISTRATION: (PUT_IN,),
    SEAT: (PUT_IN,),
    EventNotice.MOVE: (PUT_RIGHT,),
    EventNotice.CANCELLATION: (TAKE_OUT,),
}
FOLLOWING = {SEAT: (IS_YOURS,), EventNotice.CANCELLATION: (NOTHING_TO_DO,)}
PLAN = Words("Ces idées deviennent des actions. On te dira où elles en sont.")
NO_PLAN = Words("Merci d’être venu. La suite se lit dans l’application.")
ACTION_BY = Words("{title} : {owner}, pour le {day}")
ACTION_OF = Words("{title} : {owner}")
ACTION_UNTIL = Words("{title}, pour le {day}")


class Reader(NamedTuple):
    id: UUID
    language: Language
    timezone: str


async def details_of(uow: UnitOfWork, mission_id: UUID, kind: str, reader: Reader) -> MailDetails | None:
    mission = await uow.session.get(Mission, mission_id)
    if mission is None or mission.event is None:
        return None
    if kind == OUTCOME:
        actions = await _plan(uow, mission, reader.language)
        return MailDetails(facts=actions, steps=[(PLAN if actions else NO_PLAN).in_(reader.language)], page="")
    start, end = (datetime.fromisoformat(mission.event[name]) for name in ("starts_at", "ends_at"))
    zone = ZoneInfo(reader.timezone)
    when = Span(start.astimezone(zone), end.astimezone(zone), Precision.MINUTE).say(reader.language)
    facts = [when, *([] if kind == EventNotice.CANCELLATION else [line(place_of(mission.event))])]
    attachment = await _calendar(uow, mission, kind, reader)
    steps = [*(FILES[kind] if attachment else ()), *FOLLOWING.get(kind, (GIVE_BACK,))]
    sentences = [step.in_(reader.language) for step in steps]
    return MailDetails(facts=facts, steps=sentences, page="", attachment=attachment)


async def _calendar(uow: UnitOfWork, mission: Mission, kind: str, reader: Reader) -> Attachment | None:
    """Return the event for the calendar of somebody who has a seat: put in, put right, or taken out."""
    has_file = (MissionResponse.mission_id == mission.id, MissionResponse.user_id == reader.id)
    comes = select(MissionResponse.id).where(*has_file, MissionResponse.attendance == Attendance.REGISTERED)
    if kind not in FILES or mission.event is None or await uow.session.scalar(comes) is None:
        return None
    community = await uow.session.get_one(Community, mission.community_id)
    settings, updated_at = uow.runtime.settings, mission.updated_at
    url = settings.app_address(AppPath.MISSION.of(mission.id))
    entry = Entry(mission.id, mission.title, updated_at, updated_at, mission.version, community.name, url)
    method = Method.CANCEL if kind == EventNotice.CANCELLATION else Method.PUBLISH
    organiser = Organiser(community.name, settings.contact)
    text = calendar_message(method, organiser, event_entry(mission.event, entry))
    return Attachment(FILE_NAME.in_(reader.language), text, method)


async def _plan(uow: UnitOfWork, mission: Mission, language: Language) -> Sequence[str]:
    """Return the actions of the programme, the next ones first."""
    agreement = and_(Proposal.accepted_at.is_not(None), is_visible(User.id))
    confirmation = case((agreement, User.display_name))  # others are only thought of
    owner = func.coalesce(Proposal.owner_name, Community.name, confirmation)
    statement = (
        select(Proposal.title, Proposal.due_on, owner.label("owner"))
        .join(Mission, Mission.id == Proposal.mission_id)
        .outerjoin(Community, Community.id == Proposal.structure_id)
        .outerjoin(User, User.id == Proposal.owner_id)
        .where(Mission.programme_id == mission.programme_id, Proposal.state.in_(IN_PLAN), in_visible_plan())
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

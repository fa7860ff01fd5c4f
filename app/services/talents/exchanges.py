"""Asking for an exchange: those who offer the skill and let others ask receive it, without a name."""

from datetime import timedelta
from uuid import UUID

from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.models.guardians import GuardedAct
from app.models.missions import AudienceKind, Mission, MissionKind, MissionState
from app.models.skills import Skill
from app.models.users import User
from app.schemas.events import EventForm
from app.schemas.exchanges import ExchangeCreate
from app.services.accounts import age, suspensions
from app.services.communities import memberships
from app.services.communities.memberships import MembershipNotFound
from app.services.journal.citations import check_skill
from app.services.missions.exchanges import EXCHANGE
from app.services.missions.moments import begin
from app.services.shared import idempotency
from app.services.talents.skills import label_of

OPEN_FOR, SHORT = timedelta(days=30), timedelta(hours=1)
PER_SKILL = Rule("exchanges asked per person, community and skill", 3, timedelta(days=30))
PER_PERSON = Rule("exchanges asked per person", 20, timedelta(days=30))
TITLE = Words("Un échange : {skill}")
PLACE = Words("À convenir ensemble")


async def ask(
    uow: UnitOfWork, community_id: UUID, data: ExchangeCreate, key: str | None
) -> tuple[Representation, bool]:
    """Ask those who offer the skill. The answer is the same whether or not there is anybody to ask.

    Raises MembershipNotFound, SkillNotFound, AgeRequired, GuardianRequired, TooMany.
    """
    await suspensions.check(uow)
    too_young = await age.refusal(uow, GuardedAct.SHARE)
    if not (await memberships.own_to_change(uow, community_id)).is_active:  # it stays so until commit
        raise MembershipNotFound
    await age.check_shown(uow, community_id, too_young)
    await check_skill(uow, data.skill_id)
    mission_id, is_new = await idempotency.remember_once(uow, key, data, community_id)
    if is_new:
        await hit(uow.runtime, PER_SKILL, (community_id, uow.actor.id, data.skill_id), uow.now)
        await hit(uow.runtime, PER_PERSON, uow.actor.id, uow.now)
        mission = await _mission(uow, mission_id, community_id, data)
        uow.session.add(mission)
        await begin(uow, mission)
    return await EXCHANGE.show(uow, id=mission_id), is_new


async def _mission(uow: UnitOfWork, mission_id: UUID, community_id: UUID, data: ExchangeCreate) -> Mission:
    """Write the exchange as an event with one seat, which has no author."""
    language = (await uow.session.get_one(User, uow.actor.id)).language
    skill = await uow.session.get_one(Skill, data.skill_id)
    end = uow.now + OPEN_FOR
    place = {"label": PLACE.in_(language)}
    form = EventForm.model_validate({"starts_at": end - SHORT, "ends_at": end, "place": place, "capacity": 1})
    return Mission(
        id=mission_id,
        community_id=community_id,
        asker_id=uow.actor.id,
        kind=MissionKind.EVENT,
        title=TITLE.fill(skill=label_of(skill.labels, language, skill.code)).in_(language),
        brief=data.message,
        skills=[data.skill_id],
        audience={"type": AudienceKind.OFFERS, "skill_id": str(data.skill_id)},
        closes_at=end,
        form=form.model_dump(mode="json"),
        state=MissionState.DRAFT,
        version=0,
        created_at=uow.now,
        updated_at=uow.now,
        born_as="",
    )

"""An action that was chosen becomes a skill of the community's own framework."""

from uuid import UUID

from sqlalchemy import select

from app.core.db import fetch_one
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.models.proposals import PLAN, Proposal, ProposalMoved
from app.models.skills import Framework, Skill, SkillKind
from app.models.users import User
from app.policies.communities import active_in
from app.schemas.skills import ProposalSkillWrite
from app.services.accounts import suspensions
from app.services.communities import communities
from app.services.proposals.reads import ProposalNotFound
from app.services.talents import framework_imports
from app.services.talents.frameworks import FrameworkNotFound
from app.services.talents.skills import SKILL

UNKNOWN_DOMAIN = Words("ce domaine n’est pas dans ce référentiel")


async def add(uow: UnitOfWork, proposal_id: UUID, data: ProposalSkillWrite) -> tuple[UUID, Representation, bool]:
    """Add the skill at the end of a domain. Again, it is the same skill, with the present title.

    Raises ProposalNotFound, ManagersOnly, ProposalMoved, FrameworkNotFound.
    """
    await suspensions.check(uow)
    known = (Proposal.id == proposal_id, Proposal.community_id.in_(active_in(uow.actor)))
    proposal = await fetch_one(uow.session, select(Proposal).where(*known), ProposalNotFound)
    await communities.get_to_change(uow, proposal.community_id)
    if proposal.state not in PLAN:
        raise ProposalMoved
    code = f"{proposal.community_id}.{data.framework}"
    own = select(Framework).where(Framework.code == code, Framework.community_id == proposal.community_id)
    framework = await fetch_one(uow.session, own.with_for_update(), FrameworkNotFound)
    in_framework = (Skill.framework_id == framework.id, Skill.code == data.domain, Skill.kind == SkillKind.GROUP)
    domain = await uow.session.scalar(select(Skill).where(*in_framework, Skill.obsolete_at.is_(None)))
    if domain is None:
        raise Unprocessable(errors=[wrong("/domain", "unknown_domain", UNKNOWN_DOMAIN)])
    language = (await uow.session.get_one(User, uow.actor.id)).language.of_contents
    name = f"p.{proposal.id.hex[-12:]}"
    skill_id, is_new = await framework_imports.add(uow, framework, domain, name, {language: proposal.title})
    return skill_id, await SKILL.show(uow, id=skill_id), is_new

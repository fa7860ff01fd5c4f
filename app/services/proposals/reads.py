"""Proposals as they are shown: to their authors, the team, and whoever sees the mission or the plan."""

from uuid import UUID

from sqlalchemy import (
    Integer,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
)

from app.core.actor import ME
from app.core.db import SINGLE_ROW
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import (
    NOW,
    Json,
    Projection,
    Representation,
    SingleProjection,
    build,
    is_empty,
    many,
    shape,
    wire,
)
from app.core.uow import Reading
from app.models.communities import Community
from app.models.missions import Mission
from app.models.proposals import Proposal, ProposalAgreement, ProposalAuthor, ProposalNote, ProposalState
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.proposals import in_plan, in_plan_of, is_decided_by, is_run_by, readable_by, written_by
from app.policies.sessions import SIGNED_IN
from app.schemas.proposals import (
    MOST_NOTES,
    PlanQuery,
    ProposalNoteRead,
    ProposalQuery,
    ProposalRead,
)
from app.services.missions.reads import MISSION
from app.services.shared import summaries
from app.services.shared.community_guards import check_member


class ProposalNotFound(NotFound):
    title = Words("Proposition introuvable")


_COLUMNS = Proposal.__table__.c
_IS_AUTHOR, _IS_RUN = written_by(ME), is_run_by(ME)
_OF_PROPOSAL = (ProposalAuthor.proposal_id == Proposal.id, User.id == ProposalAuthor.user_id)
_STAYS = is_visible(ProposalAuthor.user_id)
_FIRST = (
    select(ProposalAuthor.user_id)
    .where(ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.joined_at.is_not(None))
    .order_by(ProposalAuthor.joined_at, ProposalAuthor.user_id)
    .limit(SINGLE_ROW)
    .correlate_except(ProposalAuthor)
    .scalar_subquery()
)
_AUTHORS = many(
    summaries.PERSON,
    *_OF_PROPOSAL,
    ProposalAuthor.joined_at.is_not(None),
    _STAYS,
    order_by=ProposalAuthor.joined_at,
)
_AGREEMENT = exists().where(
    ProposalAgreement.proposal_id == ProposalAuthor.proposal_id,
    ProposalAgreement.candidate_id == ProposalAuthor.user_id,
    ProposalAgreement.author_id == ME.id,
)
_CANDIDATE = {"user": summaries.PERSON, "created_at": wire(ProposalAuthor.__table__.c.asked_at), "agreed": _AGREEMENT}
_CANDIDATES = many(
    build(_CANDIDATE), *_OF_PROPOSAL, ProposalAuthor.joined_at.is_(None), _STAYS, order_by=ProposalAuthor.asked_at
)
_OWNER_PERSON = select(summaries.PERSON).where(User.id == Proposal.owner_id, is_visible(User.id)).scalar_subquery()
_STRUCTURE = (
    select(build({"id": Community.id, "name": Community.name}))
    .where(Community.id == Proposal.structure_id)
    .scalar_subquery()
)
_OWNER = build(
    {
        "user": _OWNER_PERSON,
        "structure": _STRUCTURE,
        "name": Proposal.owner_name,
        "accepted": Proposal.accepted_at.is_not(None),
    }
)
_TELLER = select(summaries.PERSON).where(User.id == ProposalNote.author_id, is_visible(User.id)).scalar_subquery()
_NOTE = shape(ProposalNote, ProposalNoteRead, created_at=wire(ProposalNote.__table__.c.noted_at), author=_TELLER)
_NOTES = func.array(
    select(_NOTE)
    .where(ProposalNote.proposal_id == Proposal.id)
    .order_by(ProposalNote.noted_at.desc(), ProposalNote.id.desc())
    .limit(literal_column(str(MOST_NOTES)))
    .scalar_subquery()
)
_IS_OVER = Proposal.state == ProposalState.ABANDONED
_FOR_ALL = {
    "cites": case((_FIRST.is_not_distinct_from(ME.id), Proposal.cites)),
    "owner": case((in_plan(), _OWNER)),
    "cost_cents": case((is_decided_by(ME), Proposal.cost_cents)),
    "outside_ballot": _COLUMNS.is_outside_ballot,
    "notes": _NOTES,
}
ITEM = shape(
    Proposal,
    ProposalRead,
    **_FOR_ALL,
    authors=case((or_(_IS_AUTHOR, _IS_RUN), _AUTHORS)),
    candidates=case((_IS_AUTHOR, _CANDIDATES)),
    reason=case((or_(_IS_OVER, _IS_AUTHOR, _IS_RUN), Proposal.reason)),
)
_BY_ID = Proposal.id == bindparam("id", type_=Uuid())
PROPOSAL = SingleProjection(
    SIGNED_IN,
    ITEM,
    Proposal.version,
    readable_by(ME, NOW),
    _BY_ID,
    steady=false(),  # names change without a new version
    missing=ProposalNotFound,
)
# The same towards its author: whoever sends an idea waits for no plan of who else may read it.
OWN_PROPOSAL = SingleProjection(
    SIGNED_IN,
    shape(Proposal, ProposalRead, **_FOR_ALL, authors=_AUTHORS, candidates=_CANDIDATES),
    Proposal.version,
    Mission.id == Proposal.mission_id,
    _IS_AUTHOR,
    _BY_ID,
    steady=false(),
    missing=ProposalNotFound,
)
OF_MISSION = Projection(
    "proposals.of_mission",
    SIGNED_IN,
    ITEM,
    Proposal.mission_id == bindparam("mission", type_=Uuid()),
    readable_by(ME, NOW),
    order=(Proposal.created_at, Proposal.id),
    filters={
        "state": Proposal.state == bindparam("state"),
        "theme": bindparam("theme", type_=Text()) == any_(Proposal.__table__.c.themes),
    },
)
_OWNER_ID = bindparam("owner_id", type_=Uuid())
_YEAR = func.extract("year", func.coalesce(Proposal.due_on, func.date(Proposal.selected_at)))
PLAN_OF_COMMUNITY = Projection(
    "proposals.plan",
    SIGNED_IN,
    ITEM,
    Proposal.community_id == bindparam("community", type_=Uuid()),
    in_plan(),
    Mission.id == Proposal.mission_id,
    or_(in_plan_of(ME), is_run_by(ME)),
    order=(Proposal.selected_at, Proposal.id),
    filters={
        "state": Proposal.state == bindparam("state"),
        "owner_id": or_(Proposal.owner_id == _OWNER_ID, Proposal.structure_id == _OWNER_ID),
        "year": cast(_YEAR, Integer) == bindparam("year", type_=Integer()),
    },
)


async def get(reading: Reading, proposal_id: UUID) -> Representation:
    """Return a proposal. Raises ProposalNotFound."""
    return await PROPOSAL.get(reading, id=proposal_id)


async def search(reading: Reading, mission_id: UUID, query: ProposalQuery) -> Json:
    """List the proposals of a mission that the caller may see, newest first. Raises MissionNotFound."""
    page = await OF_MISSION.page(reading, mission=mission_id, **query.model_dump(exclude_none=True))
    if is_empty(page):
        await MISSION.get(reading, id=mission_id)
    return page


async def plan(reading: Reading, community_id: UUID, query: PlanQuery) -> Json:
    """List the actions of a community for its members, those selected last first.

    Raises CommunityNotFound, MembersOnly.
    """
    await check_member(reading, community_id)
    return await PLAN_OF_COMMUNITY.page(reading, community=community_id, **query.model_dump(exclude_none=True))

"""Proposals as their authors write them."""

import json
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from app.core.compiled import Compiled
from app.core.db import fetch_one
from app.core.errors import Conflict, Forbidden, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import NOW, Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.guardians import GuardedAct
from app.models.missions import Mission, MissionKind
from app.models.proposals import LIVE_STATES, WRITABLE, Proposal, ProposalAuthor, ProposalMoved, ProposalState
from app.models.responses import STANDING, MissionResponse
from app.policies.proposals import readable_by, written_by
from app.schemas.patches import patched
from app.schemas.proposals import CiteKind, Citing, ProposalForm, ProposalPatch, ProposalWrite
from app.services.accounts import age
from app.services.journal.citations import check_cited
from app.services.missions import ballots, mission_notifications, own_responses
from app.services.missions.reads import MissionNotFound
from app.services.missions.surveys import OTHER_KIND
from app.services.proposals import notices
from app.services.proposals.reads import OWN_PROPOSAL, PROPOSAL, ProposalNotFound


class TooManyProposals(Conflict):
    title = Words("C’est assez de propositions")
    advice = Words("Cette mission en prend un nombre fixe par personne. Retires-en une, ou réécris-la.")


class AuthorsOnly(Forbidden):
    title = Words("C’est à ses auteurs de l’écrire")
    advice = Words("Demande à signer avec eux : chacun d’eux doit être d’accord.")


OTHER_MISSION = wrong("/mission_id", "fixed", Words("une proposition reste dans sa mission"))
LONG = Words("ce texte dépasse {length} caractères")
UNKNOWN_THEME = Words("la mission n’a pas ce thème")
NO_CITES = wrong("/cites", "cites_missing", Words("il faut dire d’où vient l’idée : cite un moment à toi"))
UNWANTED_CITES = wrong("/cites", "cites_refused", Words("cette mission ne prend pas de citation"))
UNKNOWN_RESPONSE = Words("ce n’est pas une de tes réponses")
_ME = bindparam("me", type_=Uuid())
_COLUMNS = Proposal.__table__.c
_WRITTEN = ("mission_id", "community_id", "title", "text", "themes", "state", "progress", "is_outside_ballot")
_NEW = ("id", *_WRITTEN, "submitted_at", "version", "created_at", "updated_at", "born_as")
_PROPOSAL = (
    insert(Proposal)
    .values({name: bindparam(name, type_=_COLUMNS[name].type) for name in (*_NEW, "cites")})
    .on_conflict_do_nothing(index_elements=["id"])
    .returning(Proposal.id)
    .cte("proposal")
)
_BEGIN = Compiled(
    insert(ProposalAuthor)
    .from_select(["proposal_id", "user_id", "asked_at", "joined_at"], select(_PROPOSAL.c.id, _ME, NOW, NOW))
    .returning(ProposalAuthor.proposal_id)
)
_OTHERS = Compiled(
    select(func.count())
    .select_from(Proposal)
    .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
    .where(Proposal.mission_id == bindparam("mission", type_=Uuid()), Proposal.id != bindparam("id", type_=Uuid()))
    .where(Proposal.state.in_(LIVE_STATES))
    .where(ProposalAuthor.user_id == _ME, ProposalAuthor.joined_at.is_not(None))
)


async def put(
    uow: UnitOfWork, proposal_id: UUID, data: ProposalWrite, version: int | None
) -> tuple[Representation, bool]:
    """Write or rewrite a proposal. The id is an idempotency key for ever: the same body again changes nothing.

    What others see of it is shared: outside a known school, it takes the age for it, or a guardian.
    Raises MissionNotFound, MissionOver, TooManyProposals, AgeRequired, GuardianRequired.
    """
    response, mission = await _lock_mission(uow, data.mission_id)
    if new := await _begin(uow, proposal_id, mission, data):
        await _check(uow, new, mission, response, data, is_first=True)
        await _tell(uow, new, response, authors={uow.actor.id})
        return await _show_own(uow, new), True
    proposal = await get_to_change(uow, proposal_id)
    if version is None and data.digest() == proposal.born_as:
        return await _show_own(uow, proposal), False
    await expect(uow, version, proposal, PROPOSAL, id=proposal_id)
    await _rewrite(uow, proposal, mission, response, data)
    return await _show_own(uow, proposal), False


async def _begin(uow: UnitOfWork, proposal_id: UUID, mission: Mission, data: ProposalWrite) -> Proposal | None:
    """Insert a proposal of the caller as it is sent, unless there is one of that id already. All else is checked after
    it: the same body again is answered, whatever has become of its mission.
    """
    new = Proposal(id=proposal_id, mission_id=mission.id, community_id=mission.community_id, state=ProposalState.DRAFT)
    new.progress, new.is_outside_ballot, new.version = 0, False, 0
    new.created_at, new.born_as = uow.now, data.digest()
    _write(uow, new, data, is_first=True)
    values = {name: getattr(new, name) for name in _NEW} | {"cites": json.dumps(new.cites)}
    rows = await _BEGIN.execute(uow.session, values | {"me": uow.actor.id, "now": uow.now})
    return None if rows.first() is None else new


async def patch(uow: UnitOfWork, proposal_id: UUID, patch: ProposalPatch, version: int | None) -> Representation:
    """Change some of it, or send a draft."""
    mission_id = await uow.session.scalar(select(Proposal.mission_id).where(Proposal.id == proposal_id))
    if mission_id is None:
        raise ProposalNotFound
    try:
        response, mission = await _lock_mission(uow, mission_id)
    except MissionNotFound:
        raise ProposalNotFound from None
    proposal = await get_to_change(uow, proposal_id)
    await expect(uow, version, proposal, PROPOSAL, id=proposal_id)
    is_draft = proposal.state is ProposalState.DRAFT
    data = patched(ProposalWrite, proposal, patch, draft=is_draft, captured_at=None)
    await _rewrite(uow, proposal, mission, response, data)
    return await _show_own(uow, proposal)


async def withdraw(uow: UnitOfWork, proposal_id: UUID, version: int | None) -> None:
    """Withdraw it from others, until it is selected. Raises ProposalNotFound, ProposalMoved."""
    proposal = await get_to_change(uow, proposal_id)
    if proposal.state is ProposalState.WITHDRAWN:
        return
    if version is not None:
        await expect(uow, version, proposal, PROPOSAL, id=proposal_id)
    if proposal.move(ProposalState.WITHDRAWN, uow.now):
        proposal.reason = None
        await ballots.drop_option(uow, proposal.id)
        await notices.note_change(uow, proposal)


async def get_to_change(uow: UnitOfWork, proposal_id: UUID) -> Proposal:
    """Lock a proposal of the caller. Raises ProposalNotFound, AuthorsOnly for mere readers."""
    statement = select(Proposal).join(Mission, readable_by(uow.actor, literal(uow.now)))
    statement = statement.where(Proposal.id == proposal_id)
    proposal = await fetch_one(uow.session, statement.with_for_update(of=Proposal), ProposalNotFound)
    is_author = select(Proposal.id).where(Proposal.id == proposal_id, written_by(uow.actor))
    if await uow.session.scalar(is_author) is None:
        raise AuthorsOnly
    return proposal


async def show(uow: UnitOfWork, proposal: Proposal) -> Representation:
    return await PROPOSAL.show(uow, id=proposal.id)


async def _show_own(uow: UnitOfWork, proposal: Proposal) -> Representation:
    return await OWN_PROPOSAL.show(uow, id=proposal.id)


async def _lock_mission(uow: UnitOfWork, mission_id: UUID) -> tuple[MissionResponse, Mission]:
    """Lock the caller's response, so that proposals of one person come one after the other.

    A guest's age was asked at the door. Raises MissionNotFound, AgeRequired, GuardianRequired.
    """
    too_young = None if uow.actor.room_id else await age.refusal_but_suspensions(uow, GuardedAct.SHARE)
    response, mission, _ = await own_responses.lock_to_share(uow, mission_id)
    if mission.id != mission_id:
        raise MissionNotFound
    if mission.kind is not MissionKind.PROPOSAL:
        raise Unprocessable(errors=[wrong("/mission_id", "other_kind", OTHER_KIND)])
    await age.check_shown(uow, mission.community_id, too_young)
    return response, mission


async def _rewrite(
    uow: UnitOfWork, proposal: Proposal, mission: Mission, response: MissionResponse, data: ProposalWrite
) -> None:
    if data.mission_id != proposal.mission_id:
        raise Unprocessable(errors=[OTHER_MISSION])
    if proposal.state not in WRITABLE or (data.draft and proposal.state is not ProposalState.DRAFT):
        raise ProposalMoved
    first = await uow.session.scalar(notices.authors_of(proposal.id).order_by(ProposalAuthor.joined_at).limit(1))
    is_first = first == uow.actor.id
    await _check(uow, proposal, mission, response, data, is_first=is_first)
    _write(uow, proposal, data, is_first=is_first)
    await _tell(uow, proposal, response)


async def _check(  # noqa: PLR0913  all that is asked of it
    uow: UnitOfWork,
    proposal: Proposal,
    mission: Mission,
    response: MissionResponse,
    data: ProposalWrite,
    *,
    is_first: bool,
) -> None:
    """Check all that its mission asks of it. `is_first`: of who wrote it first, whose moments and answers it cites."""
    mission.expect_answer(uow.now, is_return=False, captured_at=_captured(uow, response, data))
    form = ProposalForm.model_validate(mission.form)
    if is_first:
        await _check_cites(uow, form, data)
    _check_form(form, data)
    await _check_number(uow, proposal, form)


def _write(uow: UnitOfWork, proposal: Proposal, data: ProposalWrite, *, is_first: bool) -> None:
    fields: dict[str, object] = {"title": data.title, "text": data.text, "themes": data.themes}
    cites = {"cites": [cite.model_dump(mode="json") for cite in data.cites]} if is_first else {}
    proposal.change(fields | cites, uow.now)
    if not data.draft:
        proposal.move(ProposalState.SUBMITTED, uow.now)


async def _tell(
    uow: UnitOfWork, proposal: Proposal, response: MissionResponse, authors: AbstractSet[UUID] | None = None
) -> None:
    """Note what changed. `authors`, where they are known."""
    if proposal.state is ProposalState.SUBMITTED and response.state not in STANDING:
        response.submit_sheet(None, None, uow.now)
        await mission_notifications.close_answered(uow, response)
        notices.note_response(uow, response)
    await notices.note_change(uow, proposal, authors=authors)


def _captured(uow: UnitOfWork, response: MissionResponse, data: ProposalWrite) -> datetime:
    """Return when it was written: not before the mission was sent, not after now."""
    return min(max(data.captured_at or uow.now, response.assigned_at), uow.now)


def _check_form(form: ProposalForm, data: ProposalWrite) -> None:
    faults = [
        wrong(f"/themes/{n}", "unknown_theme", UNKNOWN_THEME)
        for n, theme in enumerate(data.themes)
        if theme not in form.themes
    ]
    if data.text is not None and len(data.text) > form.length:
        faults.append(wrong("/text", "too_long", LONG.fill(length=form.length)))
    if faults:
        raise Unprocessable(errors=faults)


async def _check_cites(uow: UnitOfWork, form: ProposalForm, data: ProposalWrite) -> None:
    if data.cites and form.cites is Citing.NO:
        raise Unprocessable(errors=[UNWANTED_CITES])
    if not data.cites and form.cites is Citing.MANDATORY and not data.draft:
        raise Unprocessable(errors=[NO_CITES])
    experiences = {f"/cites/{n}/id": cite.id for n, cite in enumerate(data.cites) if cite.type is CiteKind.EXPERIENCE}
    await check_cited(uow, experiences, {})
    answers = {n: cite.id for n, cite in enumerate(data.cites) if cite.type is CiteKind.RESPONSE}
    own = select(MissionResponse.id).where(
        MissionResponse.id.in_(answers.values()), MissionResponse.user_id == uow.actor.id
    )
    own_ids = set(await uow.session.scalars(own)) if answers else set()
    faults = [
        wrong(f"/cites/{n}/id", "unknown_response", UNKNOWN_RESPONSE)
        for n, response_id in answers.items()
        if response_id not in own_ids
    ]
    if faults:
        raise Unprocessable(errors=faults)


async def _check_number(uow: UnitOfWork, proposal: Proposal, form: ProposalForm) -> None:
    """Raises TooManyProposals. The caller's response is locked: nobody counts two at once."""
    values = {"mission": proposal.mission_id, "id": proposal.id, "me": uow.actor.id}
    if (await _OTHERS.execute(uow.session, values)).scalar_one() >= form.max_per_person:
        raise TooManyProposals

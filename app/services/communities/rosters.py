"""A school's list of pupils: what would happen with each line, and the invitations that do it.

Nothing of the list is stored. The act takes the list again, and what was said of it: it is refused once that differs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.core.errors import Conflict, Forbidden
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.limits import hits
from app.core.text import mailbox_of, normalise_email
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community
from app.models.invitations import Invitation
from app.models.memberships import Membership, MembershipState
from app.models.users import User
from app.policies.communities import is_known_school
from app.schemas.invitations import InvitationWrite
from app.schemas.rosters import (
    AT_ONCE,
    RosterInvitationRead,
    RosterLineRead,
    RosterLineWrite,
    RosterRead,
    RosterSendingRead,
    RosterWrite,
)
from app.schemas.rosters import RosterLineState as State
from app.services.accounts import second_factors
from app.services.communities import invitation_mails, invitations
from app.services.shared.community_guards import check_manager

LIFE = timedelta(days=60)  # of the invitations


class KnownSchoolsOnly(Forbidden):
    title = Words("Seule une école vérifiée peut envoyer la liste de ses élèves")
    advice = Words("Demande à l’équipe de Day Tripper de vérifier qui la tient. Sinon, envoie des invitations.")


class RosterChanged(Conflict):
    title = Words("Ce n’est plus ce que montrait l’aperçu")
    advice = Words("La liste ou la communauté a changé depuis. Demande un nouvel aperçu, puis confirme celui-là.")


async def preview(uow: UnitOfWork, community_id: UUID, data: RosterWrite) -> RosterRead:
    """Say what would happen with each line, and change nothing.

    Raises CommunityNotFound, ManagersOnly, KnownSchoolsOnly, SecondFactorRequired.
    """
    return await _plan(uow, await _expect_school(uow, community_id), data)


async def send(uow: UnitOfWork, community_id: UUID, data: RosterWrite, fingerprint: str) -> RosterSendingRead:
    """Invite those whom the preview names: one invitation for each class, mailed to its addresses.

    Raises RosterChanged, and what `preview` and `invitations.create` raise.
    """
    plan = await _plan(uow, await _expect_school(uow, community_id), data)
    if plan.fingerprint != fingerprint:
        raise RosterChanged
    sendings = [await _invite(uow, community_id, tag, emails) for tag, emails in _by_tag(plan.lines).items()]
    mailed = sum(sending.mailed for sending in sendings)
    return RosterSendingRead(mailed=mailed, skipped=plan.invitations - mailed, invitations=sendings)


async def _expect_school(uow: UnitOfWork, community_id: UUID) -> Community:
    await check_manager(Reading(uow.actor, uow.runtime), community_id)
    community = await uow.session.get_one(Community, community_id)
    if not is_known_school(community):
        raise KnownSchoolsOnly
    await second_factors.require(uow)
    return community


async def _plan(uow: UnitOfWork, community: Community, data: RosterWrite) -> RosterRead:
    boxes = {line.line: box for line in data.lines if line.email and (box := _mailbox(line.email))}
    members = await _members(uow, community.id)
    recent = await _recent(uow, community.id, set(boxes.values()))
    above, lines = set[str](), list[RosterLineRead]()
    counts = Counter[State]()
    for line in data.lines:
        box = boxes.get(line.line)
        state = _fault(line, box) or _standing(box or "", above, members, recent)
        if state is State.INVITATION and counts[state] == AT_ONCE:
            state = State.LATER
        counts[state] += 1
        above |= {box} if box else set()
        lines.append(RosterLineRead(**line.model_dump(), state=state))
    parts = [(line.line, str(line.state), line.email, line.tag) for line in lines]
    fingerprint = uow.runtime.keys.mac("roster", community.id, parts).hex()[:32]
    return RosterRead(fingerprint=fingerprint, invitations=counts[State.INVITATION], lines=lines)


def _fault(line: RosterLineWrite, box: str | None) -> State | None:
    if line.email is None:
        return State.NO_ADDRESS
    return State.BAD_ADDRESS if box is None else None


def _standing(box: str, above: set[str], members: set[str], recent: set[str]) -> State:
    states = {State.REPETITION: above, State.MEMBER: members, State.RECENT: recent}
    return next((state for state, boxes in states.items() if box in boxes), State.INVITATION)


def _mailbox(address: str) -> str | None:
    try:
        return mailbox_of(address)
    except ValueError:
        return None


async def _members(uow: UnitOfWork, community_id: UUID) -> set[str]:
    addresses = select(User.email).join(Membership, Membership.user_id == User.id)
    is_member = (Membership.community_id == community_id, Membership.state == MembershipState.ACTIVE)
    return {mailbox_of(email) for email in await uow.session.scalars(addresses.where(*is_member))}


async def _recent(uow: UnitOfWork, community_id: UUID, boxes: set[str]) -> set[str]:
    targets = set(await hits(uow.runtime, invitation_mails.ONCE, [(community_id, box) for box in boxes]))
    return {box for box in boxes if (community_id, box) in targets}


def _by_tag(lines: Sequence[RosterLineRead]) -> Mapping[str | None, list[str]]:
    emails: dict[str | None, list[str]] = {}
    for line in lines:
        if line.state is State.INVITATION and line.email:
            emails.setdefault(line.tag, []).append(normalise_email(line.email))
    return emails


async def _invite(uow: UnitOfWork, community_id: UUID, tag: str | None, emails: list[str]) -> RosterInvitationRead:
    invitation_id, tags = uuid7(), [tag] if tag else []
    data = InvitationWrite(
        tags=tags, ends_at=uow.now + LIFE, max_uses=len(emails), emails=emails, message=None, locale=None
    )
    await invitations.create(uow, community_id, invitation_id, data)
    invitation = await uow.session.get_one(Invitation, invitation_id)
    return RosterInvitationRead(id=invitation_id, tag=tag, mailed=invitation.mailed)

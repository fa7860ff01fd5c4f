"""What the directory of a school does here: it invites its pupils, and lets those leave who left the school.

No address is stored of who has agreed to nothing. The id of a pupil is their address, encrypted; that of an invitation
follows from address and month. Members are listed whose address the directory has: a MAC of it is kept with them.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.errors import Conflict, Forbidden, NotFound
from app.core.i18n import Words
from app.core.text import mailbox_of
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.invitations import Invitation
from app.models.memberships import Membership, MembershipState, Role
from app.models.users import User
from app.policies.communities import is_known_school
from app.schemas.invitations import InvitationWrite
from app.services.communities import invitations
from app.services.departures import membership_endings

PURPOSE = "pupil in a directory"
BOX = "address in a directory"
LIFE = timedelta(days=60)  # of an invitation
MONTHS, TURNS = 4, 3  # in which one may have begun that is good, or has just ended; and how often in each


class PupilNotFound(NotFound):
    title = Words("Élève introuvable")


class PupilKnown(Conflict):
    title = Words("Cette adresse est déjà invitée, ou membre")


class TooManyTurns(Conflict):
    title = Words("Cette adresse a été invitée trois fois ce mois-ci")


class SchoolsOnly(Forbidden):
    title = Words("L’annuaire d’une école vérifiée, et elle seule, peut faire cela")


class OfTheTeam(Forbidden):
    title = Words("Qui anime ou gère la communauté n’est pas un élève de l’annuaire")


class Pupil(NamedTuple):
    """`is_active`: invited, or a member."""

    id: str
    email: str
    is_active: bool


async def search(uow: UnitOfWork) -> Sequence[Pupil]:
    """List the members whose address the directory has, those who came first first. Raises SchoolsOnly."""
    return [pupil for pupil, _ in await members(uow, await school_of(uow))]


async def members(uow: UnitOfWork, school: Community) -> Sequence[tuple[Pupil, Membership]]:
    """Return the members whose address, as it is now, the directory wrote to, or asked for by its id."""
    statement = select(Membership, User.email).join(User, User.id == Membership.user_id)
    is_known = (Membership.community_id == school.id, Membership.directory_box.is_not(None))
    is_active = Membership.state == MembershipState.ACTIVE
    rows = await uow.session.execute(
        statement.where(*is_known, is_active).order_by(Membership.created_at, Membership.user_id)
    )
    return [
        (Pupil(_id_of(uow, school.id, email), email, is_active=True), membership)
        for membership, email in rows
        if email and box_of(uow, school.id, email) == membership.directory_box
    ]


async def find(uow: UnitOfWork, email: str) -> Pupil | None:
    """Return the pupil of that address, if the directory has invited them or they are a member. Raises SchoolsOnly."""
    school = await school_of(uow)
    membership, invitation_rows = (
        await membership_of(uow, school.id, email),
        await invitations_of(uow, school.id, email),
    )
    if membership is None and not invitation_rows:
        return None
    is_active = membership is not None or any(row.lets_in(uow.now) for row in invitation_rows)
    return Pupil(_id_of(uow, school.id, email), email, is_active)


async def get(uow: UnitOfWork, pupil_id: str) -> Pupil:
    """Raises PupilNotFound, SchoolsOnly."""
    pupil = await find(uow, email_of(uow, (await school_of(uow)).id, pupil_id))
    if pupil is None:
        raise PupilNotFound
    return pupil


async def create(uow: UnitOfWork, email: str, tags: Sequence[str], *, is_active: bool) -> Pupil:
    """Invite a pupil by mail. Nobody becomes a member without accepting. Raises PupilKnown, SchoolsOnly, TooMany."""
    pupil = await find(uow, email)
    if pupil is not None and pupil.is_active:
        raise PupilKnown
    school = await school_of(uow)
    await _invite(uow, school.id, email, tags, with_mail=is_active)
    if not is_active:
        await _let_leave(uow, school.id, email)
    return Pupil(_id_of(uow, school.id, email), email, is_active)


async def set_active(uow: UnitOfWork, pupil: Pupil, *, is_active: bool) -> Pupil:
    """Invite a pupil again, or let them leave and take the invitation back. Raises OfTheTeam, TooMany."""
    school = await school_of(uow)
    if is_active and not pupil.is_active:
        await _invite(uow, school.id, pupil.email, ())
    if not is_active and pupil.is_active:
        await _let_leave(uow, school.id, pupil.email)
    return pupil._replace(is_active=is_active)


async def remove(uow: UnitOfWork, pupil: Pupil) -> None:
    """Let a pupil leave, and forget their invitations. Raises OfTheTeam."""
    school = await school_of(uow)
    await _let_leave(uow, school.id, pupil.email)
    for invitation in await invitations_of(uow, school.id, pupil.email):
        await uow.session.delete(invitation)


async def school_of(uow: UnitOfWork) -> Community:
    """Return the school of the token. Raises SchoolsOnly."""
    community = await uow.session.get(Community, uow.actor.community_id) if uow.actor.community_id else None
    if community is None or not is_known_school(community):
        raise SchoolsOnly
    return community


async def membership_of(uow: UnitOfWork, school_id: UUID, email: str) -> Membership | None:
    """Return the active membership of the person with that address."""
    rows = select(Membership).join(User, User.id == Membership.user_id)
    membership = await uow.session.scalar(rows.where(Membership.community_id == school_id, User.email == email))
    return membership if membership is not None and membership.is_active else None


async def invitations_of(uow: UnitOfWork, school_id: UUID, email: str) -> Sequence[Invitation]:
    ids = [id_ for age in range(MONTHS) for id_ in _ids_of_month(uow, school_id, email, age)]
    rows = select(Invitation).where(Invitation.id.in_(ids), Invitation.community_id == school_id)
    return (await uow.session.scalars(rows.order_by(Invitation.id))).all()


async def _invite(uow: UnitOfWork, school_id: UUID, email: str, tags: Sequence[str], *, with_mail: bool = True) -> None:
    """Make an invitation for this address, unless one is good. Raises TooManyTurns."""
    rows = await invitations_of(uow, school_id, email)
    if any(row.lets_in(uow.now) for row in rows):
        return
    earlier_ids = {row.id for row in rows}
    invitation_id = next((i for i in _ids_of_month(uow, school_id, email, 0) if i not in earlier_ids), None)
    latest_row = max(rows, key=lambda row: row.created_at, default=None)
    if invitation_id is None:
        raise TooManyTurns
    data = InvitationWrite(
        tags=list(tags or (latest_row.tags if latest_row else ())),
        ends_at=uow.now + LIFE,
        max_uses=1,
        emails=[email] if with_mail else [],
        message=None,
        locale=None,
    )
    await invitations.create(uow, school_id, invitation_id, data)
    (await uow.session.get_one(Invitation, invitation_id)).directory_box = box_of(uow, school_id, email)


async def _let_leave(uow: UnitOfWork, school_id: UUID, email: str) -> None:
    membership = await membership_of(uow, school_id, email)
    if membership is not None and membership.role is not Role.MEMBER:
        raise OfTheTeam
    for invitation in await invitations_of(uow, school_id, email):
        await invitations.revoke(uow, school_id, invitation.id)
    if membership is not None:
        await membership_endings.leave_at_school(uow, membership)


def _ids_of_month(uow: UnitOfWork, school_id: UUID, email: str, age: int) -> Sequence[UUID]:
    """Return the ids of the invitations of that address that may begin in the month `age` months ago."""
    month, box = uow.now.year * 12 + uow.now.month - age, mailbox_of(email)
    macs = [uow.runtime.keys.mac("invitation by a directory", school_id, box, month, turn) for turn in range(TURNS)]
    return [UUID(bytes=mac[:16]) for mac in macs]


def box_of(uow: UnitOfWork, school_id: UUID, email: str) -> bytes:
    """Return what is kept of an address that the directory has: nobody reads the address out of it."""
    return uow.runtime.keys.mac(BOX, school_id, mailbox_of(email))


def email_of(uow: UnitOfWork, school_id: UUID, pupil_id: str) -> str:
    """Raises PupilNotFound for what is no id of this school's directory."""
    try:
        return uow.runtime.keys.unalias(PURPOSE, school_id, pupil_id).decode()
    except ValueError as error:
        raise PupilNotFound from error


def _id_of(uow: UnitOfWork, school_id: UUID, email: str) -> str:
    return uow.runtime.keys.alias(PURPOSE, school_id, email.encode())

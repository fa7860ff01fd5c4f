from uuid import UUID

from sqlalchemy import select

from app.core.errors import Forbidden
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.guardians import GuardedAct, Guardianship
from app.models.room_entries import RoomEntry
from app.models.users import AgeBracket, User
from app.policies.age import GuardianRequired, agrees_to, require_age
from app.policies.communities import is_known_school
from app.services.accounts import suspensions


async def check(uow: UnitOfWork, *acts: GuardedAct) -> None:
    """Check that the person may do all of this at their age, alone or with a guardian.

    Age and agreement stay so until the transaction ends. It comes before other locks, in the order of changes of the
    year
    of birth and of a guardian's refusal. Raises AgeRequired, GuardianRequired, ErasureAsked, AccountRestricted.
    """
    person = await uow.session.get_one(User, uow.actor.id, with_for_update={"read": True}, populate_existing=True)
    await suspensions.check(uow)
    if person.guest_of is not None:
        await _check_guest(uow, person.id)
        return
    has_guardian = False
    if person.birth_year is not None and not person.may_decide_alone(uow.now):
        statement = select(Guardianship.id).where(Guardianship.person_id == person.id, *map(agrees_to, acts))
        has_guardian = await uow.session.scalar(statement.with_for_update(read=True)) is not None
    require_age(person, uow.now, is_exempt=has_guardian)


async def _check_guest(uow: UnitOfWork, guest_id: UUID) -> None:
    """Check the age that a guest said as they came in. Raises GuardianRequired."""
    bracket = await uow.session.scalar(select(RoomEntry.age_bracket).where(RoomEntry.user_id == guest_id))
    if bracket not in {AgeBracket.MINOR, AgeBracket.ADULT}:
        raise GuardianRequired


async def check_shown(uow: UnitOfWork, community_id: UUID, too_young: Forbidden | None) -> None:
    """Raise `too_young`, unless the community is a known school. All its members see what is shared."""
    if isinstance(too_young, suspensions.SUSPENSIONS):
        raise too_young
    if too_young and not is_known_school(await uow.session.get_one(Community, community_id)):
        raise too_young


async def refusal(uow: UnitOfWork, *acts: GuardedAct) -> Forbidden | None:
    """Return what `check` would raise, for a caller that does not know yet whether it matters."""
    try:
        await check(uow, *acts)
    except Forbidden as problem:
        return problem
    return None


async def refusal_but_suspensions(uow: UnitOfWork, *acts: GuardedAct) -> Forbidden | None:
    """`refusal`, but raise ErasureAsked and AccountRestricted, which hold wherever it is shared."""
    problem = await refusal(uow, *acts)
    if isinstance(problem, suspensions.SUSPENSIONS):
        raise problem
    return problem

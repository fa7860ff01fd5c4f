from uuid import UUID

from sqlalchemy import select

from app.core.errors import Forbidden
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.guardians import GuardedAct, Guardianship
from app.models.users import User
from app.policies.age import agrees_to, require_age
from app.policies.communities import is_known_school
from app.services.accounts import suspensions


async def check(uow: UnitOfWork, *acts: GuardedAct) -> None:
    """May the person do all of this at their age?

    That, and what a guardian agrees to, stays so until the transaction ends. It is asked before anything else is
    locked: who tells another year of birth, and a guardian's « no », take back in that order, too. Raises
    AgeRequired, GuardianRequired, ErasureAsked, AccountRestricted.
    """
    person = await uow.session.get_one(User, uow.actor.id, with_for_update={"read": True}, populate_existing=True)
    await suspensions.check(uow)
    allowed = False
    if person.birth_year is not None and not person.may_decide_alone(uow.now):
        statement = select(Guardianship.id).where(Guardianship.person_id == person.id, *map(agrees_to, acts))
        allowed = await uow.session.scalar(statement.with_for_update(read=True)) is not None
    require_age(person, uow.now, allowed=allowed)


async def check_shown(uow: UnitOfWork, community_id: UUID, too_young: Forbidden | None) -> None:
    """What all members of a community see is shared, unless it is a known school. Raises `too_young`."""
    if isinstance(too_young, suspensions.SUSPENDED):
        raise too_young
    if too_young and not is_known_school(await uow.session.get_one(Community, community_id)):
        raise too_young


async def refusal(uow: UnitOfWork, *acts: GuardedAct) -> Forbidden | None:
    """What `check` would raise, for who must ask before it is known whether it matters."""
    try:
        await check(uow, *acts)
    except Forbidden as refused:
        return refused
    return None

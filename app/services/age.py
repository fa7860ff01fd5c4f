from sqlalchemy import select

from app.core.errors import Forbidden
from app.core.uow import UnitOfWork
from app.models.guardians import GuardedAct
from app.models.users import User
from app.policies.age import guardian_allows, require_age


async def check(uow: UnitOfWork, act: GuardedAct) -> None:
    """May the person do this at their age? Raises AgeRequired, GuardianRequired."""
    person = await uow.session.get_one(User, uow.actor.id)
    allowed = False
    if person.birth_year is not None and not person.may_decide_alone(uow.now):
        allowed = bool(await uow.session.scalar(select(guardian_allows(act)).where(User.id == person.id)))
    require_age(person, uow.now, allowed=allowed)


async def refusal(uow: UnitOfWork, act: GuardedAct) -> Forbidden | None:
    """What `check` would raise, for who must ask before it is known whether it matters."""
    try:
        await check(uow, act)
    except Forbidden as refused:
        return refused
    return None

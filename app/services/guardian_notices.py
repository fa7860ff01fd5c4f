"""What the person hears of their guardian: one notification, of the latest answer."""

from app.core.i18n import Locale, Words
from app.core.uow import UnitOfWork
from app.models.guardians import GuardedAct, Guardianship, GuardianshipState
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.notifications import Notice, settle, tell

YES = Words("oui pour {acts}", "yes to {acts}")
NO = Words("non", "no")
TAKEN_BACK = Words("l’accord est retiré", "the agreement is taken back")
ACTS = {
    GuardedAct.PUBLISH: Words("publier", "publishing"),
    GuardedAct.SHARE: Words("partager", "sharing"),
    GuardedAct.JOIN: Words("rejoindre des communautés", "joining communities"),
}


async def tell_answer(uow: UnitOfWork, guardianship: Guardianship, person: User) -> None:
    told = {"guardianship_id": str(guardianship.id), "title": _answer(guardianship, person.locale)}
    await tell(uow, person.id, Notice(NotificationType.GUARDIAN, guardianship.id, data=told))


async def forget(uow: UnitOfWork, guardianship: Guardianship) -> None:
    """It is over, and not by the guardian's word."""
    await settle(uow, guardianship.id)


def _answer(guardianship: Guardianship, locale: Locale) -> str:
    match guardianship.state:
        case GuardianshipState.ACTIVE:
            agreed = (words.in_(locale) for act, words in ACTS.items() if act in guardianship.acts)
            return YES.in_(locale, acts=", ".join(agreed))
        case GuardianshipState.DECLINED:
            return NO.in_(locale)
        case _:
            return TAKEN_BACK.in_(locale)

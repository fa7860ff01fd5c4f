"""What the person hears of their guardian: one notification, of the latest answer."""

from collections.abc import Sequence

from app.core.i18n import Locale, Words
from app.core.uow import UnitOfWork
from app.models.guardians import GuardedAct, Guardianship, GuardianshipState
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.notifications.notification_words import titled
from app.services.notifications.notifications import Notice, close, notify

YES = Words("oui pour {acts}", "yes to {acts}")
NO = Words("non", "no")
TAKEN_BACK = Words("l’accord est retiré", "the agreement is taken back")
WAITS = Words(
    "{answer} ; ta place t’attend toujours ({places}), le temps que ton parent ou tuteur dise oui pour rejoindre",
    "{answer}; your place still waits ({places}) until your guardian says yes to joining",
)
FREED = Words("{answer} ; ta place n’est plus gardée ({places})", "{answer}; your place is no longer kept ({places})")
ACTS = {
    GuardedAct.PUBLISH: Words("publier", "publishing"),
    GuardedAct.SHARE: Words("partager", "sharing"),
    GuardedAct.SHARE_PRIVATE: Words("ouvrir ce qui n’est pas publié", "opening what is not published"),
    GuardedAct.JOIN: Words("rejoindre des communautés", "joining communities"),
}


async def tell_answer(uow: UnitOfWork, guardianship: Guardianship, person: User, places: Sequence[str] = ()) -> None:
    """`places`: the communities that kept a place until this answer, which let them in nowhere."""
    words = Words(*(_said(guardianship, places, item) for item in (Locale.FR, Locale.EN)))
    told = {"guardianship_id": str(guardianship.id), **titled(words, person.locale)}
    await notify(uow, person.id, Notice(NotificationType.GUARDIAN, guardianship.id, data=told))


async def forget(uow: UnitOfWork, guardianship: Guardianship) -> None:
    """It is over, and not by the guardian's word."""
    await close(uow, guardianship.id)


def _said(guardianship: Guardianship, places: Sequence[str], locale: Locale) -> str:
    answer = _answer(guardianship, locale)
    if not places:
        return answer
    words = WAITS if guardianship.state is GuardianshipState.ACTIVE else FREED
    return words.in_(locale, answer=answer, places=", ".join(places))


def _answer(guardianship: Guardianship, locale: Locale) -> str:
    match guardianship.state:
        case GuardianshipState.ACTIVE:
            agreed = (words.in_(locale) for act, words in ACTS.items() if act in guardianship.acts)
            return YES.in_(locale, acts=", ".join(agreed))
        case GuardianshipState.DECLINED:
            return NO.in_(locale)
        case _:
            return TAKEN_BACK.in_(locale)

"""The person's notification about their guardian's latest answer."""

from collections.abc import Sequence
from functools import partial

from app.core.i18n import Language, Words
from app.core.uow import UnitOfWork
from app.models.guardians import GuardedAct, Guardianship, GuardianshipState
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.notifications.notification_templates import titled
from app.services.notifications.notifications import NewNotification, close, notify

YES = Words("oui pour {acts}")
NO = Words("non")
TAKEN_BACK = Words("l’accord est retiré")
WAITS = Words(
    "{answer} ; ta place t’attend toujours ({places}), le temps que ton parent ou tuteur dise oui pour rejoindre"
)
PLACE_RELEASE = Words("{answer} ; ta place n’est plus gardée ({places})")
ACTS = {
    GuardedAct.PUBLISH: Words("publier"),
    GuardedAct.SHARE: Words("partager"),
    GuardedAct.SHARE_PRIVATE: Words("ouvrir ce qui n’est pas publié"),
    GuardedAct.JOIN: Words("rejoindre des communautés", context="activity"),
}


async def notify_answer(uow: UnitOfWork, guardianship: Guardianship, person: User, places: Sequence[str] = ()) -> None:
    """Notify the person of the answer. `places`: communities that kept a place and did not admit the person."""
    words = Words.each(partial(_sentence, guardianship, places))
    data = {"guardianship_id": str(guardianship.id), **titled(words, person.locale)}
    await notify(uow, person.id, NewNotification(NotificationType.GUARDIAN, guardianship.id, data=data))


async def forget(uow: UnitOfWork, guardianship: Guardianship) -> None:
    """Close the notification of a guardianship that ended without an answer of the guardian."""
    await close(uow, guardianship.id)


def _sentence(guardianship: Guardianship, places: Sequence[str], locale: Language) -> str:
    answer = _answer(guardianship, locale)
    if not places:
        return answer
    words = WAITS if guardianship.state is GuardianshipState.ACTIVE else PLACE_RELEASE
    return words.in_(locale, answer=answer, places=", ".join(places))


def _answer(guardianship: Guardianship, locale: Language) -> str:
    match guardianship.state:
        case GuardianshipState.ACTIVE:
            names = (words.in_(locale) for act, words in ACTS.items() if act in guardianship.acts)
            return YES.in_(locale, acts=", ".join(names))
        case GuardianshipState.DECLINED:
            return NO.in_(locale)
        case GuardianshipState.ENDED | GuardianshipState.ASKED:
            return TAKEN_BACK.in_(locale)

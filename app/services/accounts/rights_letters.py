"""Letters about the erasure of an account and about exports."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.services.notifications.letters import LetterBody, written

ERASURE_SUBJECT = Words("Ton compte sera effacé le {day}", "Your account will be erased on {day}")
EXPORT_READY = Words("Ton export est prêt", "Your export is ready")
INACTIVE = Words("Ton compte Day Tripper sera effacé le {day}", "Your Day Tripper account will be erased on {day}")
FAREWELL = Words("Ton compte est effacé", "Your account is erased")


def erasure_asked_letter(locale: Locale, *, due_on: date) -> LetterBody:
    day = say_day(due_on, locale)
    return written("erasure_asked", locale, ERASURE_SUBJECT.in_(locale, day=day), day=day)


def erased_letter(locale: Locale) -> LetterBody:
    return written("erased", locale, FAREWELL.in_(locale))


def export_ready_letter(locale: Locale, *, link: str, until: date) -> LetterBody:
    return written("export_ready", locale, EXPORT_READY.in_(locale), link=link, until=say_day(until, locale))


def inactive_letter(locale: Locale, *, day: date, months: int, link: str) -> LetterBody:
    day_text = say_day(day, locale)
    return written("inactive", locale, INACTIVE.in_(locale, day=day_text), day=day_text, months=months, link=link)

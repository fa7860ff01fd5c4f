"""The mail that takes a link to a portrait to an address. The reader may have no account, so it names no addressee."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.services.notifications.letters import SOMEONE, LetterBody, line, quotation, written

SUBJECT = Words("{sender} partage son portrait", "{sender} shares their portrait")
PORTRAIT = Words("Un portrait", "A portrait")


def portrait_shared_letter(  # noqa: PLR0913  a letter has that many blanks
    locale: Locale,
    *,
    sender_name: str | None,
    headline: str | None,
    message: str | None,
    link: str,
    ends_on: date | None,
) -> LetterBody:
    sender = line(sender_name or "") or SOMEONE.in_(locale)
    return written(
        "portrait_shared",
        locale,
        SUBJECT.in_(locale, sender=sender),
        sender=sender,
        headline=line(headline or "") or PORTRAIT.in_(locale),
        said=quotation(locale, message, sender),
        link=link,
        ends_on=ends_on and say_day(ends_on, locale),
    )

"""The letter to an endorser, who has no account and may be an employer: it names no addressee."""

from collections.abc import Sequence
from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.services.notifications.letters import SOMEONE, LetterBody, line, quotation, written

SUBJECT = Words("{asker} demande une reconnaissance : {skill}", "{asker} asks for an endorsement: {skill}")


def endorsement_request_letter(  # noqa: PLR0913  a letter has that many blanks
    locale: Locale,
    *,
    asker_name: str | None,
    endorser_name: str,
    skill: str,
    message: str | None,
    evidence: Sequence[str],
    link: str,
    ends_on: date,
) -> LetterBody:
    asker = line(asker_name or "") or SOMEONE.in_(locale)
    return written(
        "endorsement_request",
        locale,
        SUBJECT.in_(locale, asker=asker, skill=skill),
        asker=asker,
        endorser=line(endorser_name),
        skill=skill,
        said=quotation(locale, message, asker),
        evidence=[line(item) for item in evidence],
        link=link,
        ends_on=say_day(ends_on, locale),
    )

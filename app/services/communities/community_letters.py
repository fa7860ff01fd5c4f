"""Letters of a community to people outside it: invitations, refusals, removals."""

from datetime import date

from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.models.communities import Community
from app.services.notifications.letters import SOMEONE, LetterBody, line, quotation, written

INVITATION_SUBJECT = Words("{sender} t’invite : {community}", "{sender} invites you: {community}")
PLACE_SUBJECT = Words("Ta place t’attend : {community}", "Your place is kept: {community}")
REFUSAL_SUBJECT = Words("Ta demande : {community}", "Your request: {community}")
REMOVAL_SUBJECT = Words("Tu n’es plus dans {community}", "You are no longer in {community}")


def invitation_letter(  # noqa: PLR0913  a letter has that many blanks
    locale: Locale,
    *,
    sender_name: str | None,
    community: Community,
    message: str | None,
    link: str,
    needs_approval: bool,
) -> LetterBody:
    sender, name = line(sender_name or "") or SOMEONE.in_(locale), line(community.name)
    return written(
        "invitation",
        locale,
        INVITATION_SUBJECT.in_(locale, sender=sender, community=name),
        sender=sender,
        community=name,
        said=quotation(locale, message, sender),
        link=link,
        needs_approval=needs_approval,
    )


def place_kept_letter(  # noqa: PLR0913  a letter has that many blanks
    locale: Locale, *, community: Community, guardian: str, until: date, asks: bool, link: str
) -> LetterBody:
    """To a person who waits for the answer of a guardian, and of the community where it `asks`."""
    name, day = line(community.name), say_day(until, locale)
    subject = PLACE_SUBJECT.in_(locale, community=name)
    return written("place_kept", locale, subject, community=name, guardian=guardian, until=day, asks=asks, link=link)


def refused_letter(locale: Locale, *, community: Community) -> LetterBody:
    name = line(community.name)
    return written("request_refused", locale, REFUSAL_SUBJECT.in_(locale, community=name), community=name)


def removed_letter(locale: Locale, *, community: Community) -> LetterBody:
    name = line(community.name)
    return written("membership_removed", locale, REMOVAL_SUBJECT.in_(locale, community=name), community=name)


def doubted_letter(locale: Locale, *, community: Community) -> LetterBody:
    name = line(community.name)
    return written("school_doubted", locale, REMOVAL_SUBJECT.in_(locale, community=name), community=name)

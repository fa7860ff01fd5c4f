"""What a community writes to people: an invitation, and the answer to a request."""

from app.core.i18n import Locale, Words
from app.models.communities import Community
from app.services.letters import SOMEONE, LetterBody, line, written

INVITED = Words("{sender} t’invite : {community}", "{sender} invites you: {community}")
ACCEPTED = Words("Bienvenue : {community}", "Welcome: {community}")
REFUSED = Words("Ta demande à {community}", "Your request to {community}")


def invitation_letter(  # noqa: PLR0913  a letter has that many blanks
    locale: Locale,
    *,
    sender_name: str | None,
    community: Community,
    message: str | None,
    link: str,
    code: str,
    needs_approval: bool,
) -> LetterBody:
    sender, name = line(sender_name or "") or SOMEONE.in_(locale), line(community.name)
    return written(
        "invitation",
        locale,
        INVITED.in_(locale, sender=sender, community=name),
        sender=sender,
        community=name,
        message=(message or "").strip(),
        link=link,
        code=code,
        needs_approval=needs_approval,
    )


def accepted_letter(locale: Locale, *, community: Community, link: str) -> LetterBody:
    name = line(community.name)
    return written("request_accepted", locale, ACCEPTED.in_(locale, community=name), community=name, link=link)


def refused_letter(locale: Locale, *, community: Community) -> LetterBody:
    name = line(community.name)
    return written("request_refused", locale, REFUSED.in_(locale, community=name), community=name)

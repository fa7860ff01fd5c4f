"""Writing to people who have not asked for it: seldom, and never twice in a week for one community."""

from datetime import timedelta

from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.limits import Rule, hit, passes
from app.core.text import mailbox_of
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.invitations import Invitation
from app.models.users import User
from app.schemas.invitations import InvitationDelivery, InvitationDeliveryRead, InvitationWrite
from app.services.communities.community_letters import invitation_letter
from app.services.communities.invitation_keys import mailed_address_of
from app.services.notifications import sender_refusals

LINK = "https://invitation.invalid/"  # in the letter, where the link of each address comes
PER_COMMUNITY = Rule("mailed invitations per community", 2_000, timedelta(days=1))
PER_SENDER = Rule("mailed invitations per sender", 2_000, timedelta(days=1))
PER_ADDRESS = Rule("mailed invitations per address", 5, timedelta(days=1))
ONCE = Rule("mailed invitations per community and address", 1, timedelta(days=7))


class InvitationNotActive(Conflict):
    title = Words("Cette invitation ne laisse plus entrer", "That invitation lets nobody in any more")
    advice = Words("Fais-en une autre.", "Make another one.")


async def mail(
    uow: UnitOfWork, community: Community, invitation: Invitation, data: InvitationWrite | InvitationDelivery
) -> InvitationDeliveryRead:
    """Raises InvitationNotActive, TooMany for a sender or a community that writes to too many people.

    An address that hears enough already is left out: nobody else's writing is a reason to refuse the others.
    """
    if not invitation.lets_in(uow.now):
        raise InvitationNotActive
    sender = await uow.session.get_one(User, uow.actor.id)
    letter = invitation_letter(
        data.language or sender.locale,
        sender_name=sender.display_name,
        community=community,
        message=data.message,
        link=LINK,
        needs_approval=invitation.needs_approval,
    )
    for _ in data.emails:  # all of them before the first is written to: refused, nobody counts as having heard
        await hit(uow.runtime, PER_SENDER, sender.id, uow.now)
        await hit(uow.runtime, PER_COMMUNITY, community.id, uow.now)
    # In one order for everybody: whom another invites at the same time waits, and not in a circle.
    heard = [email for email in sorted(data.emails, key=mailbox_of) if not await _hears_enough(uow, community, email)]
    links = {email: mailed_address_of(uow.runtime, invitation.id, email) for email in heard}
    letters = {email: letter.with_link(LINK, link) for email, link in links.items()}
    await sender_refusals.post(uow, sender.id, letters)
    invitation.mailed += len(heard)
    return InvitationDeliveryRead(mailed=len(heard), skipped=len(data.emails) - len(heard))


async def _hears_enough(uow: UnitOfWork, community: Community, email: str) -> bool:
    once = await passes(uow, ONCE, (community.id, mailbox_of(email)))
    return not (once and await passes(uow, PER_ADDRESS, mailbox_of(email)))

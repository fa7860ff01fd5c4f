"""Mailed invitations, to people who have not asked for them: at most one a week for each community and address."""

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
from app.services.communities.community_templates import invitation_mail
from app.services.communities.invitation_keys import mailed_address_of
from app.services.notifications import sender_refusals

LINK = "https://invitation.invalid/"  # the place of each address's link in the mail
PER_COMMUNITY = Rule("mailed invitations per community", 2_000, timedelta(days=1))
PER_SENDER = Rule("mailed invitations per sender", 2_000, timedelta(days=1))
PER_ADDRESS = Rule("mailed invitations per address", 5, timedelta(days=1))
ONCE = Rule("mailed invitations per community and address", 1, timedelta(days=7))


class InvitationNotActive(Conflict):
    title = Words("Cette invitation ne laisse plus entrer")
    advice = Words("Fais-en une autre.")


async def mail(
    uow: UnitOfWork, community: Community, invitation: Invitation, data: InvitationWrite | InvitationDelivery
) -> InvitationDeliveryRead:
    """Mail the invitation. An address that got enough mails is skipped, so that others still get theirs.

    Raises InvitationNotActive, TooMany for a sender or a community that writes to too many people.
    """
    if not invitation.lets_in(uow.now):
        raise InvitationNotActive
    sender = await uow.session.get_one(User, uow.actor.id)
    body = invitation_mail(
        data.locale or sender.locale,
        sender_name=sender.display_name,
        community=community,
        message=data.message,
        link=LINK,
        needs_approval=invitation.needs_approval,
    )
    for _ in data.emails:  # all before the first mail: a refused request counts for no address
        await hit(uow.runtime, PER_SENDER, sender.id, uow.now)
        await hit(uow.runtime, PER_COMMUNITY, community.id, uow.now)
    # In the order of addresses, so that concurrent senders cannot deadlock.
    recipients = [
        email for email in sorted(data.emails, key=mailbox_of) if not await _hears_enough(uow, community, email)
    ]
    links = {email: mailed_address_of(uow.runtime, invitation.id, email) for email in recipients}
    bodies = {email: body.with_link(LINK, link) for email, link in links.items()}
    await sender_refusals.post(uow, sender.id, bodies)
    invitation.mailed += len(recipients)
    return InvitationDeliveryRead(mailed=len(recipients), skipped=len(data.emails) - len(recipients))


async def _hears_enough(uow: UnitOfWork, community: Community, email: str) -> bool:
    is_first = await passes(uow, ONCE, (community.id, mailbox_of(email)))
    return not (is_first and await passes(uow, PER_ADDRESS, mailbox_of(email)))

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import literal, select

from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit, passes
from app.core.text import mailbox_of
from app.core.uow import UnitOfWork
from app.models.grants import Grant, GrantState
from app.models.memberships import Membership, MembershipState
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.grants import last_day, state
from app.policies.guests import is_account
from app.schemas.grants import DeliveryRead, DeliveryWrite
from app.services.access.shown_titles import title_shown
from app.services.accounts import suspensions
from app.services.notifications import gathered_mails, sender_refusals
from app.services.notifications.mail_bodies import MailBody
from app.services.sharing.grants import get_given, page_of
from app.services.sharing.link_templates import STORY_LINK, TEMPLATES, link_mail
from app.services.sharing.qr import LinkNotFound

UNKNOWN_MEMBER = Words("cette personne n’est pas membre de la communauté du bilan")
PER_SENDER = Rule("mailed links per sender", 50, timedelta(days=1))
PER_PAIR = Rule("mailed links per sender and address", 5, timedelta(days=1))
PER_MESSAGE = Rule("the same mailed link per address", 1, timedelta(days=1))


class GrantNotActive(Conflict):
    title = Words("Ce lien n’ouvre rien en ce moment")
    advice = Words("Le lien a pris fin, est épuisé ou n’a pas commencé : change ses dates, ou fais un autre lien.")


async def create(uow: UnitOfWork, grant_id: UUID, data: DeliveryWrite) -> DeliveryRead:
    """Mail the link to people. The answer does not tell who has an account.

    The link to a report goes to members of its community as well, whose addresses stay unknown. An address that got
    the same link with the same words today is skipped, as a repeated tap. After a few mails in a day, the rest waits
    for the morning mail.
    Raises GrantNotFound, LinkNotFound, GrantNotActive, ErasureAsked, AccountRestricted, TooMany, Unprocessable.
    """
    grant = await get_given(uow, grant_id)
    await suspensions.check(uow)
    if grant.token_digest is None:
        raise LinkNotFound
    if await uow.session.scalar(select(state(literal(uow.now))).where(Grant.id == grant.id)) != GrantState.ACTIVE:
        raise GrantNotActive
    emails = dict.fromkeys([*data.emails, *await _addresses(uow, grant, data.members)])
    fresh = [email for email in emails if await passes(uow, PER_MESSAGE, (grant.id, email, data.message))]
    for email in fresh:
        await hit(uow.runtime, PER_SENDER, uow.actor.id, uow.now)
        await hit(uow.runtime, PER_PAIR, (uow.actor.id, mailbox_of(email)), uow.now)
    await _send(uow, grant, sorted(fresh, key=mailbox_of), data.message)
    return DeliveryRead(accepted=len(fresh), skipped=len(data.emails) + len(data.members) - len(fresh))


async def _addresses(uow: UnitOfWork, grant: Grant, members: Sequence[UUID]) -> list[str]:
    """Return the addresses of members of the community that gives the report. Raises Unprocessable."""
    statement = (
        select(User.id, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.community_id == grant.community_id, Membership.state == MembershipState.ACTIVE)
        .where(User.id.in_(members), is_account(), is_visible(User.id))
    )
    addresses = {row.id: row.email for row in await uow.session.execute(statement)} if members else {}
    faults = [
        wrong(f"/members/{n}", "unknown_member", UNKNOWN_MEMBER)
        for n, member in enumerate(members)
        if member not in addresses
    ]
    if faults:
        raise Unprocessable(errors=faults)
    return [addresses[member] for member in members]


async def _send(uow: UnitOfWork, grant: Grant, emails: Sequence[str], message: str | None) -> None:
    """Send in the order of the addresses, so that concurrent senders cannot deadlock."""
    mail, sender_id = await _mail(uow, grant, message), uow.actor.id
    for email in await sender_refusals.welcoming(uow, sender_id, emails):
        if await gathered_mails.comes_at_once(uow, email):
            await sender_refusals.post(uow, sender_id, {email: mail})
        else:
            await gathered_mails.gather(uow, sender_id, email, grant_id=grant.id, message=message)


async def _mail(uow: UnitOfWork, grant: Grant, message: str | None) -> MailBody:
    sender = await uow.session.get_one(User, uow.actor.id)
    return link_mail(
        sender.locale,
        TEMPLATES.get(grant.target_type, STORY_LINK),
        sender_name=sender.display_name,
        title=await title_shown(uow, grant, sender.locale),
        message=message,
        link=page_of(uow.runtime, grant),
        ends_on=grant.ends_at and last_day(sender.timezone, grant.ends_at),
    )

"""The mail that says that a webhook was disabled."""

from urllib.parse import urlsplit

from sqlalchemy import Select, select

from app.core.i18n import Language, Words
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState, Role
from app.models.operators import Operator
from app.models.users import User
from app.models.webhooks import Webhook, WebhookEnd
from app.services.notifications import mails
from app.services.notifications.mail_bodies import Heading, MailBody, MailKind, Paragraph, compose, line

PEOPLE_LIMIT = 50  # people
CAUSES = {
    WebhookEnd.FAILING: Words("Depuis cinq jours, le programme qui les reçoit ne répond plus."),
    WebhookEnd.GONE: Words("Le programme qui les recevait dit qu’il n’en veut plus."),
}


async def mail_end(uow: UnitOfWork, webhook: Webhook, reason: WebhookEnd) -> None:
    """Tell those who manage the community, or the operators."""
    place = None
    if webhook.community_id is not None:
        place = (await uow.session.get_one(Community, webhook.community_id)).name
    host = urlsplit(webhook.url).hostname or ""
    for person in await uow.session.scalars(_recipients(webhook)):
        await mails.post(uow, person.email, webhook_end_mail(person.language, place=place, host=host, reason=reason))


def webhook_end_mail(locale: Language, *, place: str | None, host: str, reason: WebhookEnd) -> MailBody:
    """`place`: the community; None: to operators."""
    return compose(
        MailKind.WEBHOOK_END,
        locale,
        Words("Un programme n’est plus prévenu : {place}"),
        preview=CAUSES[reason],
        blocks=[
            Heading(Words("Les annonces à {host} sont arrêtées")),
            Paragraph([CAUSES[reason], Words("Rien d’autre n’a changé.")]),
            Paragraph(Words("Quand il marche de nouveau, relance les annonces dans l’application.")),
        ],
        reason=Words("Tu reçois ce message parce que tu gères ces annonces."),
        place=line(place or "") or "Day Tripper",
        host=host,
    )


def _recipients(webhook: Webhook) -> Select[User]:
    people = select(User).order_by(User.id).limit(PEOPLE_LIMIT)
    if webhook.community_id is None:
        return people.join(Operator, Operator.user_id == User.id)
    manages = (Membership.state == MembershipState.ACTIVE, Membership.role == Role.MANAGER)
    managers = people.join(Membership, Membership.user_id == User.id)
    return managers.where(Membership.community_id == webhook.community_id, *manages)

"""Tokens with which a program acts for a community. Its managers make and end them."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, literal_column, select

from app.core.actor import ME
from app.core.errors import Forbidden
from app.core.i18n import Words
from app.core.projections import Json, Projection, SingleProjection, shape
from app.core.uow import Reading, UnitOfWork
from app.models.api_tokens import ApiToken
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState, Role
from app.models.security_events import SecurityEventKind
from app.models.users import ADULT, User
from app.policies.age import AgeRequired
from app.policies.communities import managed_by
from app.policies.sessions import SIGNED_IN
from app.schemas.api_tokens import CommunityTokenRead, CommunityTokenWrite
from app.schemas.pages import PageQuery
from app.services.accounts import api_tokens, second_factors, suspensions
from app.services.accounts.api_tokens import NewToken
from app.services.communities.communities import get_to_change
from app.services.communities.community_templates import program_mail
from app.services.notifications import mails
from app.services.shared import idempotency, security_log, summaries
from app.services.shared.community_guards import check_manager

MANAGER_LIMIT = 50  # managers who are told


class CommunityUnverified(Forbidden):
    title = Words("Seule une communauté vérifiée peut relier un programme")
    advice = Words("Demande à l’équipe de Day Tripper de vérifier qui la tient.")


class AdultsOnly(Forbidden):
    title = Words("Relier un programme à une communauté est réservé aux adultes")
    advice = Words("Demande-le à un autre gestionnaire.")


_MAKER = select(summaries.PERSON).where(User.id == ApiToken.user_id).scalar_subquery()
_OF_COMMUNITY = ApiToken.community_id == bindparam("community", type_=Uuid())
ITEM = shape(ApiToken, CommunityTokenRead, made_by=_MAKER)
TOKENS = Projection(
    "community_tokens.tokens",
    SIGNED_IN,
    ITEM,
    _OF_COMMUNITY,
    ApiToken.community_id.in_(managed_by(ME)),
    api_tokens.IS_LIVE,
    order=(ApiToken.created_at, ApiToken.id),
)
TOKEN = SingleProjection(
    SIGNED_IN,
    ITEM,
    literal_column("1"),
    ApiToken.id == bindparam("id", type_=Uuid()),
    ApiToken.community_id.in_(managed_by(ME)),
)
USES = api_tokens.uses_of("community_tokens.uses", _OF_COMMUNITY, ApiToken.community_id.in_(managed_by(ME)))


async def search(reading: Reading, community_id: UUID, query: PageQuery) -> Json:
    """List the tokens of a community. Raises CommunityNotFound, ManagersOnly."""
    await check_manager(reading, community_id)
    return await TOKENS.page(reading, community=community_id, **query.model_dump(exclude_none=True))


async def search_uses(reading: Reading, community_id: UUID, token_id: UUID, query: PageQuery) -> Json:
    """List what a token of the community was used for. Raises CommunityNotFound, ManagersOnly."""
    await check_manager(reading, community_id)
    return await USES.page(reading, community=community_id, token=token_id, **query.model_dump(exclude_none=True))


async def create(uow: UnitOfWork, community_id: UUID, data: CommunityTokenWrite, key: str | None = None) -> Json:
    """Make a token of the community. Its managers are told by mail.

    Raises IdempotencyKeyReused, CommunityNotFound, ManagersOnly, CommunityUnverified, AgeRequired, AdultsOnly,
    SecondFactorRequired, TooManyTokens, TooMany.
    """
    community = await lock_to_connect(uow, community_id)
    token_id, is_new = await idempotency.remember_once(uow, key, data, community_id, "token")
    if is_new:
        await api_tokens.make(uow, NewToken(token_id, data.name, data.scopes, data.expires_at), community_id)
        security_log.record(uow, SecurityEventKind.API_TOKEN_CREATION)
        await tell_managers(uow, community)
    token = api_tokens.token_of(uow.runtime.keys, await api_tokens.live_row(uow, token_id))
    representation = await TOKEN.show(uow, id=token_id)
    return Json(representation.json[:-1] + b', "token": "' + token.encode() + b'"}')


async def revoke(uow: UnitOfWork, community_id: UUID, token_id: UUID) -> None:
    """End a token of the community, whoever made it. Raises CommunityNotFound, ManagersOnly, ApiTokenNotFound."""
    await get_to_change(uow, community_id)
    await api_tokens.end(uow, ApiToken.id == token_id, ApiToken.community_id == community_id)


async def lock_to_connect(uow: UnitOfWork, community_id: UUID) -> Community:
    """Lock a verified community, for an adult who manages it and proved a second factor, to connect a program to it.

    Raises CommunityNotFound, ManagersOnly, CommunityUnverified, AgeRequired, AdultsOnly, SecondFactorRequired.
    """
    community = await get_to_change(uow, community_id)
    await suspensions.check(uow)
    if community.verified_at is None:
        raise CommunityUnverified
    person = await uow.session.get_one(User, uow.actor.id)
    if person.birth_year is None:
        raise AgeRequired
    if uow.now.year - person.birth_year <= ADULT:
        raise AdultsOnly
    await second_factors.require(uow)
    return community


async def tell_managers(uow: UnitOfWork, community: Community) -> None:
    """Mail to those who manage the community that a program is connected to it."""
    maker = await uow.session.get_one(User, uow.actor.id)
    managers = select(User).join(Membership, Membership.user_id == User.id)
    active = (Membership.state == MembershipState.ACTIVE, Membership.role == Role.MANAGER)
    managers = managers.where(Membership.community_id == community.id, *active).order_by(User.id).limit(MANAGER_LIMIT)
    for manager in await uow.session.scalars(managers):
        body = program_mail(manager.language, community=community, maker=maker.display_name)
        await mails.post(uow, manager.email, body)

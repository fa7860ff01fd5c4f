"""Who a person is at providers of identity: what else opens their account."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME
from app.core.errors import Conflict, NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.projections import Json, Projection, SingleProjection, shape
from app.core.providers import Assertion
from app.core.uow import Reading, UnitOfWork
from app.models.identities import Identity
from app.policies.sessions import SIGNED_IN
from app.schemas.identities import IdentityCreate, IdentityRead
from app.schemas.pages import PageQuery
from app.services.accounts import bearer_links, owner_proofs, provider_sign_ins, second_factors, sessions, users
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.shared import idempotency


class IdentityNotFound(NotFound):
    title = Words("Ce service d’identité n’ouvre pas ce compte")


class IdentityTaken(Conflict):
    title = Words("Cette identité ouvre déjà un autre compte")
    advice = Words("Connecte-toi à cet autre compte et enlève-la par `DELETE /v1/me/identities/{id}`, puis recommence.")


ITEM = shape(Identity, IdentityRead)
IDENTITIES = Projection("identities.identities", SIGNED_IN, ITEM, Identity.user_id == ME.id, order=(Identity.id,))
IDENTITY = SingleProjection(
    SIGNED_IN, ITEM, literal_column("1"), Identity.user_id == ME.id, Identity.id == bindparam("id", type_=Uuid())
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await IDENTITIES.page(reading, **query.model_dump())


async def create(uow: UnitOfWork, data: IdentityCreate, key: str | None) -> tuple[IdentityRead, bool]:
    """Let an identity open the caller's account, too. One that does already is answered as it is, and is not new.

    Raises ProviderSignInRefused, ProofRequired, WrongProof, IdentityTaken, IdempotencyKeyReused.
    """
    once = await idempotency.once(uow, key, data, "identity")
    earlier = once.answered(IdentityRead)
    if earlier is not None:
        return earlier, True
    person = await users.lock_caller(uow)
    assertion = await provider_sign_ins.take(uow, data.provider_ticket, data.code_verifier)
    owner_id = await find_owner(uow, assertion)
    if owner_id is None:
        await owner_proofs.expect(uow, person, data)
        await attach(uow, assertion)
    elif owner_id != person.id:
        raise IdentityTaken
    conditions = (Identity.issuer == assertion.issuer, Identity.subject == assertion.subject)
    identity_id = await uow.session.scalar(select(Identity.id).where(*conditions))
    identity = IdentityRead.model_validate_json((await IDENTITY.show(uow, id=identity_id)).json)
    return once.keep(identity), owner_id is None


async def remove(uow: UnitOfWork, identity_id: UUID) -> None:
    """Close this way into the caller's account, and end all other sessions, which may have come through it.

    What it proved of a second factor goes with it, where the person has none here. Raises IdentityNotFound.
    """
    person = await users.lock_caller(uow)
    conditions = (Identity.id == identity_id, Identity.user_id == person.id)
    if await uow.session.scalar(delete(Identity).where(*conditions).returning(Identity.id)) is None:
        raise IdentityNotFound
    await sessions.end_others(uow)
    if not await second_factors.is_present(uow):
        (await second_factors.current(uow)).second_factor_at = None
    await bearer_links.end_all(uow, person.id)
    await notify_change(uow, SecurityChange.IDENTITY_REMOVED)


async def find_owner(uow: UnitOfWork, assertion: Assertion) -> UUID | None:
    """Return the account that this identity opens."""
    conditions = (Identity.issuer == assertion.issuer, Identity.subject == assertion.subject)
    return await uow.session.scalar(select(Identity.user_id).where(*conditions))


async def attach(uow: UnitOfWork, assertion: Assertion) -> None:
    """Let an identity open the caller's account, and tell its owner. Raises IdentityTaken."""
    fields = {"issuer": assertion.issuer, "subject": assertion.subject, "provider": assertion.provider}
    values = {**fields, "id": uuid7(), "user_id": uow.actor.id, "created_at": uow.now}
    statement = insert(Identity).values(**values).on_conflict_do_nothing(index_elements=["issuer", "subject"])
    if await uow.session.scalar(statement.returning(Identity.id)) is None:
        raise IdentityTaken  # a concurrent sign-in has attached it
    await notify_change(uow, SecurityChange.IDENTITY_ADDED)

"""Sessions that a sign-in pass opened: what was done in them, who is told of it, and how they become a person's own."""

from uuid import UUID

from sqlalchemy import DateTime, Integer, Text, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import array

from app.core.actor import ME
from app.core.db import fetch_one
from app.core.projections import Json, Projection, build, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community
from app.models.security_events import SecurityEventKind
from app.models.sessions import Session
from app.models.sign_in_passes import SignInPass
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.session_kinds import ACTS
from app.policies.sessions import SIGNED_IN, in_place
from app.schemas.pages import PageQuery
from app.schemas.sessions import ActsRead, DelegatedSessionRead, OwnershipWrite
from app.services.accounts import owner_proofs, passkeys, users
from app.services.accounts.owner_proofs import WrongProof
from app.services.accounts.passkeys import PasskeyRefused
from app.services.accounts.sessions import SessionNotFound
from app.services.shared import security_log, summaries

_MAKER = (
    select(summaries.PERSON)
    .where(SignInPass.id == Session.pass_id, User.id == SignInPass.maker_id, is_visible(User.id))
    .scalar_subquery()
)
_COMMUNITY = (
    select(build({"id": Community.id, "name": Community.name}))
    .where(Community.id == Session.community_id)
    .scalar_subquery()
)
_ACTS = build({name: func.coalesce(cast(Session.acts[name].astext, Integer), 0) for name in ActsRead.model_fields})
SESSIONS = Projection(
    "delegations.sessions",
    SIGNED_IN,
    shape(
        Session,
        DelegatedSessionRead,
        opened_by=_MAKER,
        community=_COMMUNITY,
        ends_at=wire(func.least(Session.ended_at, Session.ends_at, type_=DateTime(timezone=True))),
        acts=_ACTS,
        current=(Session.id == ME.session_id),
    ),
    Session.user_id == ME.id,
    Session.pass_id.is_not(None),
    Session.acknowledged_at.is_(None),
    in_place(Session.community_id),
    order=(Session.id,),
)


async def search(reading: Reading, query: PageQuery) -> Json:
    """List the sessions that a pass opened, and that their person did not see in a session of their own."""
    return await SESSIONS.page(reading, **query.model_dump(exclude_none=True))


async def acknowledge(uow: UnitOfWork, session_id: UUID) -> None:
    """Say that the person saw what was done. Raises SessionNotFound."""
    own = (Session.id == session_id, Session.user_id == uow.actor.id, Session.pass_id.is_not(None))
    session = await fetch_one(uow.session, select(Session).where(*own), SessionNotFound)
    session.acknowledged_at = uow.now


async def own(uow: UnitOfWork, data: OwnershipWrite) -> None:
    """Let the session be its person's own: they proved it. It ends when it would have ended.

    Raises ProofRequired, WrongProof, TooMany.
    """
    person = await users.lock_caller(uow)
    if data.passkey is None:
        await owner_proofs.expect(uow, person, data)
    else:
        try:
            proof = await passkeys.prove(uow, data.passkey)
        except PasskeyRefused as error:  # a 401 would sign the phone out
            raise WrongProof from error
        if proof.owner_id != person.id:
            raise WrongProof
    session = await uow.session.get_one(Session, uow.actor.session_id)
    session.by_pass = session.by_provider = False
    security_log.record(uow, SecurityEventKind.SIGNED_IN)


async def note(uow: UnitOfWork, operation: str) -> None:
    """Count what a delegated session does; its person is told again."""
    word = ACTS.get(operation)
    if uow.actor.delegation is None or word is None:
        return
    count = func.coalesce(cast(Session.acts[word].astext, Integer), 0) + 1
    acts = func.jsonb_set(Session.acts, array([literal(word, Text)]), func.to_jsonb(count))
    statement = update(Session).where(Session.id == uow.actor.session_id).values(acts=acts, acknowledged_at=None)
    await uow.session.execute(statement.execution_options(synchronize_session=False))

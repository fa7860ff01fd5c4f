"""The security log of an account, for its owner: sign-ins, refusals, factors, sessions, exports.

Successful acts are written in their transaction. Refusals are written separately, as their transaction rolls back, and
at most once a minute, so that repeated attempts do not fill the log.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from app.core.actor import ME, Actor
from app.core.errors import Problem, TooMany
from app.core.ids import uuid7
from app.core.projections import Json, Projection, shape, wire
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.security_events import SecurityEvent, SecurityEventKind
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.security_events import SecurityEventRead

RETENTION = timedelta(days=365)  # enforced by PostgreSQL, too
ONCE = timedelta(minutes=1)
EVENTS = Projection(
    "security_log.events",
    SIGNED_IN,
    shape(SecurityEvent, SecurityEventRead, created_at=wire(SecurityEvent.__table__.c.at)),
    SecurityEvent.user_id == ME.id,
    order=(SecurityEvent.at, SecurityEvent.id),
)
# An address without an account has no log.
BY_ITSELF = """
insert into security_events (id, user_id, session_id, kind, rule, at)
select $1::uuid, users.id, $4::uuid, $5::text, $6::text, $7::timestamptz from users
where (users.id = $2::uuid or users.email = $3::text) and not exists (
    select from security_events lately where lately.user_id = users.id and lately.at > $7::timestamptz - $8::interval
        and lately.kind = $5::text and lately.rule is not distinct from $6::text)
"""


async def search(reading: Reading, query: PageQuery) -> Json:
    return await EVENTS.page(reading, **query.model_dump())


def record(uow: UnitOfWork, kind: SecurityEventKind, actor: Actor | None = None) -> None:
    """Write an event, in the transaction of the act."""
    subject = actor or uow.actor
    uow.session.add(SecurityEvent(user_id=subject.id, session_id=subject.session_id, kind=kind, at=uow.now))


async def record_refusal(
    runtime: Runtime, problem: Problem, kinds: Mapping[type[Problem], SecurityEventKind], subject: Actor | str
) -> None:
    """Write a refusal, for a signed-in person, or for the account of that address, if any."""
    rule = problem.rule if isinstance(problem, TooMany) else None
    kind = SecurityEventKind.LIMITED if isinstance(problem, TooMany) else kinds.get(type(problem))
    if kind is not None:
        await write(runtime, kind, subject, rule, runtime.clock())


async def write(
    runtime: Runtime, kind: SecurityEventKind, subject: Actor | str, rule: str | None, now: datetime
) -> None:
    actor, email = (subject, None) if isinstance(subject, Actor) else (Actor(), subject)
    values: tuple[UUID, UUID | None, str | None, UUID | None] = (uuid7(), actor.user_id, email, actor.session_id)
    await runtime.database.counts.fetch(BY_ITSELF, *values, str(kind), rule, now, ONCE)

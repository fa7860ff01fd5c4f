"""The way of a program's request: who it is, how often it may ask, and what it asked for."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.core.actor import Actor
from app.core.api_tokens import is_well_formed
from app.core.ids import LEAST_ID, uuid7
from app.core.limits import Rule, hit
from app.core.security import digest
from app.core.uow import Runtime
from app.models.security_events import SecurityEventKind
from app.policies.api_tokens import TokenKind

PER_TOKEN = Rule("requests per token", 3_000, timedelta(hours=1))
# A token of a community is good as long as its maker manages the community, and operators know that.
FIND = """
select token.id, token.user_id, token.community_id, token.scopes
from api_tokens as token join sessions on sessions.id = token.id
where token.digest = $1 and sessions.ended_at is null and token.expires_at > $2 and (
  token.community_id is null or exists (
    select from memberships join communities on communities.id = memberships.community_id
    where memberships.community_id = token.community_id and memberships.user_id = token.user_id
      and memberships.state = 'active' and memberships.role = 'manager'
      and communities.closed_at is null and communities.verified_at is not null))
"""
# The log of the account has the first use of each day.
RECORD = """
with known as (
  select from api_token_uses where token_id = $1 and used_on = ($2::timestamptz at time zone 'UTC')::date limit 1
), logged as (
  insert into security_events (id, user_id, session_id, kind, at)
  select $3::uuid, id, $1, $4::text, $2::timestamptz from users where id = $5::uuid and not exists (select from known)
), seen as (
  update api_tokens set last_used_at = $2::timestamptz
  where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')
), renewed as (
  update sessions set rotated_at = $2::timestamptz where id = $1 and rotated_at < $2::timestamptz - interval '1 day'
)
insert into api_token_uses as uses (token_id, used_on, operation, times, refusals)
values ($1, ($2::timestamptz at time zone 'UTC')::date, $6::text, 1, $7::bigint)
on conflict (token_id, used_on, operation) do update
  set times = uses.times + 1, refusals = uses.refusals + excluded.refusals
"""


class Program(NamedTuple):
    """A program that asks with a token."""

    token_id: UUID
    user_id: UUID
    community_id: UUID | None
    scopes: list[str]

    @property
    def kind(self) -> TokenKind:
        return TokenKind.PERSONAL if self.community_id is None else TokenKind.COMMUNITY

    @property
    def actor(self) -> Actor:
        return Actor(self.user_id, self.token_id, reader=LEAST_ID, community_id=self.community_id)


async def find(runtime: Runtime, token: str, now: datetime) -> Program | None:
    """Return the program of a token that is good now, and count its request. Raises TooMany."""
    if not is_well_formed(token):
        return None
    row = await runtime.database.reads.fetchrow(FIND, digest(token), now)
    if row is None:
        return None
    await hit(runtime, PER_TOKEN, row["id"], now)
    return Program(row["id"], row["user_id"], row["community_id"], row["scopes"])


async def record(runtime: Runtime, program: Program, operation: str, refusals: int) -> None:
    """Record a use, before its answer leaves."""
    event = (uuid7(), str(SecurityEventKind.API_TOKEN_USE), program.user_id)
    values = (program.token_id, runtime.clock(), *event, operation, refusals)
    await runtime.database.counts.fetch(RECORD, *values)

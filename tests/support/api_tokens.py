"""Tokens of programs."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app.core.api_tokens import COMMUNITY, PERSONAL, with_checksum
from app.core.ids import uuid7
from app.core.security import digest, random_token
from app.core.uow import Runtime
from app.models.api_tokens import Scope
from app.models.sessions import OF_A_COMMUNITY, OF_A_PROGRAM

SESSION = """
    insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at, second_factor_at)
    values ($1, $2, '', $3, $5, $4, $4, $4) returning id
"""
PROGRAM = """
    insert into api_tokens (id, user_id, community_id, name, digest, scopes, created_at, expires_at)
    values ($1, $2, $3, 'a program', $4, $5::text[], $6, $7) returning id
"""


async def insert_token(
    runtime: Runtime,
    token_id: UUID,
    user_id: UUID,
    community_id: UUID | None = None,
    scopes: Sequence[str] = (),
) -> str:
    """Insert a token whose session even has a second factor, as no real one has."""
    now, token = runtime.clock(), with_checksum((PERSONAL if community_id is None else COMMUNITY) + random_token())
    generation = OF_A_PROGRAM if community_id is None else OF_A_COMMUNITY
    await runtime.database.writes.fetch(SESSION, token_id, user_id, str(uuid7()), now, generation)
    end = now + timedelta(days=300)
    default = list(Scope) if community_id is None else [Scope.COMMUNITY]
    scope_names = [str(scope) for scope in scopes or default]
    await runtime.database.writes.fetch(PROGRAM, token_id, user_id, community_id, digest(token), scope_names, now, end)
    return token

"""Tokens of programs, of a person and of a community."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from tests.access.lines import MANAGER, OWNER, SIGNED_IN, Cell, Line
from tests.support.people import NOW

UNTIL = (NOW + timedelta(days=30)).isoformat()
OWN = {"name": "Sauvegarde", "scopes": ["journal:read"], "expires_at": UNTIL}


async def _may_connect(cell: Cell) -> None:
    community = UUID(cell.settlement.ids["community"])
    await cell.run("update communities set verified_at = $2 where id = $1", community, NOW)
    await cell.run("update sessions set second_factor_at = $2 where user_id = $1", cell.caller.id, NOW)


LINES: Mapping[str, Line] = {
    "list_api_tokens": Line(SIGNED_IN, sees=OWNER),
    "create_api_token": Line(SIGNED_IN, body=OWN),
    "delete_api_token": Line(OWNER, at={"token_id": "api_token"}),
    "list_api_token_uses": Line(SIGNED_IN, at={"token_id": "api_token"}),  # nothing, of a token that is not theirs
    "list_community_tokens": Line(MANAGER),
    "create_community_token": Line(MANAGER, before=_may_connect, body={"name": "ENT", "expires_at": UNTIL}),
    "delete_community_token": Line(MANAGER, at={"token_id": "community_token"}),
    "list_community_token_uses": Line(MANAGER, at={"token_id": "community_token"}),
}

"""Tokens of programs, of a person and of a community."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from tests.access.lines import MANAGER, OWNER, SIGNED_IN, WITH, Cell, Line
from tests.support.people import NOW

UNTIL = (NOW + timedelta(days=30)).isoformat()
HOOK = {"name": "ENT", "url": "https://ent.example.org/hooks", "events": ["member.joined"]}
OWN = {"name": "Sauvegarde", "scopes": ["journal:read"], "expires_at": UNTIL}


async def _may_connect(cell: Cell) -> None:
    community = UUID(cell.settlement.ids["community"])
    await cell.run("update communities set verified_at = $2 where id = $1", community, NOW)
    await cell.run("update sessions set second_factor_at = $2 where user_id = $1", cell.caller.id, NOW)


async def _operating(cell: Cell) -> None:
    await cell.run("insert into operators (user_id, granted_at) values ($1, now())", cell.caller.id)


LINES: Mapping[str, Line] = {
    "list_api_tokens": Line(SIGNED_IN, sees=OWNER),
    "create_api_token": Line(SIGNED_IN, body=OWN),
    "delete_api_token": Line(OWNER, at={"token_id": "api_token"}),
    "list_api_token_uses": Line(SIGNED_IN, at={"token_id": "api_token"}),  # nothing, of a token that is not theirs
    "list_community_tokens": Line(MANAGER),
    "create_community_token": Line(MANAGER, before=_may_connect, body={"name": "ENT", "expires_at": UNTIL}),
    "delete_community_token": Line(MANAGER, at={"token_id": "community_token"}),
    "list_community_webhooks": Line(MANAGER, tells=MANAGER),
    "create_community_webhook": Line(MANAGER, before=_may_connect, body=HOOK),
    "get_webhook": Line(MANAGER, tells=MANAGER),
    "patch_webhook": Line(MANAGER, tells=MANAGER, before=_may_connect, body={"events": ["member.left"]}),
    "delete_webhook": Line(MANAGER),
    "create_webhook_secret": Line(MANAGER, before=_may_connect, at={"webhook_id": "webhook"}),
    "list_webhook_deliveries": Line(MANAGER),
    "repeat_webhook_delivery": Line(MANAGER, at={"delivery_id": "webhook_delivery"}),
    "list_admin_webhooks": Line(WITH, before=_operating),
    "create_admin_webhook": Line(WITH, before=_operating, body=HOOK | {"events": ["report.created"]}),
    "list_community_token_uses": Line(MANAGER, at={"token_id": "community_token"}),
}

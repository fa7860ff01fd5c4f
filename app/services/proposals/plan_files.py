"""The plan of a community as a file: a sheet of its actions, or a calendar of their dates."""

import json
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core.app_paths import AppPath
from app.core.i18n import Language, Words
from app.core.uow import Reading
from app.models.proposals import ProposalState
from app.schemas.proposals import PlanFilter, PlanQuery
from app.services.proposals import reads
from app.services.shared.calendar_files import Entry, calendar_file
from app.services.shared.spreadsheets import Cell, Cents, Table

AT_ONCE = 100  # actions in a statement
NAME = Words("Le plan d’action")
HEAD = (
    Words("Action"),
    Words("Texte"),
    Words("Portée par"),
    Words("Structure"),
    Words("Échéance"),
    Words("État"),
    Words("Avancement (%)"),
)
COST = Words("Coût")
ACTION_STATES = {
    ProposalState.CHOICE: Words("prévue"),
    ProposalState.IN_PROGRESS: Words("en cours"),
    ProposalState.COMPLETE: Words("faite"),
    ProposalState.ABANDONED: Words("abandonnée"),
}
UNDER_WAY = (ProposalState.CHOICE, ProposalState.IN_PROGRESS)
PENDING_OWNER = Words("{name} (pressenti)")
PROGRESS = Words("Portée par {owner}. Avancement : {progress} %.")
NOBODY = Words("personne")


async def table(reading: Reading, community_id: UUID, query: PlanFilter) -> Table:
    """Return the actions as members see them, with their cost for managers. Raises CommunityNotFound, MembersOnly."""
    actions = [item async for item in _actions(reading, community_id, query)]
    has_costs = any(item["cost_cents"] is not None for item in actions)
    head = (*HEAD, COST) if has_costs else HEAD
    rows = [_row(item, reading.locale, has_costs=has_costs) for item in actions]
    return Table(NAME.in_(reading.locale), [item.in_(reading.locale) for item in head], rows)


async def calendar(reading: Reading, community_id: UUID, query: PlanFilter) -> str:
    """Return the days on which actions under way are due. Raises CommunityNotFound, MembersOnly."""
    actions = [item async for item in _actions(reading, community_id, query)]
    url = reading.runtime.settings.app_address(AppPath.COMMUNITY.of(community_id))
    entries = [_entry(item, url, reading.locale) for item in actions if item["due_on"] and item["state"] in UNDER_WAY]
    return calendar_file(NAME.in_(reading.locale), entries)


async def _actions(reading: Reading, community_id: UUID, query: PlanFilter) -> AsyncIterator[dict[str, Any]]:
    fields, cursor = query.model_dump(exclude_none=True), None
    while True:
        page = json.loads(await reads.plan(reading, community_id, PlanQuery(**fields, limit=AT_ONCE, cursor=cursor)))
        for item in page["items"]:
            yield item
        cursor = page["next_cursor"]
        if cursor is None:
            return


def _row(item: dict[str, Any], language: Language, *, has_costs: bool) -> list[Cell]:
    owner = item["owner"]
    structure = owner["structure"]["name"] if owner["structure"] else None
    due_on = date.fromisoformat(item["due_on"]) if item["due_on"] else None
    state = ACTION_STATES[ProposalState(item["state"])].in_(language)
    row: list[Cell] = [item["title"], item["text"], _owner(owner, language), structure, due_on, state, item["progress"]]
    cost = None if item["cost_cents"] is None else Cents(item["cost_cents"])
    return [*row, cost] if has_costs else row


def _owner(owner: dict[str, Any], language: Language) -> str | None:
    """Return who carries it: somebody who did not agree yet is only thought of."""
    person: str | None = owner["user"]["display_name"] if owner["user"] else owner["name"]
    is_pending = owner["user"] and person and not owner["accepted"]
    return PENDING_OWNER.in_(language, name=person) if is_pending else person


def _entry(item: dict[str, Any], url: str | None, language: Language) -> Entry:
    owner = item["owner"]
    name = _owner(owner, language) or (owner["structure"] or {}).get("name") or NOBODY.in_(language)
    description = PROGRESS.in_(language, owner=name, progress=item["progress"])
    due_on, updated_at = date.fromisoformat(item["due_on"]), datetime.fromisoformat(item["updated_at"])
    return Entry(UUID(item["id"]), item["title"], due_on, updated_at, item["version"], description, url)

"""What becomes of each instant that is compared with now, when the clock that wrote it was ahead or is put back.

The comparisons are found in the source: whoever writes a new one answers for it here.
"""

import ast
import importlib
from pathlib import Path

import pytest
from sqlalchemy import DateTime

import app.models  # noqa: F401  every table
from app.core.db import Base

TESTS_OF_CLOCKS = "tests.api.test_clocks_put_back"
QUIET = "tests.services.notifications.test_quiet_mails"
TESTS_OF_MAILS = "tests.api.test_gathered_mails"
TERMS = "tests.services.shared.test_terms"
COLUMNS = {
    f"{table.name}.{column.name}"
    for table in Base.metadata.sorted_tables
    for column in table.c
    if isinstance(column.type, DateTime)
}
CUT = {  # it is good for as long as it would be from now on; an hour back refuses nothing
    "sign_in_codes.expires_at": f"{TESTS_OF_CLOCKS}.test_what_lets_in_lives_no_longer_than_its_life_from_now",
    "sign_in_codes.made_at": f"{TESTS_OF_CLOCKS}.test_what_lets_in_lives_no_longer_than_its_life_from_now",
    "provider_sign_ins.expires_at": "tests.clients.test_providers.test_a_sign_in_that_a_clock_ahead_began_ends_in_time",
    "person_codes.expires_at": f"{TESTS_OF_CLOCKS}.test_what_lets_in_lives_no_longer_than_its_life_from_now",
    "sign_in_passes.expires_at": "tests.api.test_sign_in_passes.test_a_code_lives_ten_minutes_and_ends_with_the_next",
    "spent_challenges.expires_at": "tests.api.test_passkeys.test_a_challenge_is_answered_once_in_time_and_for_what_it_"
    "was_made",
    "sessions.second_factor_at": f"{TESTS_OF_CLOCKS}.test_what_lets_in_lives_no_longer_than_its_life_from_now",
    "sessions.created_at": f"{TESTS_OF_CLOCKS}.test_what_lets_in_lives_no_longer_than_its_life_from_now",
    "grants.last_opened_at": f"{TESTS_OF_CLOCKS}.test_a_spent_link_is_not_open_for_a_year",
    "limits.ends_at": "tests.core.test_limit_windows.test_a_window_that_a_clock_ahead_began_refuses_for_one_window_at_"
    "most_and_forgets_no_try",
}
BROUGHT_BACK = {  # it comes when it would have come
    "dispatches.created_at": f"{TERMS}.test_a_mail_that_a_clock_ahead_decided_on_does_not_rest_until_then",
    "dispatches.due_at": f"{TERMS}.test_a_mail_that_a_clock_ahead_decided_on_does_not_rest_until_then",
    "webhook_deliveries.due_at": "tests.api.test_webhooks.test_what_a_clock_that_was_ahead_put_off_is_sent",
    "mails.due_at": f"{QUIET}.test_a_clock_that_was_ahead_holds_no_mail_longer_than_a_night",
    "gathered_mails.due_at": f"{TESTS_OF_MAILS}.test_what_a_clock_that_was_ahead_put_off_comes_the_same",
    "gathered_mails.created_at": f"{TESTS_OF_MAILS}.test_what_a_clock_that_was_ahead_put_off_comes_the_same",
    "community_trees.counted_at": "tests.api.test_tree_counts.test_what_a_clock_ahead_counted_is_counted_anew",
    "missions.slot": f"{TESTS_OF_CLOCKS}.test_a_series_that_a_clock_ahead_planned_comes_at_its_next_slot",
    "missions.next_at": f"{TESTS_OF_CLOCKS}.test_a_series_that_a_clock_ahead_planned_comes_at_its_next_slot",
}
# Somebody chose that date, or was told it. It holds by the clock: put back, it is before it again, until then.
PROMISES = {
    "grants.starts_at",
    "grants.ends_at",
    "missions.closes_at",
    "missions.opens_at",
    "missions.due_at",
    "invitations.expires_at",
    "api_tokens.expires_at",
    "endorsements.expires_at",
    "grant_requests.lapses_at",
    "memberships.lapses_at",
    "exports.expires_at",
    "imports.expires_at",
    "uploads.expires_at",
    "erasures.due_at",
    "mails.until",
    "kept_places.until",
    "edition_media.awaited_until",
    "portrait_media.awaited_until",
    "experiences.lived_at",
    "informations.until",
    "rooms.ends_at",
    "sessions.ends_at",
}
# It says how old something is. Written ahead, it is kept by so much longer. Nothing waits for it.
KEPT_LONGER = {
    "webhook_deliveries.created_at",
    "webhooks.failing_since",
    "access_events.at",
    "consents.withdrawn_at",
    "admin_acts.at",
    "users.inactive_warned_at",
    "invitations.revoked_at",
    "flags.created_at",
    "flags.decided_at",
    "measures.appealed_at",
    "media.updated_at",
    "second_factors.started_at",
    "hidings.lifted_at",
    "grant_requests.updated_at",
    "memberships.ended_at",
    "security_events.at",
    "sign_in_passes.created_at",
    "mails.created_at",
    "notifications.told_at",
    "sessions.ended_at",
    "ballot_progress.heard_at",  # the next heartbeat writes it again
    "sessions.rotated_at",
    "idempotency_keys.created_at",
    "changes.changed_at",
    "experiences.trashed_at",
    "loose_objects.due_at",
    "missions.ended_at",
    "memberships.joined_at",
    "guardianships.ended_at",
    "endorsements.answered_at",
    "reports.answered_at",
    "reports.created_at",
    "reports.decided_at",
    "users.created_at",  # a new account counts so much later, which shows less, never more
}
ANSWERS = CUT.keys() | BROUGHT_BACK.keys() | PROMISES | KEPT_LONGER
NAMES = {column.partition(".")[2] for column in COLUMNS}
OWNERS = {mapper.class_.__name__: str(mapper.local_table) for mapper in Base.registry.mappers}
ALIASES = {"_given": "grants", "_PROVED": "sessions"}


def says_now(node: ast.expr) -> bool:
    names = (getattr(item, "id", getattr(item, "attr", "")) for item in ast.walk(node))
    return any(name.lower() == "now" for name in names)


def compared() -> set[str]:
    """`table.column` where the source names the table, else `.column`."""
    names = set()
    for file in Path("app").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"lives", "lately", "is_recent"}:
                sides = list(node.args)
            if not any(says_now(side) for side in sides):
                continue
            for item in (node for side in sides for node in ast.walk(side)):
                if isinstance(item, ast.Attribute) and item.attr in NAMES:
                    owner = item.value.id if isinstance(item.value, ast.Name) else ""
                    names.add(f"{(OWNERS | ALIASES).get(owner, '')}.{item.attr}")
    return names


@pytest.mark.slow
def test_each_instant_that_is_compared_with_now_has_an_answer() -> None:
    names = compared()
    assert len(names) >= 40
    whole = {item for item in names if not item.startswith(".")}
    assert whole - ANSWERS == set()
    bare = {item for item in names if item.startswith(".")}
    assert bare <= {f".{item.partition('.')[2]}" for item in ANSWERS}


def test_each_has_one_answer() -> None:
    kinds = (CUT.keys(), BROUGHT_BACK.keys(), PROMISES, KEPT_LONGER)
    assert len(ANSWERS) == sum(map(len, kinds))
    assert ANSWERS <= COLUMNS


@pytest.mark.parametrize("name", sorted({*CUT.values(), *BROUGHT_BACK.values()}))
def test_what_watches_it_is_there(name: str) -> None:
    module, _, test = name.rpartition(".")
    assert hasattr(importlib.import_module(module), test)

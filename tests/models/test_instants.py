"""Every instant that is kept says what hangs on it: what it opens or shuts does so by the clock, which a test watches;
or nobody reads anything through it, and this says why."""

import importlib

import pytest
from sqlalchemy import DateTime

import app.models  # noqa: F401  so that Base knows every table
from app.core.db import Base
from tests.api.test_clock_edges import EDGES

COLUMNS = {
    f"{table.name}.{column.name}"
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, DateTime)
}
# They say when something was done. Whatever that began or ended, it did in that transaction.
RECORDS = """
created_at updated_at asked_at answered_at ended_at revoked_at withdrawn_at published_at deleted_at given_at told_at
read_at settled_at seen_at submitted_at reviewed_at assigned_at done_at sent_at refused_at decided_at hidden_at
appealed_at lifted_at granted_at started_at confirmed_at closed_at barred_at begun_at erased_at made_at received_at
taken_at changed_at ready_at reminded_at obsolete_at verified_at forgotten_at kept_at counted_at left_at
agreed_at joined_at accepted_at selected_at noted_at stored_at acknowledged_at
first_confirmed_at second_confirmed_at
"""
PROVIDERS = "tests.clients.test_providers.test_a_sign_in_that_a_clock_ahead_began_ends_in_time"
LATE_MEDIA = "tests.api.test_completion.test_what_never_comes_loses_its_place_after_seven_days"
WATCHES = {  # by a test that watches the clock, besides those of EDGES
    "missions.opens_at": "tests.api.test_mission_clock.test_the_clock_opens_a_mission_before_any_job_does",
    "missions.closes_at": "tests.api.test_mission_clock.test_the_clock_closes_a_mission_before_any_job_does",
    "missions.revealed_at": "tests.api.test_proposals.test_ideas_hide_until_they_are_revealed",
    "missions.due_at": "tests.api.test_mission_clock.test_what_a_job_writes_down_is_what_was_read_before_it_came",
    "missions.next_at": "tests.api.test_mission_clock.test_sql_and_python_and_the_job_agree_at_every_instant",
    "missions.opened_at": "tests.api.test_mission_clock.test_the_clock_opens_a_mission_before_any_job_does",
    "missions.ended_at": "tests.api.test_mission_clock.test_what_a_job_writes_down_is_what_was_read_before_it_came",
    "grants.last_opened_at": "tests.policies.test_media",
    "memberships.joined_at": "tests.api.test_community_trees.test_who_is_new_counts_once_a_moment_of_theirs_shows_a_"
    "talent_and_otherwise_after_a_month",
    "memberships.lapses_at": "tests.api.test_membership_notifications.test_a_request_that_nobody_answers_ends_in_words",
    "limits.ends_at": "tests.core.test_limit_windows",
    "sign_in_passes.expires_at": "tests.api.test_sign_in_passes.test_a_code_lives_ten_minutes_and_ends_with_the_next",
    "sign_in_passes.used_at": "tests.api.test_sign_in_passes.test_a_code_opens_the_account_once_and_its_owner_hears_"
    "of_it",
    "provider_sign_ins.expires_at": PROVIDERS,
    "provider_sign_ins.returned_at": PROVIDERS,
    "spent_challenges.expires_at": "tests.api.test_passkeys.test_a_challenge_is_answered_once_in_time_and_for_what_it_"
    "was_made",
    "dispatches.due_at": "tests.services.notifications.test_deliveries.test_quiet_hours_hold_both_and_release_both",
    "gathered_mails.due_at": "tests.api.test_gathered_mails.test_a_class_asks_its_teacher_and_each_request_arrives_by_"
    "the_morning",
    "mails.due_at": "tests.services.notifications.test_quiet_mails",
    "mails.until": "tests.services.notifications.test_quiet_mails",
    "webhook_deliveries.due_at": "tests.api.test_webhooks.test_a_failure_is_tried_again_for_a_day",
    "webhooks.failing_since": "tests.api.test_webhooks.test_five_days_of_failure_end_it_until_somebody_begins_it_anew",
    "webhooks.secret_at": "tests.api.test_webhooks.test_a_new_secret_signs_beside_the_former_one_for_a_day",
    "users.inactive_warned_at": "tests.services.accounts.test_inactive_accounts",
    "edition_media.awaited_until": LATE_MEDIA,
    "portrait_media.awaited_until": LATE_MEDIA,
    "sessions.ends_at": "tests.api.test_delegated_sessions.test_it_lives_ten_hours_one_at_a_time",
    "ballot_progress.heard_at": "tests.api.test_room_votes.test_a_vote_that_no_server_heard_end_goes_on_for_"
    "what_was_lost",
    "memberships.admitted_at": "tests.api.test_community_trees.test_a_tree_has_its_members_on_the_day_it_is_made_but_"
    "no_strangers",
    "rooms.ends_at": "tests.api.test_rooms.test_a_room_closes_by_the_clock",
    "room_tickets.used_at": "tests.api.test_guests.test_of_two_who_use_a_ticket_one_comes_in",
    "informations.until": "tests.api.test_informations.test_it_ends_by_the_clock_and_not_with_its_author",
    "erasures.due_at": "tests.api.test_erasures.test_one_may_change_ones_mind_for_14_days",
}
UNREAD = {  # nobody reads more or less when it comes
    "rooms.opens_at": "when it is planned; somebody of the team opens it",
    "room_entries.entered_at": "when somebody came in",
    "room_entries.claimed_at": "when somebody took what a guest did",
    "passkeys.last_used_at": "for its owner, who decides by it which to remove",
    "grant_requests.ends_at": "the end of what would be given; whoever agrees is asked for one that lies ahead",
    "imports.expires_at": "when a job forgets the file; nobody else can reach an import, and its owner may confirm it",
    "loose_objects.due_at": "when a job deletes what no row shows any more",
    "grants.views_until": "up to when readings are counted already; each is counted once, wherever it is read",
    "tallies.due_at": "a copy: with another date than the mission has, all is counted anew",
    "tallies.end_at": "the same",
    "missions.slot": "which one of its series a mission is",
    "experiences.lived_at": "when it was lived; it may lie ahead, and opens nothing",
    "experiences.lived_until": "the same",
    "api_tokens.last_used_at": "what its owner is told",
    "experiences.captured_at": "what a phone said",
    "experiences.phone_time": "what a phone said",
    "responses.captured_at": "what a phone said; compared with the end of the mission, which is tested",
    "media.captured_at": "what a camera said",
    "experiences.trashed_at": "only its owner sees the bin, and loses nothing before a job empties it",
    "programme_report_editions.computed_at": "when its figures were computed, as it says",
    "responses.waiting_since": "the order of who waits for a seat",
    "feed_items.at": "the order of a feed; whether an item shows is asked of its grant",
    "access_events.at": "when somebody read",
    "security_events.at": "when something happened to an account",
    "admin_acts.at": "when an operator did something",
}


def test_every_instant_is_answered_for() -> None:
    records = {column for column in COLUMNS if column.partition(".")[2] in RECORDS.split()}
    answers = EDGES.keys() | WATCHES.keys() | UNREAD.keys()
    assert COLUMNS - records - answers == set()
    assert answers <= COLUMNS
    assert not UNREAD.keys() & (EDGES.keys() | WATCHES.keys())
    assert len(COLUMNS) >= 100


@pytest.mark.parametrize("name", sorted(set(WATCHES.values())))
def test_what_watches_it_is_there(name: str) -> None:
    module, _, test = name.rpartition(".")
    if test.startswith("test_") and not hasattr(importlib.import_module(module), test):
        importlib.import_module(name)

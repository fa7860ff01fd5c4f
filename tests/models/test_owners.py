"""What a community has, and what becomes of it when a person that it names is erased."""

from pathlib import Path

from sqlalchemy import Table

import app.models
from app.core.db import Base

# Rows of the person: they are deleted with the account.
ENDS = """
    api_tokens.user_id dispatches.user_id endorsements.user_id gathered_mails.sender_id grant_requests.owner_id
    grant_requests.requester_id kept_places.person_id memberships.user_id notification_preferences.user_id
    notifications.user_id page_stories.owner_id programme_members.user_id proposal_agreements.author_id
    proposal_agreements.candidate_id proposal_authors.user_id responses.user_id room_entries.user_id talents.user_id
    tally_shares.user_id tree_people.user_id
"""
# Rows of the community: they stay, without the person.
STAYS = """
    flags.decided_by flags.reporter_id hidings.hidden_by hidings.reviewed_by informations.author_id
    invitations.created_by missions.author_id paper_counts.first_counter_id paper_counts.second_counter_id
    programme_report_editions.published_by programme_reports.author_id proposal_notes.author_id proposals.owner_id
    responses.reviewer_id webhooks.made_by
"""
# Rows of either: null, where what they are about stays.
EITHER = {
    "feed_items.owner_id": "tests/api/test_informations.py",
    "flags.owner_id": "tests/api/test_flags.py",
    "hidings.owner_id": "tests/api/test_hidden_proposals.py",
    "grants.owner_id": "tests/api/test_programme_reports.py",
    "missions.asker_id": "tests/api/test_exchanges.py",
}


def is_of_community(table: Table, names: tuple[str, ...] = ("users",)) -> bool:
    """Whether rows of the table are deleted with a community, or hold it. Guests of its rooms are people."""
    if table.name == "communities":
        return True
    parents = {key.column.table for key in table.foreign_keys if key.ondelete in {"CASCADE", None}}
    return any(is_of_community(parent, (*names, table.name)) for parent in parents if parent.name not in names)


def test_each_column_with_a_person_in_what_a_community_has_ends_or_stays() -> None:
    tables = [table for name, table in Base.metadata.tables.items() if name != "users" and is_of_community(table)]
    keys = {
        f"{table.name}.{key.parent.name}": (key.ondelete, key.parent.nullable)
        for table in tables
        for key in table.foreign_keys
        if key.column.table.name == "users"
    }
    rule = dict.fromkeys(ENDS.split(), ("CASCADE", False)) | dict.fromkeys(STAYS.split(), ("SET NULL", True))
    assert keys == rule | dict.fromkeys(EITHER, ("CASCADE", True))
    assert len(keys) >= 40
    assert all(Path(file).is_file() for file in EITHER.values())


def test_every_file_of_a_table_is_imported_with_the_models() -> None:
    files = {file.stem for file in Path(app.models.__file__).parent.glob("*.py")} - {"__init__"}
    assert len(files) >= 55
    assert files - set(app.models.__all__) == set()

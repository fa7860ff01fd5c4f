"""What a body leaves out never gives more access than what it could say. Taking access back needs no version."""

from typing import Any

import pytest
from pydantic import ValidationError

import app.main as _everything  # noqa: F401  all schemas are defined then
from app.core.ids import uuid7
from app.models.api_tokens import Scope
from app.models.communities import JoinPolicy, Visibility
from app.models.grants import Right
from app.models.memberships import Role
from app.models.missions import ShownTo
from app.models.programmes import ProgrammeVisibility
from app.models.rooms import RoomMinors
from app.models.skills import FrameworkReaders
from app.schemas.ballots import BallotResults
from app.schemas.comments import CommentTarget
from app.schemas.grant_requests import RequestTarget
from app.schemas.grants import GrantTarget
from app.schemas.proposals import Approval
from app.schemas.surveys import ResultReaders, SheetKind
from app.schemas.types import Input
from tests.support.documents import whole_document

DOCUMENT: dict[str, Any] = whole_document()
# The writer's own content and settings: who sees them is said elsewhere.
CONTENT = """
about address agenda cites cost_cents draft due_on hidden_until_reveal into length max_per_person owner_name
progress proposal structure_id themes
alignments alt answers attendance attribution audience avatar_media_id birth_year blocks brief by
capacity caption captured_at charter closes_at comment context cover_media_id cursor data device_name did display_name
description due_at email en event evidence expected expiration_time feeling first_words fr gestures headline if_match
in_app k_min
kept_aside keywords kind kinds label language languages lat learned left_out limit lines lived_at lived_precision
lived_until lng locale media message min_media most name never_again next note number online_url only opens_at options
organisation people pinned_stories pinned_talents place position push quiet_from quiet_until reason recurrence
refused_skills
reflection reminders required rhythm rules second_factor sections seen_at sha256 simple_language skills summary survey
tag tags template text timezone title transcript translations utc_offset weekly_notification_cap
ballot ballot_version method paper points quorum rank seconds winners
attributed_to certificate codes excerpt keep_in_journal key on_behalf_of owner proof quotes reach report_id room_id
state stories theme ticket until waiting_list year before missions shown
phone_time budget choices ends_on minutes opens_after planned_cents publics sector source spent_cents team territory
"""
# Without them nothing is named or proved, and nothing is done.
PROOFS = """
code code_verifier community_id current_password edition emails experience_id id invitation link_token mission_id
programme_id parent_id passkey provider_ticket refresh_token consent text_version password renews roles type
user_id users members guardian guardian_email guardian_name
"""
# Bounds of access to one named thing. What is not published gets an end (test_grant_terms).
_OF_A_GRANT = frozenset({"passcode", "starts_at", "ends_at", "max_views", "follow"})
BOUNDS = {
    "GrantTerms": _OF_A_GRANT,
    "GrantWrite": _OF_A_GRANT,
    "GrantChange": _OF_A_GRANT,
    "InvitationWrite": frozenset({"ends_at", "max_uses", "needs_approval"}),
    "RoomWrite": frozenset({"ends_at"}),  # one that is left out is a day after its opening
    "UserWrite": frozenset({"suggestions"}),  # to the person alone
    "ProgressWrite": frozenset({"state"}),  # of an action that its readers see in any case
    "WebhookWrite": frozenset({"state"}),  # the address and what it is told are named in any case
}
# Who sees, or may do how much: as narrow as it can be.
NARROWEST: dict[str, object] = {
    "rights": [Right.VIEW],
    "scopes": [Scope.COMMUNITY],  # of a token of a community
    "role": Role.MEMBER,
    "visibility": {Visibility.SECRET, ProgrammeVisibility.TEAM},
    "join_policy": JoinPolicy.INVITE,
    "responses_visible_to": ShownTo.MANAGERS,
    "sheets": SheetKind.WITHOUT_NAMES,
    "results": {ResultReaders.TEAM, BallotResults.AT_CLOSE},
    "secret": True,
    "walk_ins": False,
    "approval": Approval.BEFORE_WALL,
    "show_contact": False,
    "show_photo": False,
    "show_talents": False,
    "reachable": False,
    "for_everybody": False,
    "readers": FrameworkReaders.COMMUNITY,
    "hidden": False,
    "allow_guests": False,
    "minors": RoomMinors.NONE,
}
TEMPLATES = "app.schemas.programme_templates"  # documents that come in by the machine's shell alone
KEEPS_TEXT = {"delete_experience", "delete_journal", "delete_mission", "delete_portrait", "delete_medium"}


def inputs(kind: type[Input] = Input) -> set[type[Input]]:
    return {kind, *(item for sub in kind.__subclasses__() for item in inputs(sub))}


def written() -> set[type[Input]]:
    items = {
        item
        for item in inputs()
        if item.__module__.startswith("app.") and not item.__name__.endswith(("Query", "Filter"))
    }
    return {item for item in items if item.__module__ != TEMPLATES}


def test_no_member_widens_access_by_being_left_out() -> None:
    wide, count = [], 0
    for schema in written():
        for name, member in schema.model_fields.items():
            if member.is_required():
                continue
            count += 1
            default = member.get_default(call_default_factory=True)
            if name in NARROWEST:
                narrowest = NARROWEST[name]
                narrow = default in narrowest if isinstance(narrowest, set) else default == narrowest
            else:
                narrow = name in {*CONTENT.split(), *PROOFS.split(), *BOUNDS.get(schema.__name__, ())}
            if not narrow:
                wide.append((schema.__name__, name, default))
    assert wide == []
    assert count > 100


@pytest.mark.parametrize("target", [GrantTarget, RequestTarget, CommentTarget])
def test_a_singular_names_one_thing_and_a_plural_all_of_them(target: type[Input]) -> None:
    enumeration: Any = target.model_fields["type"].annotation
    kinds = [str(kind) for kind in enumeration]
    for kind in kinds:
        for fields, verdict in (({"id": str(uuid7())}, not kind.endswith("s")), ({}, False), ({"id": None}, False)):
            whole = kind.endswith("s") and fields.get("id") is None and target is not CommentTarget
            words = {"excerpt": "J’ai monté un mur."} if kind == "response" and target is RequestTarget else {}
            assert _takes(target, {"type": kind} | words | fields) is (verdict or whole), (kind, fields)
    assert len(kinds) > 4


def _takes(schema: type[Input], body: object) -> bool:
    try:
        schema.model_validate(body)
    except ValidationError:
        return False
    return True


def test_taking_access_back_needs_no_version() -> None:
    deletes = [item["delete"] for item in DOCUMENT["paths"].values() if "delete" in item]
    assert {delete["operationId"] for delete in deletes if "428" in delete["responses"]} == KEEPS_TEXT
    assert len(deletes) > 20

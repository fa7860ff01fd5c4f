"""What each kind of session may ask for: each operation is in one family, and each kind has its families.

What stands in no family is refused to all but a session that its owner opened (tests/access/test_session_kinds.py).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.core.actor import Actor
from app.core.changes import Kind
from app.core.errors import Forbidden
from app.core.i18n import Words


class SessionKind(StrEnum):
    FULL = "full"
    ONE_FACTOR = "one factor"  # its person has a second factor, and this session did not prove it
    PROVIDER = "provider"  # a provider of identity opened it, without a second factor
    PASS = "sign-in pass"  # a sign-in pass opened it: its maker may hold it  # noqa: S105
    PERSONAL_TOKEN = "personal token"  # noqa: S105
    COMMUNITY_TOKEN = "community token"  # noqa: S105
    GUEST = "guest"
    WALL = "wall"
    FEED = "feed address"


class Family(StrEnum):
    KNOWLEDGE = "skills and frameworks"
    TEXTS = "texts for everybody"
    SELF = "who I am"
    SESSION = "this session"
    SAFETY = "report"
    ROOM = "see the room"
    ANSWER = "answer"
    IDEAS = "ideas of others"
    GUEST = "become an account, or go"
    TAKE_PART = "take part"
    CLASS = "the community"
    NEWS = "what the community says"
    WRITE = "write a moment"
    MOMENT = "read one moment"
    SYNC = "synchronise"
    READ = "read the journal"
    ARRANGE = "arrange the journal"
    REVOKE = "end a grant"
    END = "end another access"
    GRANTS = "list grants"
    COMMUNITIES = "my communities"
    MISSIONS = "list missions"
    TREES = "trees"
    DIRECTORY = "members"
    DRIVE = "run missions"
    PREFERENCES = "preferences"
    COMPOSE = "portraits, comments, exchanges"
    HEAR = "notifications"
    PLANS = "plans and attendances"
    GIVE = "give access"
    ACCOUNT = "the account"
    WAYS_IN = "ways in"
    WHOLE = "export, import, erasure"
    PEOPLE = "other people"
    TEAM = "lead a community"
    OPERATORS = "run the service"


def words(names: str) -> frozenset[str]:
    return frozenset(names.split())


FAMILIES: Mapping[Family, frozenset[str]] = {
    Family.KNOWLEDGE: words("list_frameworks get_framework list_skills get_skill"),
    Family.TEXTS: words("list_consent_texts list_programme_templates get_programme_template list_structures"),
    Family.SELF: words("get_me"),
    Family.SESSION: words("delete_current_session own_current_session list_delegated_sessions"),
    Family.SAFETY: words("create_flag"),
    Family.ROOM: words("get_room_state get_room_live stream_room"),
    Family.ANSWER: words(
        "get_mission put_response get_response delete_response get_results put_proposal patch_proposal "
        "withdraw_proposal"
    ),
    Family.IDEAS: words("get_proposal list_proposals ask_authorship leave_authorship agree_author list_paper_counts"),
    Family.GUEST: words("put_address delete_guest"),
    Family.TAKE_PART: words("enter_room decline_response"),
    Family.CLASS: words("get_community"),
    Family.NEWS: words("list_informations get_programme list_community_programmes"),
    Family.WRITE: words(
        """
        create_experience put_experience patch_experience create_upload put_medium patch_medium put_medium_blur
        put_transcription put_original put_medium_content get_upload_progress append_to_upload terminate_upload
        override_upload_method
        """
    ),
    Family.MOMENT: words("get_experience get_medium"),
    Family.SYNC: words("list_changes apply_operations"),
    Family.READ: words(
        """
        list_experiences list_experience_cards get_calendar list_experiences_on_this_day list_skill_suggestions
        list_media get_transcription get_captions get_original list_journals get_journal get_readiness list_stories
        get_story get_edition list_portraits get_portrait get_draft get_portrait_edition get_portrait_edition_as
        list_talents get_talent_tree get_talent
        """
    ),
    Family.ARRANGE: words(
        """
        delete_experience restore_experience delete_medium delete_transcription create_journal put_journal
        patch_journal delete_journal add_block put_talent delete_talent
        """
    ),
    Family.REVOKE: words("delete_grant"),
    Family.END: words("withdraw_journal withdraw_portrait withdraw_endorsement leave_beneficiary"),
    Family.GRANTS: words("list_grants get_grant"),
    Family.COMMUNITIES: words("list_communities"),
    Family.MISSIONS: words("list_missions"),
    Family.TREES: words(
        "get_community_needs get_community_tree get_community_tree_picture get_community_tree_poster "
        "get_community_tree_sheet"
    ),
    Family.DIRECTORY: words("list_memberships get_membership"),
    Family.DRIVE: words("put_mission patch_mission open_mission close_mission cancel_mission"),
    Family.PREFERENCES: words("get_notification_preferences"),
    Family.COMPOSE: words(
        """
        put_portrait patch_portrait delete_portrait put_page_story delete_page_story list_feed list_community_feed
        list_comments create_comment delete_comment list_endorsements patch_endorsement get_credential
        get_credential_picture put_kept_place delete_kept_place list_kept_places list_exchanges create_exchange
        """
    ),
    Family.HEAR: words("list_notifications stream_notifications read_notifications"),
    Family.PLANS: words(
        """
        put_progress accept_action hand_back_action list_plan get_plan_as add_proposal_skill get_attendances
        get_certificate get_event_calendar get_mission_calendar create_mission_calendar delete_mission_calendar
        """
    ),
    Family.GIVE: words(
        """
        create_grant patch_grant get_grant_accesses get_grant_qr deliver_grant list_grant_requests get_grant_request
        accept_grant_request refuse_grant_request publish_journal publish_portrait ask_endorsement create_person_code
        """
    ),
    Family.ACCOUNT: words(
        """
        patch_me put_notification_preferences list_devices put_device delete_device list_accesses list_visibility
        get_guardian put_guardian delete_guardian list_consents list_blocked_people unblock_person
        put_own_membership patch_own_membership leave_community list_security_events list_flags list_hidings
        appeal_hiding create_claim acknowledge_session
        """
    ),
    Family.WAYS_IN: words(
        """
        list_sessions delete_session put_password delete_password list_passkeys add_passkey put_passkey delete_passkey
        verify_by_passkey get_passkey_creation_challenge get_passkey_verification_challenge list_identities
        create_identity delete_identity get_second_factor create_second_factor delete_second_factor
        verify_second_factor create_recovery_codes list_api_tokens create_api_token delete_api_token
        list_api_token_uses
        """
    ),
    Family.WHOLE: words(
        """
        create_export list_exports get_export delete_export create_import get_import list_imports delete_import
        confirm_import create_erasure get_erasure delete_erasure
        """
    ),
    Family.PEOPLE: words(
        """
        list_beneficiaries get_beneficiary list_beneficiary_grants get_extract create_grant_request
        withdraw_grant_request list_granted_reports get_report_edition get_report_edition_as check_report_edition
        get_community_page
        """
    ),
    Family.TEAM: words(
        """
        delete_mission get_board get_tally put_attendance get_results_as add_paper_count get_report put_report
        patch_report get_report_figures validate_report publish_report withdraw_report list_community_reports
        put_programme patch_programme start_programme close_programme abandon_programme get_programme_kit
        get_programme_board review_proposal select_proposal review_response get_room put_room patch_room open_room
        confirm_paper_count withdraw_paper_count put_head_count
        close_room put_door put_scene list_rooms create_information delete_information create_wall delete_walls
        list_entries create_tickets create_community put_community patch_community put_community_framework
        patch_membership confirm_pupil_birth_year create_sign_in_pass list_invitations create_invitation
        get_invitation revoke_invitation deliver_invitation get_invitation_qr preview_roster send_roster decide_flag
        review_hiding list_community_tokens create_community_token delete_community_token list_community_token_uses
        list_community_webhooks create_community_webhook get_webhook patch_webhook delete_webhook
        create_webhook_secret list_webhook_deliveries repeat_webhook_delivery
        """
    ),
    Family.OPERATORS: words(
        """
        list_admin_webhooks create_admin_webhook get_admin_health list_admin_jobs requeue_job get_admin_flags
        dismiss_flag review_left_hiding list_unverified_communities verify_community doubt_community
        confirm_birth_year get_admin_imports get_admin_statistics list_admin_acts
        """
    ),
}
_WHOLE = frozenset(Family) - {Family.GUEST}
KINDS: Mapping[SessionKind, frozenset[Family]] = {
    SessionKind.FULL: _WHOLE,
    SessionKind.ONE_FACTOR: _WHOLE,
    SessionKind.PROVIDER: _WHOLE,
    SessionKind.PASS: frozenset(
        {
            Family.KNOWLEDGE,
            Family.TEXTS,
            Family.SELF,
            Family.SESSION,
            Family.SAFETY,
            Family.ROOM,
            Family.ANSWER,
            Family.TAKE_PART,
            Family.CLASS,
            Family.NEWS,
            Family.WRITE,
            Family.MOMENT,
            Family.SYNC,
            Family.REVOKE,
            Family.END,
        }
    ),
    SessionKind.PERSONAL_TOKEN: frozenset(
        {
            Family.KNOWLEDGE,
            Family.CLASS,
            Family.MISSIONS,
            Family.TREES,
            Family.SELF,
            Family.PREFERENCES,
            Family.WRITE,
            Family.MOMENT,
            Family.READ,
            Family.ARRANGE,
            Family.REVOKE,
            Family.GRANTS,
            Family.COMMUNITIES,
        }
    ),
    SessionKind.COMMUNITY_TOKEN: frozenset(
        {Family.CLASS, Family.MISSIONS, Family.TREES, Family.DIRECTORY, Family.DRIVE}
    ),
    SessionKind.GUEST: frozenset({Family.ROOM, Family.ANSWER, Family.IDEAS, Family.GUEST}),
    SessionKind.WALL: frozenset(),
    SessionKind.FEED: frozenset(),
}


class OwnProofRequired(Forbidden):
    title = Words("Prouve d’abord que c’est toi")
    advice = Words(
        "Un code de ton école a ouvert cette session, et quelqu’un d’autre peut l’avoir en main. Pour lire ton "
        "journal, le montrer ou l’emporter, et pour changer ton compte : `PUT /v1/sessions/current/ownership`, avec un "
        "code que tu reçois par mail, ton mot de passe ou ta clé d’accès."
    )


def operations_of(kind: SessionKind) -> frozenset[str]:
    return frozenset().union(*(FAMILIES[family] for family in KINDS[kind]))


_BY_PASS = operations_of(SessionKind.PASS)
# What is counted of a delegated session, for its person.
ACTS: Mapping[str, str] = {
    "create_experience": "moments",
    "put_experience": "moments",
    "patch_experience": "moments",
    "put_response": "answers",
    "decline_response": "answers",
    "delete_response": "answers",
    "put_proposal": "ideas",
    "patch_proposal": "ideas",
    "withdraw_proposal": "ideas",
    "put_medium": "media",
    "create_upload": "media",
    "create_flag": "reports",
    **dict.fromkeys(sorted(FAMILIES[Family.REVOKE] | FAMILIES[Family.END]), "endings"),
}
# What a delegated session synchronises: of the moments and answers, those of that session.
_TYPES = frozenset({Kind.EXPERIENCE, Kind.MEDIA, Kind.MISSION, Kind.RESPONSE, Kind.MEMBERSHIP, Kind.USER})


def shown_types(actor: Actor, types: Iterable[Kind]) -> frozenset[Kind]:
    """Return the kinds among `types` (none: all) that this session reads. Raises OwnProofRequired without any."""
    names = frozenset(types)
    if actor.delegation is None:
        return names
    if names and not names & _TYPES:
        raise OwnProofRequired
    return names & _TYPES or _TYPES


def check(actor: Actor, operation: str, place: str | None = None) -> None:
    """Check what a delegated session asks for, and in which community. Raises OwnProofRequired."""
    if actor.delegation is None:
        return
    is_elsewhere = place is not None and place.lower() != str(actor.delegation.community_id)
    if is_elsewhere or operation not in _BY_PASS:
        raise OwnProofRequired

"""What programs may do: for each operation of the API, the scope that a token needs, in one table.

A token never reads what other people gave to its owner, whatever its scopes: `Actor.reader_id` is nobody then. An
operation that is only about others, that changes who the account is, or that gives access, is for people alone.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.api_tokens import Scope


class TokenKind(StrEnum):
    PERSONAL = "personal"
    COMMUNITY = "community"


class OutOfScope(Forbidden):
    """Carries `scope`: what the token lacks; null: no token may do this."""

    title = Words("Ce jeton ne permet pas cela")
    advice = Words(
        "`scope` dit le droit qui manque : crée un jeton qui l’a. S’il n’y en a pas, seule une personne peut le faire."
    )


class Access(NamedTuple):
    """The scope that an operation needs, and the kinds of tokens that may have it."""

    scope: Scope
    kinds: tuple[TokenKind, ...] = (TokenKind.PERSONAL,)


def _words(names: str) -> list[str]:
    return names.split()


_ALL_KINDS = (TokenKind.PERSONAL, TokenKind.COMMUNITY)
_OF_COMMUNITIES = (TokenKind.COMMUNITY,)
# « Mon journal » and what is made of it, as its owner sees it.
_READ = """
    list_experiences list_experience_cards get_calendar list_experiences_on_this_day get_experience
    list_skill_suggestions list_media get_medium get_transcription get_captions get_original list_journals get_journal
    get_readiness list_stories get_story get_edition list_portraits get_portrait get_draft get_portrait_edition
    get_portrait_edition_as list_talents get_talent_tree get_talent
"""
_WRITE = """
    create_experience put_experience patch_experience delete_experience restore_experience
    create_upload put_medium patch_medium delete_medium put_medium_blur put_transcription delete_transcription
    put_original put_medium_content get_upload_progress append_to_upload terminate_upload override_upload_method
    create_journal put_journal patch_journal delete_journal add_block put_talent delete_talent
"""
_KNOWLEDGE = "list_frameworks get_framework list_skills get_skill"
_TREES = """
    get_community_needs get_community_tree get_community_tree_picture get_community_tree_poster get_community_tree_sheet
"""
_MISSIONS = "put_mission patch_mission open_mission close_mission cancel_mission"
SCOPES: Mapping[str, Access] = {
    **dict.fromkeys(_words(_READ), Access(Scope.JOURNAL_READ)),
    **dict.fromkeys(_words(_WRITE), Access(Scope.JOURNAL_WRITE)),
    **dict.fromkeys(_words(_KNOWLEDGE), Access(Scope.JOURNAL_READ)),
    **dict.fromkeys(_words("list_grants get_grant delete_grant"), Access(Scope.GRANTS)),
    **dict.fromkeys(_words("list_communities"), Access(Scope.COMMUNITY)),
    **dict.fromkeys(_words("get_community list_missions"), Access(Scope.COMMUNITY, _ALL_KINDS)),
    **dict.fromkeys(_words(_TREES), Access(Scope.COMMUNITY, _ALL_KINDS)),
    **dict.fromkeys(_words("list_memberships get_membership"), Access(Scope.COMMUNITY, _OF_COMMUNITIES)),
    **dict.fromkeys(_words(_MISSIONS), Access(Scope.COMMUNITY, _OF_COMMUNITIES)),
    **dict.fromkeys(_words("get_me get_notification_preferences"), Access(Scope.ACCOUNT)),
}
# In the protocol of a directory (RFC 7644), which describes itself and is in no document.
SCIM_USERS: Mapping[str, Access] = dict.fromkeys(
    _words(
        """
        find_scim_users create_scim_user get_scim_user replace_scim_user patch_scim_user delete_scim_user
        list_scim_groups create_scim_group get_scim_group replace_scim_group patch_scim_group delete_scim_group
        """
    ),
    Access(Scope.SCIM, _OF_COMMUNITIES),
)
PLACED = {"list_missions"}  # without a community these are about the person
# For people alone, in a session of theirs.
PEOPLE_ONLY = frozenset(
    _words(
        """
        list_changes apply_operations list_sessions delete_current_session delete_session patch_me put_password
        delete_password publish_journal withdraw_journal put_portrait patch_portrait delete_portrait
        publish_portrait withdraw_portrait create_grant patch_grant get_grant_accesses get_grant_qr deliver_grant
        put_proposal get_proposal patch_proposal withdraw_proposal review_proposal select_proposal put_progress
        accept_action hand_back_action ask_authorship leave_authorship agree_author list_proposals list_plan
        list_feed list_community_feed get_mission get_board get_tally get_results put_attendance put_response
        add_paper_count
        delete_response decline_response get_response review_response list_notifications stream_notifications
        read_notifications
        put_notification_preferences list_devices put_device delete_device list_accesses list_visibility
        list_beneficiaries get_beneficiary leave_beneficiary list_beneficiary_grants get_extract create_community
        put_community patch_community put_own_membership patch_own_membership leave_community patch_membership
        confirm_pupil_birth_year list_invitations create_invitation get_invitation revoke_invitation
        deliver_invitation get_invitation_qr list_grant_requests create_grant_request get_grant_request
        accept_grant_request refuse_grant_request withdraw_grant_request list_comments create_comment delete_comment
        create_person_code get_second_factor create_second_factor delete_second_factor
        verify_second_factor create_recovery_codes list_security_events get_guardian put_guardian delete_guardian
        list_blocked_people unblock_person put_kept_place delete_kept_place list_kept_places
        list_consents list_consent_texts list_endorsements patch_endorsement
        withdraw_endorsement get_credential get_credential_picture ask_endorsement list_flags create_flag decide_flag
        list_hidings appeal_hiding review_hiding get_erasure create_erasure delete_erasure
        list_exports create_export get_export delete_export list_imports create_import get_import delete_import
        confirm_import get_admin_health list_admin_jobs requeue_job get_admin_flags dismiss_flag review_left_hiding
        list_unverified_communities verify_community doubt_community confirm_birth_year get_admin_imports
        get_admin_statistics list_admin_acts
        get_passkey_creation_challenge get_passkey_verification_challenge list_passkeys add_passkey put_passkey
        list_identities create_identity delete_identity
        delete_passkey verify_by_passkey
        add_proposal_skill
        put_community_framework list_exchanges create_exchange put_page_story delete_page_story get_community_page
        create_sign_in_pass preview_roster send_roster delete_mission get_mission_calendar create_mission_calendar
        delete_mission_calendar list_community_programmes get_programme put_programme patch_programme start_programme
        close_programme abandon_programme get_programme_board get_programme_kit list_programme_templates
        get_programme_template
        delete_mission_calendar list_community_reports list_granted_reports get_report put_report patch_report
        get_report_figures validate_report publish_report withdraw_report get_report_edition get_report_edition_as
        check_report_edition list_community_programmes get_programme put_programme patch_programme start_programme
        close_programme abandon_programme get_programme_board
        list_api_tokens create_api_token delete_api_token list_api_token_uses
        list_community_webhooks create_community_webhook get_webhook patch_webhook delete_webhook
        list_structures list_informations create_information delete_information
        get_attendances get_results_as get_plan_as get_event_calendar get_certificate
        create_webhook_secret list_webhook_deliveries repeat_webhook_delivery list_admin_webhooks create_admin_webhook
        list_community_tokens create_community_token delete_community_token list_community_token_uses
        list_rooms get_room put_room patch_room open_room close_room put_door put_scene
        get_room_live stream_room create_wall delete_walls
        create_claim put_address delete_guest
        enter_room get_room_state list_entries create_tickets
        """
    )
)


def check(operation: str, kind: TokenKind, scopes: list[str]) -> None:
    """Check that a token of that kind may ask for the operation. Raises OutOfScope."""
    access = SCOPES.get(operation) or SCIM_USERS.get(operation)
    if access is None or kind not in access.kinds:
        raise OutOfScope(scope=None)
    if access.scope not in scopes:
        raise OutOfScope(scope=str(access.scope))


def check_place(operation: str, community_id: UUID | None, place: str | None) -> None:
    """Check that a request that names the community `place` is of the community of a token. Raises OutOfScope."""
    is_elsewhere = place is not None and place.lower() != str(community_id)
    if community_id is not None and (is_elsewhere or (place is None and operation in PLACED)):
        raise OutOfScope(scope=None)

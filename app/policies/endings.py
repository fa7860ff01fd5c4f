"""What ends something for somebody: it has connections of its own, so that no load refuses it."""

ENDINGS = frozenset({
    # What somebody takes back, narrows or refuses
    "delete_grant", "patch_grant", "delete_page_story", "leave_beneficiary", "refuse_grant_request",
    "withdraw_grant_request", "withdraw_journal", "withdraw_portrait", "withdraw_report", "withdraw_endorsement",
    "withdraw_proposal", "delete_response", "decline_response", "leave_authorship", "hand_back_action",
    "withdraw_paper_count", "revoke_invitation", "delete_kept_place", "delete_walls", "close_room", "cancel_mission",
    "delete_mission",
    "delete_information", "delete_mission_calendar", "delete_export", "delete_import", "put_notification_preferences",
    # What somebody deletes
    "delete_experience", "delete_journal", "delete_portrait", "delete_talent", "delete_medium",
    "delete_transcription", "delete_guest", "create_erasure",
    # Who leaves, is sent away, blocked or reported; a comment is deleted and its author blocked at once
    "leave_community", "patch_membership", "delete_comment", "create_flag", "decide_flag", "appeal_hiding",
    # Ways in
    "delete_current_session", "delete_session", "delete_device", "delete_api_token", "delete_identity",
    "delete_password", "delete_webhook", "delete_community_token", "delete_passkey", "delete_second_factor",
    "delete_guardian",
    # Pages: of guardians, endorsers, mails and reports
    "answer_guardian", "answer_place", "leave_mails", "send_report", "decline", "report", "withdraw",
})  # fmt: skip

"""A person's account and journal, publications and grants, and technical data."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "users": kept(
        P.ACCOUNT,
        R.ACCOUNT,
        E.WITH_ACCOUNT,
        N.PROFILE,
        identity="id email display_name birth_year claimed_birth_year avatar_media_id",
        link="guest_of",
        choice="locale timezone quiet_from quiet_until simple_language suggestions refused_skills",
        credential="password_hash",
        trace="created_at updated_at last_active_on inactive_warned_at",
        inner="version",
    ),
    "sessions": kept(
        P.ACCOUNT,
        R.SESSION,
        E.WITH_ACCOUNT,
        N.DEVICES,
        link="id user_id pass_id community_id",
        choice="device_name",
        credential="media_key generation",
        trace="created_at rotated_at ended_at second_factor_at by_pass by_provider ends_at acts acknowledged_at",
    ),
    "api_tokens": kept(
        P.ACCOUNT,
        R.TOKEN,
        E.WITH_ACCOUNT,
        N.PROGRAMS,
        link="id user_id community_id",
        choice="name scopes",
        credential="digest",
        trace="created_at expires_at last_used_at",
    ),
    "api_token_uses": kept(
        P.PROTECTION,
        R.TOKEN,
        E.WITH_ACCOUNT,
        N.PROGRAMS,
        link="token_id",
        trace="used_on operation times refusals",
    ),
    "security_events": kept(
        P.PROTECTION, R.SECURITY, E.WITH_ACCOUNT, N.SECURITY_EVENTS, link="id user_id session_id", trace="kind rule at"
    ),
    "sign_in_passes": kept(
        P.PROTECTION,
        R.SECURITY,
        E.WITH_ACCOUNT,
        N.SECURITY_EVENTS,
        link="id user_id community_id maker_id",
        credential="digest",
        trace="created_at expires_at used_at",
    ),
    "identities": kept(
        P.ACCOUNT,
        R.OWN_WORD,
        E.WITH_ACCOUNT,
        N.IDENTITIES,
        link="id user_id",
        identity="provider issuer subject",
        trace="created_at",
    ),
    "provider_sessions": kept(
        P.ACCOUNT, R.SESSION, E.WITH_ACCOUNT, N.DEVICES, link="session_id", credential="end_session_url"
    ),
    "provider_sign_ins": kept(
        P.ACCOUNT,
        R.SIGN_IN,
        E.BY_ITSELF,
        N.PROVIDER_SIGN_INS,
        credential="id code_challenge assertion",
        inner="provider demands_two_factors expires_at returned_at",
    ),
    "sign_in_codes": kept(
        P.ACCOUNT,
        R.CODE,
        E.BY_ADDRESS,
        N.CODES,
        identity="email",
        credential="code_mac link_digest tries",
        trace="made_at expires_at",
    ),
    "limits": kept(P.PROTECTION, R.WINDOW, E.BY_ITSELF, N.LIMITS, credential="key", inner="used ends_at"),
    "mails": kept(
        P.WRITING,
        R.MAIL,
        E.BY_ADDRESS,
        N.MAILS,
        link="id user_id",
        identity="letter",
        trace="created_at sent_at refused_at",
        inner="keeps_quiet due_at until",
    ),
    "idempotency_keys": kept(
        P.OPERATION, R.RETRIES, E.WITH_ACCOUNT, N.RETRIES, inner="user_id key digest resource_id answer created_at"
    ),
    "experiences": kept(
        P.JOURNAL,
        R.BIN,
        E.WITH_ACCOUNT,
        N.EXPERIENCES,
        link="id owner_id skills",
        choice="kept_aside refused_skills",
        told="title text context lived_at lived_until lived_precision utc_offset lived_on feeling reflection tags "
        "language completeness",
        place="place organisation",
        others="people",
        trace="captured_at phone_time received_at updated_at trashed_at",
        inner="version born_as search has_media",
    ),
    "experience_meanings": kept(
        P.JOURNAL, R.BIN, E.WITH_ACCOUNT, N.MEANINGS, inner="experience_id made_by marks words least nearest"
    ),
    "meaning_positions": kept(
        P.JOURNAL, R.ACCOUNT, E.WITH_ACCOUNT, N.MEANING_PROGRESS, inner="user_id seq made_by forgotten"
    ),
    "experience_media": kept(P.JOURNAL, R.BIN, E.WITH_ACCOUNT, N.EXPERIENCES, link="experience_id position media_id"),
    "media": kept(
        P.JOURNAL,
        R.SHOWN,
        E.WITH_OBJECTS,
        N.MEDIA,
        link="id owner_id",
        told="alt caption transcript captured_at cues spoken_language",
        file="kind content_type size sha256 state reason thumbhash width height duration transcription transcribed_by",
        choice="blurred",
        place="suggested",
        trace="created_at updated_at",
        inner="object_key variants summary version born_as",
    ),
    "uploads": kept(
        P.JOURNAL,
        R.UPLOAD,
        E.WITH_OBJECTS,
        N.UPLOADS,
        inner="media_id received object_key multipart_id parts next_part pieces holder expires_at",
    ),
    "loose_objects": kept(
        P.OPERATION, R.SWEEP, E.BY_ITSELF, N.LOOSE_OBJECTS, inner="object_key multipart_id due_at doomed"
    ),
    "journals": kept(
        P.JOURNAL,
        R.DELETION,
        E.WITH_ACCOUNT,
        N.JOURNALS,
        link="id owner_id cover_media_id",
        told="title summary language blocks",
        trace="created_at updated_at deleted_at",
        inner="version born_as",
    ),
    "stories": kept(
        P.PUBLISHING,
        R.OWN_WORD,
        E.WITH_ACCOUNT,
        N.STORIES,
        link="id owner_id journal_id edition",
        told="title language",
        trace="published_at withdrawn_at updated_at",
        inner="version",
    ),
    "editions": kept(
        P.PUBLISHING,
        R.OWN_WORD,
        E.WITH_ACCOUNT,
        N.STORIES,
        link="story_id number",
        told="content card",
        others="people",
        trace="published_at",
        inner="revision",
    ),
    "edition_media": kept(
        P.PUBLISHING,
        R.OWN_WORD,
        E.WITH_OBJECTS,
        N.STORIES,
        link="id story_id edition media_id",
        trace="awaited_until",
        inner="variants",
    ),
    "grants": kept(
        P.SHARING,
        R.ACCESS,
        E.WITH_ACCOUNT,
        N.GRANTS,
        link="id owner_id community_id request_id target_type target_id edition audience_type audience_id",
        choice="follow purpose label rights starts_at ends_at max_views attribution attributed_to reach",
        told="excerpt",
        credential="token_digest media_key passcode_hash",
        trace="views views_until last_opened_at revoked_at reminded_at created_at updated_at",
        inner="version",
    ),
    "link_days": kept(
        P.TRANSPARENCY, R.LINK_DAY, E.WITH_ACCOUNT, N.LINK_DAYS, trace="grant_id day opened by_robots wrong_passcodes"
    ),
    "access_events": kept(
        P.TRANSPARENCY,
        R.READING,
        E.WITH_ACCOUNT,
        N.READINGS,
        link="id owner_id grant_id target_type target_id",
        others="reader_id reader_name",
        trace="right at",
    ),
    "departed_readers": kept(
        P.TRANSPARENCY, R.DEPARTED, E.BY_ITSELF, N.DEPARTED_READERS, inner="user_id address_mac left_at"
    ),
    "feeds": kept(P.SYNC, R.ACCOUNT, E.WITH_ACCOUNT, N.CHANGE_COUNTS, inner="user_id seq floor"),
    "changes": kept(
        P.SYNC, R.TOMBSTONE, E.WITH_ACCOUNT, N.CHANGES, inner="user_id type entity_id seq version deleted changed_at"
    ),
}

"""Requests for access, person codes, comments and second factors."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "grant_requests": kept(
        P.SHARING,
        R.ACCESS,
        E.WITH_ACCOUNT,
        N.GRANTS,
        link="id owner_id renews_id report_id",
        choice="purpose targets rights ends_at state attribution attributed_to reach",
        told="message",
        others="requester_id",
        trace="lapses_at answered_at created_at updated_at",
        inner="answered_as version",
    ),
    "person_codes": kept(
        P.SHARING, R.CODE, E.WITH_ACCOUNT, N.CODES, link="user_id", credential="code_mac", trace="expires_at"
    ),
    "comments": kept(
        P.SHARING,
        R.DELETION,
        E.WITH_ACCOUNT,
        N.COMMENTS,
        whose="owner_id",
        link="id owner_id target_type target_id",
        told="text",
        others="author_id",
        trace="created_at",
    ),
    "second_factors": kept(
        P.ACCOUNT,
        R.FACTOR,
        E.WITH_ACCOUNT,
        N.SECOND_CODES,
        link="user_id",
        credential="secret last_step used_steps",
        trace="started_at confirmed_at",
    ),
    "passkeys": kept(
        P.ACCOUNT,
        R.ACCOUNT,
        E.WITH_ACCOUNT,
        N.PASSKEYS,
        link="id user_id",
        choice="name",
        credential="credential_id public_key sign_count",
        trace="is_second_factor created_at last_used_at",
    ),
    "spent_challenges": kept(P.PROTECTION, R.CODE, E.BY_ITSELF, N.CODES, credential="digest", inner="expires_at"),
    "recovery_codes": kept(P.ACCOUNT, R.ACCOUNT, E.WITH_ACCOUNT, N.PASSKEYS, credential="user_id code_mac"),
}

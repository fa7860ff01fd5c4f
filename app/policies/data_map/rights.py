"""Consents and guardians."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "guardianships": kept(
        P.CONSENT,
        R.AGREEMENT,
        E.WITH_ACCOUNT,
        N.GUARDIANSHIPS,
        link="id person_id",
        others="email name",
        choice="acts state ended_by locale",
        credential="token_digest",
        trace="asked_at answered_at ended_at",
    ),
    "consents": kept(
        P.CONSENT,
        R.PROOF,
        E.WITH_ACCOUNT,
        N.CONSENTS,
        link="id person_id subject_id",
        choice="kind text_version version_stated locale boxes",
        others="given_by text",
        trace="given_at withdrawn_at",
    ),
    "exports": kept(
        P.PORTABILITY,
        R.DAY,
        E.WITH_OBJECTS,
        N.EXPORTS,
        link="id user_id session_id",
        trace="state size asked_at ready_at expires_at",
        credential="token_digest",
        inner="object_key",
    ),
    "imports": kept(
        P.PORTABILITY,
        R.IMPORT,
        E.WITH_OBJECTS,
        N.IMPORTS,
        link="id user_id",
        told="preview result",
        trace="state size source reason asked_at ended_at expires_at",
        inner="object_key version",
    ),
    "erasures": kept(
        P.CONSENT, R.REFLECTION, E.WITH_ACCOUNT, N.ERASURES, link="user_id", choice="asked_at due_at begun_at"
    ),
    "erased_accounts": kept(P.OPERATION, R.ALWAYS, E.NOBODYS, N.ERASED_ACCOUNTS, inner="user_id erased_at"),
}

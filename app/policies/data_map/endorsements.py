"""Endorsements of a person's talents by others."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "endorsements": kept(
        P.RECOGNITION,
        R.RECOGNITION,
        E.WITH_ACCOUNT,
        N.ENDORSEMENTS,
        link="id user_id skill_id",
        told="message evidence",
        choice="language hidden",
        others="email asked_name endorser_name endorser_role comment",
        credential="token_digest address_mac",
        trace="state asked_at expires_at answered_at withdrawn_at withdrawn_by",
        inner="number unwanted version",
    ),
}

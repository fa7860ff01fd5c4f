"""Flags, decisions and appeals."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "flags": kept(
        P.MODERATION,
        R.DECISION,
        E.WITH_ACCOUNT,
        N.FLAGS,
        whose="reporter_id",
        link="id community_id target_type target_id",
        credential="reporter_id decided_by",  # never disclosed: the reporter and the decider
        told="text decision",
        trace="reason state decided_at created_at",
        inner="owner_id version",
    ),
    "hidings": kept(
        P.MODERATION,
        R.STANDING,
        E.WITH_ACCOUNT,
        N.MEASURES,
        whose="owner_id",
        link="id owner_id community_id target_type target_id",
        told="reason appeal answer",
        credential="hidden_by reviewed_by",
        trace="hidden_at appealed_at reviewed_at lifted_at",
        inner="version",
    ),
    "reports": kept(
        P.MODERATION,
        R.REPORT,
        E.WITH_AUTHOR,
        N.REPORTS,
        # The owner learns of a decision, but no copy reveals that somebody flagged the content.
        credential="reference token_digest grant_id text email appeal answer",
        inner="id owner_id target_type target_id edition language reason state decision decided_at created_at "
        "appealed_at answered_at",
    ),
    "measures": kept(
        P.MODERATION,
        R.STANDING,
        E.WITH_ACCOUNT,
        N.MEASURES,
        link="id person_id kind target_id",
        told="reason appeal answer",
        credential="token_digest",
        trace="taken_at appealed_at answered_at lifted_at",
    ),
}

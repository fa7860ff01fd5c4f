"""What people are told, how they want to hear it, and on which devices."""

from collections.abc import Mapping

from app.policies.data_map.vocabulary import Erasure, Kept, Purpose, Retention, kept

P, R, E = Purpose, Retention, Erasure
TABLES: Mapping[str, Kept] = {
    "inboxes": kept(P.TELLING, R.ACCOUNT, E.WITH_ACCOUNT, inner="user_id seq"),
    "notifications": kept(
        P.TELLING,
        R.NOTIFICATION,
        E.WITH_ACCOUNT,
        link="id user_id type subject_id community_id",
        others="data",
        trace="created_at told_at read_at settled_at",
        inner="seq is_shown",
    ),
}

"""Operators and their acts."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "operators": kept(P.OVERSIGHT, R.ACCOUNT, E.WITH_ACCOUNT, N.OPERATORS, link="user_id", trace="granted_at"),
    # An id without an account identifies nobody, and an account of the machine belongs to the operator.
    "admin_acts": kept(
        P.OVERSIGHT, R.AUDIT, E.BY_ITSELF, N.ADMIN_ACTS, inner="id at actor_id account verb target reason"
    ),
}

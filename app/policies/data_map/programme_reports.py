"""Reports of programmes. What is published of people in them are references, which end with what they refer to."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "programme_reports": kept(
        P.BELONGING,
        R.LAST_MEMBER,
        E.WITH_AUTHOR,
        N.PROGRAMME_REPORTS,
        link="id community_id programme_id author_id",
        told="title sections",
        choice="kind language starts_on ends_on",
        trace="state edition withdrawn_at created_at updated_at",
        inner="version born_as",
    ),
    "programme_report_editions": kept(
        P.BELONGING,
        R.LAST_MEMBER,
        E.WITH_AUTHOR,
        N.PROGRAMME_REPORTS,
        whose="published_by",
        link="report_id number published_by",
        trace="computed_at",
        inner="k_min content figures",
    ),
}

"""Programmes, and who leads them."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "programmes": kept(
        P.BELONGING,
        R.LAST_MEMBER,
        E.NOBODYS,
        N.PROGRAMMES,
        public="id community_id template title summary sector territory publics starts_on ends_on budget visibility "
        "state reason started_at ended_at created_at updated_at",
        inner="version born_as",
    ),
    "programme_templates": kept(
        P.FRAMEWORK, R.ALWAYS, E.NOBODYS, None, public="code version body of_installation stored_at"
    ),
    "step_mails": kept(P.BELONGING, R.MISSIONS, E.NOBODYS, N.MISSIONS, inner="mission_id kind sent_at"),
    "programme_members": kept(
        P.BELONGING, R.LAST_MEMBER, E.WITH_ACCOUNT, N.PROGRAMME_TEAMS, link="programme_id user_id"
    ),
}

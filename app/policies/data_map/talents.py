"""Talents, and the skills that they refer to."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "frameworks": kept(
        P.FRAMEWORK,
        R.ALWAYS,
        E.NOBODYS,
        None,
        public="id community_id readers code title description edition source notice version",
    ),
    "skills": kept(
        P.FRAMEWORK,
        R.ALWAYS,
        E.NOBODYS,
        None,
        public="id framework_id audience_id parent_id domain_id broader kind code uri position labels alternatives "
        "keywords gestures description alignments same_as obsolete_at summary",
    ),
    "skill_names": kept(
        P.FRAMEWORK,
        R.ALWAYS,
        E.NOBODYS,
        None,
        public="skill_id language plain kind is_gesture name stems weights rarest",
    ),
    "word_forms": kept(P.FRAMEWORK, R.ALWAYS, E.NOBODYS, None, public="language form lemma ambiguous"),
    "talents": kept(
        P.TALENTS,
        R.OWN_WORD,
        E.WITH_ACCOUNT,
        N.TALENTS,
        link="user_id skill_id evidence",
        told="level stance",
        trace="created_at updated_at",
        inner="version",
    ),
    "community_trees": kept(
        P.TALENTS, R.LAST_MEMBER, E.NOBODYS, N.TREE, inner="community_id people counted_at covered_to"
    ),
    "tree_skills": kept(
        P.TALENTS, R.LAST_MEMBER, E.NOBODYS, N.TREE, inner="community_id skill_id have offer seek in_domain"
    ),
    "tree_people": kept(
        P.TALENTS, R.ACCOUNT, E.WITH_ACCOUNT, N.TREE_SHARE, inner="community_id user_id skills stances"
    ),
    "tree_changes": kept(P.TALENTS, R.ACCOUNT, E.WITH_ACCOUNT, N.TREE_SHARE, inner="id user_id"),
}

"""Portraits."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "portraits": kept(
        P.PUBLISHING,
        R.DELETION,
        E.WITH_ACCOUNT,
        N.PORTRAITS,
        link="id owner_id pinned_stories pinned_talents edition",
        told="name headline about translations sections",
        choice="template languages show_contact show_photo",
        trace="published_at withdrawn_at created_at updated_at deleted_at",
        inner="version born_as",
    ),
    "portrait_editions": kept(
        P.PUBLISHING,
        R.DELETION,
        E.WITH_ACCOUNT,
        N.PORTRAITS,
        link="portrait_id number",
        told="content card",
        others="people",
        trace="published_at",
        inner="revision",
    ),
    "portrait_media": kept(
        P.PUBLISHING,
        R.DELETION,
        E.WITH_OBJECTS,
        N.PORTRAITS,
        link="id portrait_id edition media_id",
        trace="awaited_until",
        inner="variants",
    ),
    "portrait_stories": kept(
        P.PUBLISHING, R.DELETION, E.WITH_ACCOUNT, N.PORTRAITS, link="portrait_id edition story_id story_edition"
    ),
}

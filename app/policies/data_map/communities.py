"""The communities of people, their roles, and how they joined."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "communities": kept(
        P.BELONGING,
        R.LAST_MEMBER,
        E.NOBODYS,
        N.COMMUNITIES,
        public="id parent_id kind name charter visibility join_policy timezone weekly_notification_cap k_min "
        "verified_at created_at updated_at closed_at",
        inner="plain version born_as directory_groups",
    ),
    "memberships": kept(
        P.BELONGING,
        R.MEMBERSHIP,
        E.WITH_ACCOUNT,
        N.MEMBERSHIPS,
        link="community_id user_id invitation_id on_behalf_of",
        choice="role show_talents reachable",
        told="reason tags directory_tags",
        credential="directory_box",
        trace="state joined_at admitted_at ended_at lapses_at reminded_at barred_at created_at updated_at",
        inner="version",
    ),
    "blocked_people": kept(
        P.BELONGING,
        R.ACCOUNT,
        E.WITH_ACCOUNT,
        N.BLOCKED_PEOPLE,
        whose="user_id",  # the other one is not told
        inner="id user_id person_id is_named",
        trace="created_at",
    ),
    "page_stories": kept(
        P.PUBLISHING,
        R.ACCESS,
        E.WITH_ACCOUNT,
        N.PAGE_STORIES,
        link="grant_id owner_id community_id mission_id",
        trace="created_at",
    ),
    "kept_places": kept(
        P.BELONGING,
        R.PLACE,
        E.WITH_ACCOUNT,
        N.KEPT_PLACES,
        link="person_id community_id invitation_id",
        told="reason",
        trace="kept_at until",
    ),
    "webhooks": kept(
        P.CONNECTING,
        R.LAST_MEMBER,
        E.NOBODYS,
        N.WEBHOOKS,
        inner="id community_id made_by name url events state ended_by secret_number secret_at failing_since version "
        "created_at updated_at",
    ),
    "webhook_deliveries": kept(
        P.CONNECTING,
        R.DELIVERY,
        E.BY_ITSELF,
        N.ANNOUNCEMENTS,
        inner="id webhook_id event ids due_at tries status outcome created_at done_at",
    ),
    "invitations": kept(
        P.BELONGING,
        R.INVITATION,
        E.WITH_AUTHOR,
        N.INVITATIONS,
        link="id community_id created_by",
        choice="role tags needs_approval max_uses expires_at",
        credential="token_digest code_mac directory_box",
        trace="uses mailed revoked_at created_at",
    ),
}

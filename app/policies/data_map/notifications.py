"""Notifications, preferences and devices."""

from collections.abc import Mapping

from app.policies.data_map.items import NoticeItem
from app.policies.data_map.vocabulary import Erasure, Purpose, Retention, TableEntry, kept

P, R, E, N = Purpose, Retention, Erasure, NoticeItem
TABLES: Mapping[str, TableEntry] = {
    "inboxes": kept(P.TELLING, R.ACCOUNT, E.WITH_ACCOUNT, N.PROFILE, choice="rhythm", inner="user_id seq"),
    "notifications": kept(
        P.TELLING,
        R.NOTIFICATION,
        E.WITH_ACCOUNT,
        N.NOTIFICATIONS,
        link="id user_id type subject_id community_id",
        others="data",
        trace="created_at told_at read_at settled_at",
        inner="seq is_shown is_announced",
    ),
    "notification_preferences": kept(
        P.TELLING, R.ACCOUNT, E.WITH_ACCOUNT, N.PROFILE, link="id user_id community_id", choice="type in_app push email"
    ),
    "gathered_mails": kept(
        P.WRITING,
        R.GATHERED,
        E.WITH_ACCOUNT,
        N.GATHERED_MAILS,
        link="id sender_id endorsement_id grant_id guardianship_id",
        told="message",
        others="email",
        credential="mailbox_mac address_mac",
        trace="due_at created_at",
    ),
    "sender_refusals": kept(
        P.MODERATION, R.ACCOUNT, E.WITH_ACCOUNT, N.REFUSALS, credential="address_mac", inner="sender_id refused_at"
    ),
    "devices": kept(
        P.TELLING,
        R.SESSION,
        E.WITH_ACCOUNT,
        N.DEVICES,
        link="id user_id session_id",
        credential="endpoint p256dh auth",
        trace="created_at updated_at",
    ),
    "dispatches": kept(
        P.TELLING,
        R.DELIVERY,
        E.WITH_ACCOUNT,
        N.DELIVERIES,
        link="id notification_id device_id user_id community_id",
        trace="channel due_at created_at done_at outcome",
        inner="seq tries",
    ),
}

"""Notifications, preferences, devices"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_0400"
down_revision = "20261125_0300"
TYPES = (
    *("mission", "reminder", "returned", "accepted", "cancelled", "join_request", "membership", "grant_request"),
    *("grant", "comment", "endorsement", "expiry", "guardian", "moderation", "security"),
)
LIVE = sa.text("settled_at is null")
WAITING = sa.text("done_at is null")
RHYTHMS, TIMINGS = ("daily", "weekly", "never"), ("now", "digest", "off")
CHANNELS, OUTCOMES = ("push", "email", "digest"), ("sent", "moot", "failed")


def words(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "inboxes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rhythm", words(*RHYTHMS, name="rhythm"), server_default="daily", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_inboxes_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_inboxes")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("type", words(*TYPES, name="notificationtype"), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_notifications_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index(
        "uq_notifications_live", "notifications", ["user_id", "subject_id"], unique=True, postgresql_where=LIVE
    )
    op.create_index(op.f("ix_notifications_user_id_seq"), "notifications", ["user_id", "seq"], unique=True)
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["user_id", "seq"],
        postgresql_where=sa.text("read_at is null and is_shown"),
    )
    op.create_index("ix_notifications_subject", "notifications", ["subject_id"], postgresql_where=LIVE)
    op.create_index(
        "ix_notifications_unannounced", "notifications", ["id"], postgresql_where=sa.text("not is_announced")
    )
    op.create_index(
        "ix_notifications_community",
        "notifications",
        ["community_id"],
        postgresql_where=sa.text("community_id is not null"),
    )
    op.create_index(op.f("ix_notifications_told_at"), "notifications", ["told_at"])
    _preferences()
    _devices()
    _dispatches()


def _preferences() -> None:
    op.create_table(
        "notification_preferences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("type", words(*TYPES, name="notificationtype"), nullable=True),
        sa.Column("in_app", sa.Boolean(), nullable=True),
        sa.Column("push", sa.Boolean(), nullable=True),
        sa.Column("email", words(*TIMINGS, name="timing"), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notification_preferences_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_notification_preferences_community_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_preferences")),
    )
    op.create_index(
        "uq_notification_preferences_scope",
        "notification_preferences",
        ["user_id", "community_id", "type"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_notification_preferences_community", "notification_preferences", ["community_id"])


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_devices_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_devices_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_devices_endpoint")),
    )
    op.create_index(op.f("ix_devices_user_id_id"), "devices", ["user_id", "id"])
    op.create_index(op.f("ix_devices_session_id"), "devices", ["session_id"])


def _dispatches() -> None:
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("channel", words(*CHANNELS, name="channel"), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", words(*OUTCOMES, name="outcome"), nullable=True),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notifications.id"], name=op.f("fk_dispatches_notification_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_dispatches_device_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_dispatches_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
    )
    op.create_index(
        "uq_dispatches_effect",
        "dispatches",
        ["notification_id", "seq", "channel", "device_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_dispatches_waiting", "dispatches", ["channel", "due_at"], postgresql_where=WAITING)
    op.create_index(
        "ix_dispatches_digest",
        "dispatches",
        ["user_id", "due_at"],
        postgresql_where=sa.text("done_at is null and channel = 'digest'"),
    )
    op.create_index("ix_dispatches_week", "dispatches", ["user_id", "community_id", "created_at"])
    op.create_index(op.f("ix_dispatches_device_id"), "dispatches", ["device_id"])
    op.create_index(op.f("ix_dispatches_created_at"), "dispatches", ["created_at"])


def downgrade() -> None:
    for table in ("dispatches", "devices", "notification_preferences", "notifications"):
        op.drop_table(table)
    op.drop_table("inboxes")

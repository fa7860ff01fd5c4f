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


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")
    op.create_table(
        "inboxes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_inboxes_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_inboxes")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Enum(*TYPES, name="notificationtype", native_enum=False, length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id"), ondelete="CASCADE"),
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
    op.create_index(op.f("ix_notifications_told_at"), "notifications", ["told_at"])


def downgrade() -> None:
    op.drop_table("notifications")
    op.drop_table("inboxes")

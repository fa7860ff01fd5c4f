"""Webhooks, and what they were told"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_4931"
down_revision = "20261127_4910"


def upgrade() -> None:
    op.create_table(
        "webhooks",
        *(sa.Column(name, sa.Uuid(), nullable=name != "id") for name in ("id", "community_id", "made_by")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "url")),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ended_by", sa.String(length=32)),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("secret_number", "version")),
        *(_instant(name) for name in ("secret_at", "created_at", "updated_at")),
        _instant("failing_since", nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_webhooks_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_webhooks_made_by_users"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_community_id_created_at_id"), "webhooks", ["community_id", "created_at", "id"])
    op.create_index(op.f("ix_webhooks_made_by"), "webhooks", ["made_by"])
    op.create_table(
        "webhook_deliveries",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "webhook_id")),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("ids", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.BigInteger()),
        sa.Column("outcome", sa.String(length=32)),
        *(_instant(name) for name in ("due_at", "created_at")),
        _instant("done_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"],
            ["webhooks.id"],
            name=op.f("fk_webhook_deliveries_webhook_id_webhooks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    columns = ["webhook_id", "created_at", "id"]
    op.create_index(op.f("ix_webhook_deliveries_webhook_id_created_at_id"), "webhook_deliveries", columns)
    op.create_index(op.f("ix_webhook_deliveries_created_at"), "webhook_deliveries", ["created_at"])
    op.create_index(
        "ix_webhook_deliveries_waiting", "webhook_deliveries", ["due_at"], postgresql_where=sa.text("done_at is null")
    )


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def downgrade() -> None:
    op.drop_table("webhook_deliveries")
    op.drop_table("webhooks")

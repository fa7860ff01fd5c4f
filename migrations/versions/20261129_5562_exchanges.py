"""Members ask those who offer a skill, who stay unnamed until they say yes"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5562"
down_revision = "20261129_5554"


def upgrade() -> None:
    op.add_column("memberships", sa.Column("reachable", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("missions", sa.Column("asker_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE")))
    op.create_table(
        "exchange_refusals",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("asker_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("ix_exchange_refusals_asker_id", "asker_id"),
    )


def downgrade() -> None:
    op.drop_table("exchange_refusals")
    op.drop_column("missions", "asker_id")
    op.drop_column("memberships", "reachable")

"""Missions ask by forms of their kind; answers to surveys stand in responses, or in sheets without a name"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261128_5400"
down_revision = "20261128_5301"


def upgrade() -> None:
    op.add_column("missions", sa.Column("form", JSONB))
    op.add_column("responses", sa.Column("answers", JSONB))
    op.create_table(
        "sheets",
        sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.text("gen_random_uuid()")),
        sa.Column("mission_id", sa.Uuid, sa.ForeignKey("missions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Index("ix_sheets_mission_id", "mission_id"),
    )


def downgrade() -> None:
    op.drop_table("sheets")
    op.drop_column("responses", "answers")
    op.drop_column("missions", "form")

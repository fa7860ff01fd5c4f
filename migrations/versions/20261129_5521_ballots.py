"""Votes on proposals, on phones and on paper"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "20261129_5521"
down_revision = "20261129_5504"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("responses", sa.Column("choices", JSONB))
    op.create_table(
        "ballots",
        sa.Column("mission_id", sa.Uuid, sa.ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("options", ARRAY(sa.Uuid), nullable=False),
        sa.Column("electorate", sa.BigInteger, nullable=False),
        sa.Column("people", sa.BigInteger, nullable=False),
        sa.Column("tally", JSONB, nullable=False),
        sa.Column("chosen", ARRAY(sa.Uuid), nullable=False),
        sa.Column("counted_at", INSTANT),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Index("ix_ballots_open", "mission_id", postgresql_where=sa.text("counted_at is null")),
    )
    op.create_table(
        "paper_counts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("mission_id", sa.Uuid, sa.ForeignKey("missions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("first_counter_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("second_counter_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("people", sa.BigInteger, nullable=False),
        sa.Column("present", sa.BigInteger, nullable=False),
        sa.Column("tally", JSONB, nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.Index("ix_paper_counts_mission_id", "mission_id"),
        sa.Index("ix_paper_counts_first_counter_id", "first_counter_id"),
        sa.Index("ix_paper_counts_second_counter_id", "second_counter_id"),
    )


def downgrade() -> None:
    op.drop_table("paper_counts")
    op.drop_table("ballots")
    op.drop_column("responses", "choices")

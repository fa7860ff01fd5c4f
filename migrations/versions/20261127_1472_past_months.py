"""Occurrences of series are forgotten a year after they ended; of each month, numbers stay"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1472"
down_revision = "20261127_1471"
COUNTS = ["occurrences", "sent", "seen", "waiting", "answered", "returned", "accepted", "declined", "missed", "late"]


def upgrade() -> None:
    op.add_column("missions", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    counts: list[sa.Column[int]] = [sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS]
    op.create_table(
        "past_months",
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        *counts,
        sa.ForeignKeyConstraint(["series_id"], ["missions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("series_id", "month"),
    )


def downgrade() -> None:
    op.drop_table("past_months")
    op.drop_column("missions", "forgotten_at")

"""Votes count proven accounts, live numbers come in batches, and counters confirm voices on paper"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261202_5710"
down_revision = "20261202_5701"

BALLOT = ("proven", "guests", "ticketed")
PAPER = ("first_confirmed_at", "second_confirmed_at", "joined_at", "withdrawn_at")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in BALLOT:
        op.add_column("ballots", sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))
    for name in ("in_room", "heads"):
        op.add_column("ballots", sa.Column(name, sa.BigInteger(), nullable=True))
    op.execute("update ballots set proven = people")
    op.create_table(
        "ballot_progress",
        sa.Column("mission_id", sa.Uuid(), sa.ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("proven", sa.BigInteger(), nullable=False),
        sa.Column("guests", sa.BigInteger(), nullable=False),
        sa.Column("tally", postgresql.JSONB(), nullable=False),
        sa.Column("heard_at", TIME, nullable=True),
    )
    op.execute(
        """update missions set form = '{"paper": false}'::jsonb || form where kind = 'ballot' and form is not null"""
    )
    for name in PAPER:
        op.add_column("paper_counts", sa.Column(name, TIME, nullable=True))
    op.execute(
        "insert into ballot_progress (mission_id, people, proven, guests, tally) "
        "select mission_id, 0, 0, 0, '{}' from ballots where counted_at is null"
    )
    op.execute(
        "update paper_counts set first_confirmed_at = counted_at, second_confirmed_at = counted_at, "
        "joined_at = counted_at"
    )
    op.add_column("room_entries", sa.Column("by_ticket", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("room_entries", sa.Column("source_mac", sa.LargeBinary(), nullable=True))
    op.add_column("rooms", sa.Column("alike", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("rooms", sa.Column("heads", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in ("heads", "alike"):
        op.drop_column("rooms", name)
    for name in ("source_mac", "by_ticket"):
        op.drop_column("room_entries", name)
    for name in PAPER:
        op.drop_column("paper_counts", name)
    op.execute("update missions set form = form - 'paper' where kind = 'ballot'")
    op.drop_table("ballot_progress")
    for name in ("in_room", "heads", *BALLOT):
        op.drop_column("ballots", name)

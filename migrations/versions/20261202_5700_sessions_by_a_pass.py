"""What limits a session that a pass opened, what was done in it, and when its person saw that"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261202_5700"
down_revision = "20261129_5691"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("by_provider", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("sessions", sa.Column("pass_id", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("community_id", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessions", sa.Column("acts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("sessions", sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True))
    # Before: a session of a pass was as good as any. Whoever holds one signs in again.
    op.execute("update sessions set ended_at = now() where by_pass and ended_at is null")


def downgrade() -> None:
    for column in ("acknowledged_at", "acts", "ends_at", "community_id", "pass_id", "by_provider"):
        op.drop_column("sessions", column)

"""News of events: what was sent of each"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5533"
down_revision = "20261129_5563"


def upgrade() -> None:
    op.create_table(
        "step_mails",
        sa.Column("mission_id", sa.Uuid, sa.ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("step_mails")

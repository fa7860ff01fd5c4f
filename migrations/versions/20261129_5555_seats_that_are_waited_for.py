"""Seats at events are waited for, and a moment of them may be kept"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5555"
down_revision = "20261129_5541"


def upgrade() -> None:
    op.add_column("responses", sa.Column("waiting_since", sa.DateTime(timezone=True)))
    op.add_column("responses", sa.Column("keep_in_journal", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("responses", "keep_in_journal")
    op.drop_column("responses", "waiting_since")

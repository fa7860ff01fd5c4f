"""Readings are found by when they were"""

from alembic import op

from migrations.online import add_index

revision = "20261127_1612"
down_revision = "20261127_1611"


def upgrade() -> None:
    add_index("ix_access_events_at", "access_events", ["at"])


def downgrade() -> None:
    op.drop_index("ix_access_events_at", "access_events")

"""The sessions that end at a given time are found by it"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261202_5701"
down_revision = "20261202_5700"


def upgrade() -> None:
    where = text("ends_at is not null and ended_at is null")
    add_index("ix_sessions_ends_at", "sessions", ["ends_at"], postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_sessions_ends_at", "sessions")

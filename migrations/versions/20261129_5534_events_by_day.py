"""Events are found by their day"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261129_5534"
down_revision = "20261129_5533"


def upgrade() -> None:
    day = text("(form ->> 'starts_at')")
    add_index("ix_missions_events", "missions", [day], postgresql_where=text("kind = 'event'"))


def downgrade() -> None:
    op.drop_index("ix_missions_events", "missions")

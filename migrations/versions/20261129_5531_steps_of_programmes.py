"""Indexes of the steps of a programme, and of missions that open after another"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261129_5531"
down_revision = "20261129_5530"


def upgrade() -> None:
    add_index("ix_missions_programme", "missions", ["programme_id", "position", "id"])
    after = text("(opens_after ->> 'mission_id')")
    add_index("ix_missions_opens_after", "missions", [after], postgresql_where=text("opens_after is not null"))


def downgrade() -> None:
    op.drop_index("ix_missions_opens_after", "missions")
    op.drop_index("ix_missions_programme", "missions")

"""Who waits for a seat is found by an index"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261129_5556"
down_revision = "20261129_5555"


def upgrade() -> None:
    waits = sa.text("waiting_since is not null")
    columns = ["mission_id", "waiting_since", "id"]
    add_index("ix_responses_waiting", "responses", columns, postgresql_where=waits)


def downgrade() -> None:
    op.drop_index("ix_responses_waiting", "responses")

"""Occurrences whose term has come are found by when they ended"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_1473"
down_revision = "20261127_1472"


def upgrade() -> None:
    open_terms = sa.text("series_id is not null and forgotten_at is null")
    add_index("ix_missions_term", "missions", ["ended_at"], postgresql_where=open_terms)


def downgrade() -> None:
    op.drop_index("ix_missions_term", "missions")

"""Responses to events say who comes and who came"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_5401"
down_revision = "20261128_5400"


def upgrade() -> None:
    op.add_column("responses", sa.Column("attendance", sa.String(32)))


def downgrade() -> None:
    op.drop_column("responses", "attendance")

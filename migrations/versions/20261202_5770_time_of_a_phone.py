"""Moments keep what a phone’s clock said that was wrong"""

import sqlalchemy as sa
from alembic import op

revision = "20261202_5770"
down_revision = "20261202_5750"


def upgrade() -> None:
    op.add_column("experiences", sa.Column("phone_time", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("experiences", "phone_time")

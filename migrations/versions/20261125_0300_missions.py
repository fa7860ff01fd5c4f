"""Missions, responses, and what communities are shown"""

from alembic import op

revision = "20261125_0300"
down_revision = "20261125_0200"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")


def downgrade() -> None:
    pass

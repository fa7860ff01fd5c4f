"""Notifications, preferences, devices"""

from alembic import op

revision = "20261125_0400"
down_revision = "20261125_0300"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")


def downgrade() -> None:
    pass

"""Talents, and skills as frameworks publish them"""

from alembic import op

revision = "20261125_0500"
down_revision = "20261125_0400"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")


def downgrade() -> None:
    pass

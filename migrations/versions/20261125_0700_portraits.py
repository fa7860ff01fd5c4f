"""Portraits and their editions"""

from alembic import op

revision = "20261125_0700"
down_revision = "20261125_0600"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")


def downgrade() -> None:
    pass

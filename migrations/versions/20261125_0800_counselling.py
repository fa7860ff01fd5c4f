"""Requests for access, comments, second factors"""

from alembic import op

revision = "20261125_0800"
down_revision = "20261125_0700"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")


def downgrade() -> None:
    pass

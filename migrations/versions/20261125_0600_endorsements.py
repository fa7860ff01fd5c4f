"""What others confirm of talents"""

from alembic import op

revision = "20261125_0600"
down_revision = "20261125_0500"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")


def downgrade() -> None:
    pass

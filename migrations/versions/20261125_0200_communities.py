"""Communities, memberships, invitations"""

from alembic import op

revision = "20261125_0200"
down_revision = "20261125_0100"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")


def downgrade() -> None:
    pass

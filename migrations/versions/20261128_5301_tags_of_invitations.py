"""Invitations have the tags of who comes in by them"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_5301"
down_revision = "20261128_5300"


def upgrade() -> None:
    op.add_column("invitations", sa.Column("tags", sa.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    op.drop_column("invitations", "tags")

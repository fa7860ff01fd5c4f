"""Informations may be for everybody: on the page of a public community"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5620"
down_revision = "20261129_5590"


def upgrade() -> None:
    op.add_column("informations", sa.Column("for_everybody", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("informations", "for_everybody")

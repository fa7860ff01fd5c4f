"""Where a moment was lived, at whose place"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_4600"
down_revision = "20261127_3302"


def upgrade() -> None:
    op.add_column("experiences", sa.Column("organisation", sa.Text()))


def downgrade() -> None:
    op.drop_column("experiences", "organisation")

"""Whoever wants no suggestions has none, and is compared with nothing"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1805"
down_revision = "20261127_1640"


def upgrade() -> None:
    op.add_column("users", sa.Column("suggestions", sa.Boolean(), server_default=sa.text("true"), nullable=False))


def downgrade() -> None:
    op.drop_column("users", "suggestions")

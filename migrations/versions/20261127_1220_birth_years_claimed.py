"""An earlier year of birth waits for somebody else's word"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1220"
down_revision = "20261127_1260"


def upgrade() -> None:
    op.add_column("users", sa.Column("claimed_birth_year", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "claimed_birth_year")

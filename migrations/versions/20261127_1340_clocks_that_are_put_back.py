"""Which codes of an authenticator were used is known by itself, not by the last one: a clock may be put back"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1340"
down_revision = "20261127_1200"


def upgrade() -> None:
    steps: sa.Column[list[int]] = sa.Column(
        "used_steps", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False
    )
    op.add_column("second_factors", steps)


def downgrade() -> None:
    op.drop_column("second_factors", "used_steps")

"""When a mailed code was made: it is made again from that

A release before this one leaves it null: that code is replaced by the next.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1260"
down_revision = "20261127_1241"


def upgrade() -> None:
    op.add_column("sign_in_codes", sa.Column("made_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("sign_in_codes", "made_at")

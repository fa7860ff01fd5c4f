"""An erasure is carried out in portions: one that has begun is not taken back"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1210"
down_revision = "20261127_1220"


def upgrade() -> None:
    op.add_column("erasures", sa.Column("begun_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("erasures", "begun_at")

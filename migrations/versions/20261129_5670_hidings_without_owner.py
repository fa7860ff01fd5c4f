"""What has no author any more can be hidden, too"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5670"
down_revision = "20261129_5665"


def upgrade() -> None:
    op.alter_column("hidings", "owner_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    op.execute("delete from hidings where owner_id is null")
    op.alter_column("hidings", "owner_id", existing_type=sa.Uuid(), nullable=False)

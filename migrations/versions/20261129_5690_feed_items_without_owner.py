"""What a community tells is in its feed without an owner, and stays when its author goes"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5690"
down_revision = "20261129_5681"


def upgrade() -> None:
    op.alter_column("feed_items", "owner_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    op.execute("delete from feed_items where owner_id is null")
    op.alter_column("feed_items", "owner_id", existing_type=sa.Uuid(), nullable=False)

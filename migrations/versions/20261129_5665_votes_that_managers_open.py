"""Votes that the team of a programme wrote wait for a manager; series of drafts do not come by themselves"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5665"
down_revision = "20261129_5650"


def upgrade() -> None:
    op.add_column("missions", sa.Column("needs_manager", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Nobody knows who wrote them last: a manager looks at them.
    op.execute(
        "update missions set needs_manager = true where kind = 'ballot' and state = 'draft' and opens_after is not null"
    )
    op.execute("update missions set next_at = null where state = 'draft' and next_at is not null")


def downgrade() -> None:
    op.drop_column("missions", "needs_manager")

"""Structures of a committee are found by an index"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index, validate

revision = "20261129_5551"
down_revision = "20261129_5550"
STANDING = sa.text("on_behalf_of is not null")


def upgrade() -> None:
    add_index("ix_memberships_on_behalf_of", "memberships", ["on_behalf_of"], postgresql_where=STANDING)
    columns = ["community_id", "on_behalf_of", "user_id"]
    add_index("ix_memberships_structures", "memberships", columns, postgresql_where=STANDING)
    validate("memberships", "fk_memberships_on_behalf_of")


def downgrade() -> None:
    op.drop_index("ix_memberships_structures", "memberships")
    op.drop_index("ix_memberships_on_behalf_of", "memberships")

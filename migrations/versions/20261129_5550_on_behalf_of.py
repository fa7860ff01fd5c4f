"""Members of committees stand for organisations"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5550"
down_revision = "20261128_5401"


def upgrade() -> None:
    op.add_column("memberships", sa.Column("on_behalf_of", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_memberships_on_behalf_of"),
        "memberships",
        "communities",
        ["on_behalf_of"],
        ["id"],
        ondelete="SET NULL",
    )
    where = sa.text("on_behalf_of is not null")
    op.create_index("ix_memberships_on_behalf_of", "memberships", ["on_behalf_of"], postgresql_where=where)
    columns = ["community_id", "on_behalf_of", "user_id"]
    op.create_index("ix_memberships_structures", "memberships", columns, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_memberships_structures", "memberships")
    op.drop_index("ix_memberships_on_behalf_of", "memberships")
    op.drop_column("memberships", "on_behalf_of")

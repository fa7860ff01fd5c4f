"""Members of committees stand for organisations"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5550"
down_revision = "20261129_5500"
FOREIGN_KEY = "fk_memberships_on_behalf_of"


def upgrade() -> None:
    op.add_column("memberships", sa.Column("on_behalf_of", sa.Uuid()))
    op.create_foreign_key(
        op.f(FOREIGN_KEY),
        "memberships",
        "communities",
        ["on_behalf_of"],
        ["id"],
        ondelete="SET NULL",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.drop_column("memberships", "on_behalf_of")

"""Communities tell their members something that asks for no answer"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5554"
down_revision = "20261129_5532"


def upgrade() -> None:
    op.create_table(
        "informations",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("community_id", sa.Uuid(), sa.ForeignKey("communities.id", ondelete="CASCADE"), nullable=False),
        sa.Column("author_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    columns = ["community_id", "created_at", "id"]
    op.create_index("ix_informations_community_id_created_at_id", "informations", columns)
    op.create_index("ix_informations_author_id", "informations", ["author_id"])


def downgrade() -> None:
    op.execute("delete from feed_items where kind = 'information'")
    op.drop_table("informations")

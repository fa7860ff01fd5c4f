"""Authors show links to stories on the public page of a community; several tell one story together"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5564"
down_revision = "20261129_5521"


def upgrade() -> None:
    op.create_table(
        "page_stories",
        sa.Column("grant_id", sa.Uuid(), sa.ForeignKey("grants.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("community_id", sa.Uuid(), sa.ForeignKey("communities.id", ondelete="CASCADE"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("mission_id", sa.Uuid(), sa.ForeignKey("missions.id", ondelete="SET NULL")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("ix_page_stories_community_id_created_at_grant_id", "community_id", "created_at", "grant_id"),
        sa.Index("ix_page_stories_owner_id", "owner_id"),
        sa.Index("ix_page_stories_mission_id", "mission_id", postgresql_where=sa.text("mission_id is not null")),
    )


def downgrade() -> None:
    op.drop_table("page_stories")

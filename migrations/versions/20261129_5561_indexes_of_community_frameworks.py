"""Frameworks are found by their community, skills by what they are aligned with"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261129_5561"
down_revision = "20261129_5560"

GIN = {
    "postgresql_using": "gin",
    "postgresql_ops": {"alignments": "jsonb_path_ops"},
    "postgresql_with": {"gin_pending_list_limit": 64},
    "postgresql_where": text("alignments <> '[]'"),
}


def upgrade() -> None:
    add_index("ix_frameworks_community_id", "frameworks", ["community_id"])
    for column in ("audience_id", "same_as"):
        add_index(f"ix_skills_{column}", "skills", [column], postgresql_where=text(f"{column} is not null"))
    add_index("ix_skills_alignments", "skills", ["alignments"], **GIN)
    add_index("ix_tree_skills_skill_id", "tree_skills", ["skill_id"])


def downgrade() -> None:
    op.drop_index("ix_tree_skills_skill_id", "tree_skills")
    for column in ("alignments", "same_as", "audience_id"):
        op.drop_index(f"ix_skills_{column}", "skills")
    op.drop_index("ix_frameworks_community_id", "frameworks")

"""New entries of a search wait unsorted in a short list only"""

from alembic import op

revision = "20261127_1730"
down_revision = "20261127_1700"
INDEXES = (
    "ix_users_name",
    "ix_experiences_found",
    "ix_portrait_media_variants",
    "ix_edition_media_variants",
    "ix_media_variants",
    "ix_media_search",
    "ix_memberships_tags",
    "ix_skills_broader",
    "ix_skill_names_fuzzy",
    "ix_skill_names_stems",
    "ix_communities_plain",
)


def upgrade() -> None:
    for index in INDEXES:
        op.execute(f"alter index {index} set (gin_pending_list_limit = 64)")


def downgrade() -> None:
    for index in INDEXES:
        op.execute(f"alter index {index} reset (gin_pending_list_limit)")

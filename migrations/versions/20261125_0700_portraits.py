"""Portraits and their editions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_0700"
down_revision = "20261125_0600"


def upgrade() -> None:
    op.create_table(
        "portraits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column(
            "template",
            sa.Enum("notebook", "poster", "classic", name="template", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("translations", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("sections", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("pinned_stories", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("pinned_talents", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("show_contact", sa.Boolean(), nullable=False),
        sa.Column("show_photo", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("born_as", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_portraits_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portraits")),
    )
    op.create_index(
        "ix_portraits_list",
        "portraits",
        ["owner_id", "updated_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at is null"),
    )
    op.create_table(
        "portrait_editions",
        sa.Column("portrait_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portrait_id"], ["portraits.id"], name=op.f("fk_portrait_editions_portrait_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("portrait_id", "number", name=op.f("pk_portrait_editions")),
    )
    op.create_table(
        "portrait_media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("portrait_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=True),
        sa.Column("variants", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_portrait_media_media_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["portrait_id", "edition"],
            ["portrait_editions.portrait_id", "portrait_editions.number"],
            name=op.f("fk_portrait_media_portrait_id_edition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait_media")),
    )
    op.create_index(op.f("ix_portrait_media_media_id"), "portrait_media", ["media_id"], unique=False)
    op.create_index(
        op.f("ix_portrait_media_portrait_id_edition"), "portrait_media", ["portrait_id", "edition"], unique=False
    )
    op.create_index(
        op.f("ix_portrait_media_variants"),
        "portrait_media",
        ["variants"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"variants": "jsonb_path_ops"},
    )
    op.create_table(
        "portrait_stories",
        sa.Column("portrait_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("story_edition", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["portrait_id", "edition"],
            ["portrait_editions.portrait_id", "portrait_editions.number"],
            name=op.f("fk_portrait_stories_portrait_id_edition"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_portrait_stories_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("portrait_id", "edition", "story_id", name=op.f("pk_portrait_stories")),
    )
    op.create_index(
        op.f("ix_portrait_stories_story_id_story_edition"),
        "portrait_stories",
        ["story_id", "story_edition"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_portrait_stories_story_id_story_edition"), table_name="portrait_stories")
    op.drop_table("portrait_stories")
    op.drop_index(
        op.f("ix_portrait_media_variants"),
        table_name="portrait_media",
        postgresql_using="gin",
        postgresql_ops={"variants": "jsonb_path_ops"},
    )
    op.drop_index(op.f("ix_portrait_media_portrait_id_edition"), table_name="portrait_media")
    op.drop_index(op.f("ix_portrait_media_media_id"), table_name="portrait_media")
    op.drop_table("portrait_media")
    op.drop_table("portrait_editions")
    op.drop_index("ix_portraits_list", table_name="portraits", postgresql_where=sa.text("deleted_at is null"))
    op.drop_table("portraits")

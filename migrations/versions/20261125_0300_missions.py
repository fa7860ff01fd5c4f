"""Missions, responses, and what communities are shown"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_0300"
down_revision = "20261125_0200"


def upgrade() -> None:
    op.create_table(
        "feed_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.Enum("edition", "response", name="feedkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_feed_items_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_feed_items_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_items")),
        sa.UniqueConstraint("community_id", "ref", name=op.f("uq_feed_items_community_id_ref")),
    )
    op.create_index("ix_feed_items_newest", "feed_items", ["community_id", "at", "id"], unique=False)
    op.create_index(
        op.f("ix_feed_items_owner_id_community_id"), "feed_items", ["owner_id", "community_id"], unique=False
    )
    op.create_index("ix_feed_items_ref", "feed_items", ["ref"], unique=False)
    op.create_table(
        "missions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.Enum("experience", name="missionkind", native_enum=False, length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=True),
        sa.Column("skills", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("audience", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("reminders", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("expected", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column(
            "responses_visible_to",
            sa.Enum("managers", "community", name="shownto", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "open",
                "closed",
                "archived",
                "cancelled",
                name="missionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("born_as", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_missions_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_missions_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["missions.id"], name=op.f("fk_missions_series_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missions")),
        sa.UniqueConstraint("series_id", "slot", name=op.f("uq_missions_series_id_slot")),
    )
    op.create_index("ix_missions_author", "missions", ["author_id"], unique=False)
    op.create_index("ix_missions_community", "missions", ["community_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_missions_next", "missions", ["next_at"], unique=False, postgresql_where=sa.text("next_at is not null")
    )
    op.create_table(
        "mission_media",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_mission_media_media_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_mission_media_mission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mission_id", "position", name=op.f("pk_mission_media")),
    )
    op.create_index(op.f("ix_mission_media_media_id"), "mission_media", ["media_id"], unique=False)
    op.create_table(
        "responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("experience_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "seen",
                "submitted",
                "returned",
                "accepted",
                "reclaimed",
                "declined",
                "missed",
                name="responsestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experiences.id"], name=op.f("fk_responses_experience_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_responses_mission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["users.id"], name=op.f("fk_responses_reviewer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_responses_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint("mission_id", "user_id", name=op.f("uq_responses_mission_id_user_id")),
    )
    op.create_index(
        "ix_responses_experience",
        "responses",
        ["experience_id"],
        unique=False,
        postgresql_where=sa.text("experience_id is not null"),
    )
    op.create_index("ix_responses_mine", "responses", ["user_id", "assigned_at", "id"], unique=False)
    op.alter_column("access_events", "grant_id", existing_type=sa.UUID(), nullable=True)


def downgrade() -> None:
    op.execute("delete from access_events where grant_id is null")
    op.alter_column("access_events", "grant_id", existing_type=sa.UUID(), nullable=False)
    op.drop_index("ix_responses_mine", table_name="responses")
    op.drop_index(
        "ix_responses_experience", table_name="responses", postgresql_where=sa.text("experience_id is not null")
    )
    op.drop_table("responses")
    op.drop_index(op.f("ix_mission_media_media_id"), table_name="mission_media")
    op.drop_table("mission_media")
    op.drop_index("ix_missions_next", table_name="missions", postgresql_where=sa.text("next_at is not null"))
    op.drop_index("ix_missions_community", table_name="missions")
    op.drop_index("ix_missions_author", table_name="missions")
    op.drop_table("missions")
    op.drop_index("ix_feed_items_ref", table_name="feed_items")
    op.drop_index(op.f("ix_feed_items_owner_id_community_id"), table_name="feed_items")
    op.drop_index("ix_feed_items_newest", table_name="feed_items")
    op.drop_table("feed_items")

"""People, experiences, media, journals, stories, grants"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_0100"
down_revision = "20261125_0000"


def upgrade() -> None:
    op.create_table(
        "frameworks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frameworks")),
        sa.UniqueConstraint("code", name=op.f("uq_frameworks_code")),
    )
    op.create_table(
        "limits",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limits")),
    )
    op.create_index(op.f("ix_limits_ends_at"), "limits", ["ends_at"], unique=False)
    op.create_table(
        "loose_objects",
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("multipart_id", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doomed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("object_key", name=op.f("pk_loose_objects")),
    )
    op.create_index(op.f("ix_loose_objects_due_at"), "loose_objects", ["due_at"], unique=False)
    op.create_table(
        "sign_in_codes",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("link_digest", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_sign_in_codes")),
    )
    op.create_index(op.f("ix_sign_in_codes_expires_at"), "sign_in_codes", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sign_in_codes_link_digest"), "sign_in_codes", ["link_digest"], unique=True)
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("locale", sa.Enum("fr", "en", name="locale", native_enum=False, length=32), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("birth_year", sa.BigInteger(), nullable=True),
        sa.Column("avatar_media_id", sa.Uuid(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("simple_language", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "changes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "type",
            sa.Enum("experience", "media", "journal", "story", "grant", name="kind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_changes_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "type", "entity_id", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_tombstones", "changes", ["changed_at"], unique=False, postgresql_where="deleted")
    op.create_index(op.f("ix_changes_user_id_seq"), "changes", ["user_id", "seq"], unique=True)
    op.create_table(
        "experiences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column(
            "context",
            sa.Enum(
                "work",
                "training",
                "volunteering",
                "leisure",
                "family",
                "immersion",
                "event",
                "other",
                name="context",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("lived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lived_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "lived_precision",
            sa.Enum("minute", "day", "month", "year", name="precision", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("utc_offset", sa.BigInteger(), nullable=False),
        sa.Column("lived_on", sa.Date(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("people", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("feeling", sa.BigInteger(), nullable=True),
        sa.Column("reflection", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("tags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("skills", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("language", sa.Enum("fr", "en", name="locale", native_enum=False, length=32), nullable=False),
        sa.Column("completeness", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("born_as", sa.Text(), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("experience_search(title, text, place, people, reflection, tags)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_experiences_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiences")),
    )
    op.create_index(
        "ix_experiences_bin",
        "experiences",
        ["trashed_at", "id"],
        unique=False,
        postgresql_where=sa.text("trashed_at is not null"),
    )
    op.create_index(
        "ix_experiences_calendar",
        "experiences",
        ["owner_id", "lived_on"],
        unique=False,
        postgresql_where=sa.text("trashed_at is null"),
    )
    op.create_index(
        "ix_experiences_journal",
        "experiences",
        ["owner_id", "lived_at", "id"],
        unique=False,
        postgresql_where=sa.text("trashed_at is null"),
    )
    op.create_index(
        "ix_experiences_search", "experiences", ["owner_id", "search"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_experiences_trashed",
        "experiences",
        ["owner_id", "lived_at", "id"],
        unique=False,
        postgresql_where=sa.text("trashed_at is not null"),
    )
    op.create_table(
        "feeds",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_feeds_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_feeds")),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "target_type",
            sa.Enum("story", "portrait", "talents", "experiences", name="targettype", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("follow", sa.Enum("latest", "edition", name="follow", native_enum=False, length=32), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=True),
        sa.Column(
            "audience_type",
            sa.Enum("link", "user", "community", name="audiencetype", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("audience_id", sa.Uuid(), nullable=True),
        sa.Column("token_digest", sa.LargeBinary(), nullable=True),
        sa.Column("media_key", sa.Text(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "guidance",
                "recruitment",
                "training",
                "accreditation",
                "personal",
                "publication",
                name="purpose",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("rights", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("passcode_hash", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("max_views", sa.BigInteger(), nullable=True),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_grants_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("media_key", name=op.f("uq_grants_media_key")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_grants_token_digest")),
    )
    op.create_index(
        "ix_grants_audience",
        "grants",
        ["audience_type", "audience_id"],
        unique=False,
        postgresql_where=sa.text("revoked_at is null"),
    )
    op.create_index(op.f("ix_grants_owner_id_created_at_id"), "grants", ["owner_id", "created_at", "id"], unique=False)
    op.create_index(op.f("ix_grants_target_type_target_id"), "grants", ["target_type", "target_id"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_idempotency_keys_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("letter", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mails_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index(op.f("ix_mails_created_at"), "mails", ["created_at"], unique=False)
    op.create_table(
        "media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("photo", "audio", "video", "document", name="mediakind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alt", sa.Text(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("transcript", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting_upload", "processing", "ready", "rejected", name="mediastate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "wrong_size",
                "wrong_checksum",
                "wrong_type",
                "unreadable",
                "too_large",
                "too_costly",
                name="rejectionreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("variants", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("thumbhash", sa.Text(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("duration", sa.Double(), nullable=True),
        sa.Column("suggested", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("born_as", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_media_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
    )
    op.create_index(op.f("ix_media_object_key"), "media", ["object_key"], unique=False)
    op.create_index(op.f("ix_media_owner_id_created_at_id"), "media", ["owner_id", "created_at", "id"], unique=False)
    op.create_index(op.f("ix_media_owner_id_sha256"), "media", ["owner_id", "sha256"], unique=False)
    op.create_index(
        op.f("ix_media_variants"),
        "media",
        ["variants"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"variants": "jsonb_path_ops"},
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("device_name", sa.Text(), nullable=False),
        sa.Column("media_key", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("media_key", name=op.f("uq_sessions_media_key")),
    )
    op.create_index(op.f("ix_sessions_user_id_id"), "sessions", ["user_id", "id"], unique=False)
    op.create_table(
        "skills",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("labels", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("keywords", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["frameworks.id"], name=op.f("fk_skills_framework_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["skills.id"], name=op.f("fk_skills_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
    )
    op.create_index(op.f("ix_skills_framework_id_code"), "skills", ["framework_id", "code"], unique=True)
    op.create_index(op.f("ix_skills_parent_id"), "skills", ["parent_id"], unique=False)
    op.create_table(
        "access_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column(
            "target_type",
            sa.Enum("story", "portrait", "talents", "experiences", name="targettype", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["grants.id"], name=op.f("fk_access_events_grant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_access_events_owner_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["users.id"], name=op.f("fk_access_events_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_events")),
    )
    op.create_index(op.f("ix_access_events_grant_id_at"), "access_events", ["grant_id", "at"], unique=False)
    op.create_index(op.f("ix_access_events_owner_id_at_id"), "access_events", ["owner_id", "at", "id"], unique=False)
    op.create_table(
        "experience_media",
        sa.Column("experience_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experiences.id"], name=op.f("fk_experience_media_experience_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_experience_media_media_id")),
        sa.PrimaryKeyConstraint("experience_id", "position", name=op.f("pk_experience_media")),
    )
    op.create_index(op.f("ix_experience_media_media_id"), "experience_media", ["media_id"], unique=False)
    op.create_table(
        "journals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("cover_media_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.Enum("fr", "en", name="locale", native_enum=False, length=32), nullable=False),
        sa.Column("blocks", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("born_as", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cover_media_id"], ["media.id"], name=op.f("fk_journals_cover_media_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_journals_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journals")),
    )
    op.create_index(
        "ix_journals_list",
        "journals",
        ["owner_id", "updated_at", "id"],
        unique=False,
        postgresql_where=sa.text("deleted_at is null"),
    )
    op.create_table(
        "link_days",
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("by_robots", sa.BigInteger(), nullable=False),
        sa.Column("wrong_passcodes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_link_days_grant_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("grant_id", "day", name=op.f("pk_link_days")),
    )
    op.create_table(
        "uploads",
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("multipart_id", sa.Text(), nullable=True),
        sa.Column("parts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("next_part", sa.BigInteger(), nullable=False),
        sa.Column("pieces", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_uploads_media_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_expires_at"), "uploads", ["expires_at"], unique=False)
    op.create_table(
        "stories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Enum("fr", "en", name="locale", native_enum=False, length=32), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["journal_id"], ["journals.id"], name=op.f("fk_stories_journal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_stories_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_stories_journal_id")),
    )
    op.create_index(
        op.f("ix_stories_owner_id_published_at_id"), "stories", ["owner_id", "published_at", "id"], unique=False
    )
    op.create_table(
        "edition_media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=True),
        sa.Column("variants", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_edition_media_media_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("fk_edition_media_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_media")),
    )
    op.create_index(op.f("ix_edition_media_media_id"), "edition_media", ["media_id"], unique=False)
    op.create_index(op.f("ix_edition_media_story_id_edition"), "edition_media", ["story_id", "edition"], unique=False)
    op.create_index(
        op.f("ix_edition_media_variants"),
        "edition_media",
        ["variants"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"variants": "jsonb_path_ops"},
    )
    op.create_table(
        "editions",
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_editions_story_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("story_id", "number", name=op.f("pk_editions")),
    )


def downgrade() -> None:
    op.drop_table("editions")
    op.drop_index(
        op.f("ix_edition_media_variants"),
        table_name="edition_media",
        postgresql_using="gin",
        postgresql_ops={"variants": "jsonb_path_ops"},
    )
    op.drop_index(op.f("ix_edition_media_story_id_edition"), table_name="edition_media")
    op.drop_index(op.f("ix_edition_media_media_id"), table_name="edition_media")
    op.drop_table("edition_media")
    op.drop_index(op.f("ix_stories_owner_id_published_at_id"), table_name="stories")
    op.drop_table("stories")
    op.drop_index(op.f("ix_uploads_expires_at"), table_name="uploads")
    op.drop_table("uploads")
    op.drop_table("link_days")
    op.drop_index("ix_journals_list", table_name="journals", postgresql_where=sa.text("deleted_at is null"))
    op.drop_table("journals")
    op.drop_index(op.f("ix_experience_media_media_id"), table_name="experience_media")
    op.drop_table("experience_media")
    op.drop_index(op.f("ix_access_events_owner_id_at_id"), table_name="access_events")
    op.drop_index(op.f("ix_access_events_grant_id_at"), table_name="access_events")
    op.drop_table("access_events")
    op.drop_index(op.f("ix_skills_parent_id"), table_name="skills")
    op.drop_index(op.f("ix_skills_framework_id_code"), table_name="skills")
    op.drop_table("skills")
    op.drop_index(op.f("ix_sessions_user_id_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(
        op.f("ix_media_variants"),
        table_name="media",
        postgresql_using="gin",
        postgresql_ops={"variants": "jsonb_path_ops"},
    )
    op.drop_index(op.f("ix_media_owner_id_sha256"), table_name="media")
    op.drop_index(op.f("ix_media_owner_id_created_at_id"), table_name="media")
    op.drop_index(op.f("ix_media_object_key"), table_name="media")
    op.drop_table("media")
    op.drop_index(op.f("ix_mails_created_at"), table_name="mails")
    op.drop_table("mails")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_index(op.f("ix_grants_target_type_target_id"), table_name="grants")
    op.drop_index(op.f("ix_grants_owner_id_created_at_id"), table_name="grants")
    op.drop_index("ix_grants_audience", table_name="grants", postgresql_where=sa.text("revoked_at is null"))
    op.drop_table("grants")
    op.drop_table("feeds")
    op.drop_index(
        "ix_experiences_trashed", table_name="experiences", postgresql_where=sa.text("trashed_at is not null")
    )
    op.drop_index("ix_experiences_search", table_name="experiences", postgresql_using="gin")
    op.drop_index("ix_experiences_journal", table_name="experiences", postgresql_where=sa.text("trashed_at is null"))
    op.drop_index("ix_experiences_calendar", table_name="experiences", postgresql_where=sa.text("trashed_at is null"))
    op.drop_index("ix_experiences_bin", table_name="experiences", postgresql_where=sa.text("trashed_at is not null"))
    op.drop_table("experiences")
    op.drop_index(op.f("ix_changes_user_id_seq"), table_name="changes")
    op.drop_index("ix_changes_tombstones", table_name="changes", postgresql_where="deleted")
    op.drop_table("changes")
    op.drop_table("users")
    op.drop_index(op.f("ix_sign_in_codes_link_digest"), table_name="sign_in_codes")
    op.drop_index(op.f("ix_sign_in_codes_expires_at"), table_name="sign_in_codes")
    op.drop_table("sign_in_codes")
    op.drop_index(op.f("ix_loose_objects_due_at"), table_name="loose_objects")
    op.drop_table("loose_objects")
    op.drop_index(op.f("ix_limits_ends_at"), table_name="limits")
    op.drop_table("limits")
    op.drop_table("frameworks")

"""Requests for access, comments, second factors"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_0800"
down_revision = "20261125_0700"
PURPOSES = ("guidance", "recruitment", "training", "accreditation", "personal", "publication")
STATES = ("pending", "accepted", "refused", "withdrawn", "lapsed")
RIGHTS = ("view", "comment", "endorse", "download")
TARGETS = ("story", "portrait", "talents", "experiences")
PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_table(
        "grant_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Enum(*PURPOSES, name="purpose", native_enum=False, length=32), nullable=False),
        sa.Column("targets", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("rights", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("renews_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="requeststate", native_enum=False, length=32), nullable=False),
        sa.Column("answered_as", sa.Text(), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_grant_requests_owner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["users.id"], name=op.f("fk_grant_requests_requester_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_requests")),
    )
    op.create_index("ix_grant_requests_received", "grant_requests", ["owner_id", "created_at", "id"])
    op.create_index("ix_grant_requests_sent", "grant_requests", ["requester_id", "created_at", "id"])
    op.create_index(
        "uq_grant_requests_pending",
        "grant_requests",
        ["owner_id", "requester_id"],
        unique=True,
        postgresql_where=PENDING,
    )
    op.create_index("ix_grant_requests_waiting", "grant_requests", ["lapses_at"], postgresql_where=PENDING)
    op.create_table(
        "person_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_person_codes_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_person_codes")),
        sa.UniqueConstraint("code_mac", name=op.f("uq_person_codes_code_mac")),
    )
    op.create_index(op.f("ix_person_codes_expires_at"), "person_codes", ["expires_at"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("target_type", sa.Enum(*TARGETS, name="targettype", native_enum=False, length=32), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_comments_owner_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_comments_author_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_received", "comments", ["owner_id", "created_at", "id"])
    op.create_index("ix_comments_written", "comments", ["author_id", "created_at", "id"])
    op.create_index("ix_comments_target", "comments", ["target_type", "target_id", "created_at", "id"])
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["second_factors.user_id"], name=op.f("fk_recovery_codes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "code_mac", name=op.f("pk_recovery_codes")),
    )
    op.add_column("sessions", sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True))
    right = sa.Enum(*RIGHTS, name="right", native_enum=False, length=32)
    # With a default: the release before this one still notes accesses, and knows nothing of rights.
    op.add_column("access_events", sa.Column("right", right, nullable=False, server_default="view"))
    op.add_column("grants", sa.Column("request_id", sa.Uuid(), nullable=True))
    op.add_column("grants", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_grants_request_id"),
        "grants",
        "grant_requests",
        ["request_id"],
        ["id"],
        ondelete="SET NULL",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_grants_request_id"), "grants")
    op.drop_column("grants", "reminded_at")
    op.drop_column("grants", "request_id")
    op.drop_column("access_events", "right")
    op.drop_column("sessions", "second_factor_at")
    for table in ("recovery_codes", "second_factors", "comments", "person_codes", "grant_requests"):
        op.drop_table(table)

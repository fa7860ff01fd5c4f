"""What was reported, and what is hidden"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1035"
down_revision = "20261125_1030"
TARGETS = ("story", "portrait", "response", "comment", "community")
REASONS = ("personal_data", "harassment", "hate", "violence", "sexual", "self_harm", "illegal", "other")
STATES = ("open", "hidden", "dismissed")
INSTANT = sa.DateTime(timezone=True)


def _reference(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("target_type", sa.Enum(*TARGETS, name="flagtarget", native_enum=False, length=32), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Enum(*REASONS, name="flagreason", native_enum=False, length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="flagstate", native_enum=False, length=32), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        _reference("flags", "reporter_id", "users", "SET NULL"),
        _reference("flags", "community_id", "communities", "CASCADE"),
        _reference("flags", "owner_id", "users", "CASCADE"),
        _reference("flags", "decided_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint(
            "reporter_id", "target_type", "target_id", name=op.f("uq_flags_reporter_id_target_type_target_id")
        ),
    )
    op.create_index("ix_flags_community", "flags", ["community_id", "created_at", "id"])
    op.create_index("ix_flags_target", "flags", ["target_type", "target_id"])
    op.create_index(
        "ix_flags_operators", "flags", ["created_at", "id"], postgresql_where=sa.text("community_id is null")
    )
    op.create_table(
        "hidings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("target_type", sa.Enum(*TARGETS, name="flagtarget", native_enum=False, length=32), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hidden_by", sa.Uuid(), nullable=True),
        sa.Column("hidden_at", INSTANT, nullable=False),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appealed_at", INSTANT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _reference("hidings", "community_id", "communities", "CASCADE"),
        _reference("hidings", "owner_id", "users", "CASCADE"),
        _reference("hidings", "hidden_by", "users", "SET NULL"),
        _reference("hidings", "reviewed_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidings")),
    )
    op.create_index(
        "uq_hidings_standing",
        "hidings",
        ["community_id", "target_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_index("ix_hidings_mine", "hidings", ["owner_id", "hidden_at", "id"])
    op.create_index("ix_hidings_community", "hidings", ["community_id", "hidden_at", "id"])


def downgrade() -> None:
    op.drop_table("hidings")
    op.drop_table("flags")

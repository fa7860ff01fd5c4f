"""Bringing along what one has elsewhere"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_1020"
down_revision = "20261125_1010"
STATES = ("reading", "previewed", "importing", "done", "refused")
SOURCES = ("daytripper", "day_one", "memos")
REFUSALS = ("unknown_format", "damaged", "too_large")
DOCUMENT = postgresql.JSONB(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="importstate", native_enum=False, length=32), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Enum(*SOURCES, name="importsource", native_enum=False, length=32), nullable=True),
        sa.Column("reason", sa.Enum(*REFUSALS, name="importrefusal", native_enum=False, length=32), nullable=True),
        sa.Column("preview", DOCUMENT, nullable=True),
        sa.Column("result", DOCUMENT, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_imports_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_user_id_asked_at_id", "imports", ["user_id", "asked_at", "id"])
    op.create_index("ix_imports_object_key", "imports", ["object_key"])
    op.create_index("ix_imports_expires_at", "imports", ["expires_at"])


def downgrade() -> None:
    op.drop_table("imports")

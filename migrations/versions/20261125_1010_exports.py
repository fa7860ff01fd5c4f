"""Taking everything along"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1010"
down_revision = "20261125_1000"


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", sa.Enum("preparing", "ready", name="exportstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_exports_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_exports_token_digest")),
    )
    op.create_index("ix_exports_user_id_asked_at_id", "exports", ["user_id", "asked_at", "id"])
    op.create_index("ix_exports_object_key", "exports", ["object_key"])
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"])


def downgrade() -> None:
    op.drop_table("exports")

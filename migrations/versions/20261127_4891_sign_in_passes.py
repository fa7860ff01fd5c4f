"""QR codes by which managers of schools sign members in, and the sessions that they opened"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_4891"
down_revision = "20261127_4830"
INDEXES = ("user_id", "maker_id", "community_id", "created_at")


def upgrade() -> None:
    op.create_table(
        "sign_in_passes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("maker_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_passes_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["maker_id"], ["users.id"], name=op.f("fk_sign_in_passes_maker_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_sign_in_passes_community_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_passes")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_passes_digest")),
    )
    for column in INDEXES:
        op.create_index(f"ix_sign_in_passes_{column}", "sign_in_passes", [column])
    op.add_column("sessions", sa.Column("by_pass", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("sessions", "by_pass")
    op.drop_table("sign_in_passes")

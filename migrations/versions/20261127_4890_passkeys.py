"""Passkeys; recovery codes are of a person, with whichever second factor"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_4890"
down_revision = "20261127_4810"
FOREIGN_KEY = "fk_recovery_codes_user_id"


def upgrade() -> None:
    op.create_table(
        "passkeys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_second_factor", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index("ix_passkeys_user_id_id", "passkeys", ["user_id", "id"])
    op.create_table(
        "spent_challenges",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenges")),
    )
    op.create_index("ix_spent_challenges_expires_at", "spent_challenges", ["expires_at"])
    _refer_to("users", "id")


def downgrade() -> None:
    op.execute("delete from recovery_codes where user_id not in (select user_id from second_factors)")
    _refer_to("second_factors", "user_id")
    op.drop_table("spent_challenges")
    op.drop_table("passkeys")


def _refer_to(table: str, column: str) -> None:
    """There are ten codes for each professional: to read them all takes no time."""
    op.drop_constraint(FOREIGN_KEY, "recovery_codes", type_="foreignkey")
    op.create_foreign_key(FOREIGN_KEY, "recovery_codes", table, ["user_id"], [column], ondelete="CASCADE")

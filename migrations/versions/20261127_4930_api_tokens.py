"""Tokens of programs, and what they were used for"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_4930"
down_revision = "20261127_4890"


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "expires_at")),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_api_tokens_{column}_{table}"), ondelete="CASCADE"
            )
            for column, table in (("id", "sessions"), ("user_id", "users"), ("community_id", "communities"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
    )
    op.create_index(op.f("ix_api_tokens_expires_at"), "api_tokens", ["expires_at"])
    for owner in ("user_id", "community_id"):
        op.create_index(op.f(f"ix_api_tokens_{owner}_created_at_id"), "api_tokens", [owner, "created_at", "id"])
    op.create_table(
        "api_token_uses",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("times", "refusals")),
        sa.ForeignKeyConstraint(
            ["token_id"], ["api_tokens.id"], name=op.f("fk_api_token_uses_token_id_api_tokens"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_id", "used_on", "operation", name=op.f("pk_api_token_uses")),
    )


def downgrade() -> None:
    # The sessions of tokens are of no use without them.
    op.execute("delete from sessions using api_tokens where sessions.id = api_tokens.id")
    op.drop_table("api_token_uses")
    op.drop_table("api_tokens")

"""What others confirm of talents"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_0600"
down_revision = "20261125_0510"


def upgrade() -> None:
    op.create_table(
        "endorsements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address_mac", sa.LargeBinary(), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("language", sa.Enum("fr", "en", name="locale", native_enum=False, length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "confirmed",
                "declined",
                "withdrawn",
                "reported",
                "expired",
                name="endorsementstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("endorser_name", sa.Text(), nullable=True),
        sa.Column("endorser_role", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("unwanted", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "withdrawn_by",
            sa.Enum("person", "endorser", name="withdrawnby", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["skill_id"], ["skills.id"], name=op.f("fk_endorsements_skill_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_endorsements_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
        sa.UniqueConstraint("number", name=op.f("uq_endorsements_number")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_endorsements_token_digest")),
    )
    op.create_index(
        "ix_endorsements_given",
        "endorsements",
        ["user_id", "answered_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'confirmed'"),
    )
    op.create_index(
        "ix_endorsements_holding",
        "endorsements",
        ["number"],
        unique=False,
        postgresql_where=sa.text("state = 'confirmed'"),
    )
    op.create_index(
        "ix_endorsements_open",
        "endorsements",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index(
        op.f("ix_endorsements_user_id_address_mac"), "endorsements", ["user_id", "address_mac"], unique=False
    )
    op.create_index(
        op.f("ix_endorsements_user_id_asked_at_id"), "endorsements", ["user_id", "asked_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_endorsements_user_id_skill_id_asked_at_id"),
        "endorsements",
        ["user_id", "skill_id", "asked_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_endorsements_asked_once",
        "endorsements",
        ["user_id", "skill_id", "address_mac"],
        unique=True,
        postgresql_where=sa.text("state in ('asked', 'confirmed')"),
    )


def downgrade() -> None:
    op.drop_table("endorsements")

"""Guardians, and the ledger of consents"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_0900"
down_revision = "20261125_0810"
STATES = ("asked", "active", "declined", "ended")
KINDS = ("publish", "share", "join", "talents", "guardian")


def upgrade() -> None:
    op.create_table(
        "guardianships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("acts", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="guardianshipstate", native_enum=False, length=32), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_by",
            sa.Enum("person", "guardian", "age", name="endedby", native_enum=False, length=32),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_guardianships_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianships")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_guardianships_token_digest")),
    )
    op.create_index(
        "uq_guardianships_current",
        "guardianships",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state in ('asked', 'active')"),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="consentkind", native_enum=False, length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_consents_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_person_id_given_at_id", "consents", ["person_id", "given_at", "id"])
    op.create_index("ix_consents_subject_id", "consents", ["subject_id"])


def downgrade() -> None:
    op.drop_table("consents")
    op.drop_table("guardianships")

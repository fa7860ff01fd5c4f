"""Anybody may report what a link shows; operators take measures, with a reason, against which people appeal"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1640"
down_revision = "20261127_1730"
INSTANT = sa.DateTime(timezone=True)
REASONS = (
    "pictured",
    "named",
    "personal_data",
    "harassment",
    "hate",
    "violence",
    "sexual",
    "self_harm",
    "illegal",
    "other",
)
KINDS = ("withdraw_story", "withdraw_portrait", "end_grant", "restrict")
APPEAL_WAITS = "appealed_at is not null and answered_at is null"


def _appeal() -> list[sa.Column[object]]:
    return [
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appealed_at", INSTANT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
    ]


def upgrade() -> None:
    op.add_column("admin_acts", sa.Column("reason", sa.Text(), nullable=True))
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "target_type",
            sa.Enum("story", "portrait", name="reporttarget", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Enum(*REASONS, name="reportreason", native_enum=False, length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Enum("fr", "en", name="locale", native_enum=False, length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "upheld", "left", name="reportstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        *_appeal(),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_reports_owner_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("reference", name=op.f("uq_reports_reference")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_reports_token_digest")),
    )
    op.create_index("ix_reports_target", "reports", ["target_type", "target_id"])
    op.create_index("ix_reports_owner", "reports", ["owner_id"], postgresql_where=sa.text("owner_id is not null"))
    op.create_index("ix_reports_address", "reports", ["email"], postgresql_where=sa.text("email is not null"))
    op.create_index(
        "ix_reports_waiting",
        "reports",
        ["created_at", "id"],
        postgresql_where=sa.text(f"state = 'open' or ({APPEAL_WAITS})"),
    )
    op.create_index("ix_reports_created_at_id", "reports", ["created_at", "id"])
    op.create_table(
        "measures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="measurekind", native_enum=False, length=32), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        *_appeal(),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_measures_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_measures_token_digest")),
    )
    op.create_index(
        "uq_measures_standing",
        "measures",
        ["kind", "target_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_index("ix_measures_person", "measures", ["person_id", "taken_at", "id"])
    op.create_index("ix_measures_waiting", "measures", ["appealed_at", "id"], postgresql_where=sa.text(APPEAL_WAITS))
    op.create_index("ix_measures_taken_at_id", "measures", ["taken_at", "id"])


def downgrade() -> None:
    op.drop_table("measures")
    op.drop_table("reports")
    op.drop_column("admin_acts", "reason")

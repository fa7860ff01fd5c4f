"""Reports of programmes, their editions, and grants that a community gives"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261129_5540"
down_revision = "20261129_5534"
WORD = sa.String(32)
MOMENT = sa.DateTime(timezone=True)
CHECKS = {
    "single_giver": "(owner_id is null) = (community_id is not null)",
    "report_of_community": "(community_id is not null) = (target_type = 'report')",
}


def upgrade() -> None:
    op.create_table(
        "programme_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid()),
        sa.Column("author_id", sa.Uuid()),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("sections", JSONB(), nullable=False),
        sa.Column("state", WORD, nullable=False, server_default="draft"),
        sa.Column("edition", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("born_as", sa.Text(), nullable=False),
        _to("programme_reports", "community_id", "communities", "CASCADE"),
        _to("programme_reports", "programme_id", "programmes", "SET NULL"),
        _to("programme_reports", "author_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_reports")),
    )
    op.create_index("ix_programme_reports_community", "programme_reports", ["community_id", "created_at", "id"])
    for name in ("programme", "author"):
        where = sa.text(f"{name}_id is not null")
        op.create_index(f"ix_programme_reports_{name}", "programme_reports", [f"{name}_id"], postgresql_where=where)
    op.create_table(
        "programme_report_editions",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Uuid()),
        sa.Column("k_min", sa.BigInteger(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("figures", JSONB(), nullable=False),
        sa.Column("computed_at", MOMENT, nullable=False),
        _to("programme_report_editions", "report_id", "programme_reports", "CASCADE"),
        _to("programme_report_editions", "published_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_programme_report_editions")),
    )
    op.create_index(op.f("ix_programme_report_editions_published_by"), "programme_report_editions", ["published_by"])
    op.add_column("grants", sa.Column("community_id", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_grants_community_id"),
        "grants",
        "communities",
        ["community_id"],
        ["id"],
        ondelete="CASCADE",
        postgresql_not_valid=True,
    )
    op.alter_column("grants", "owner_id", nullable=True)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_grants_{name}"), "grants", condition, postgresql_not_valid=True)


def downgrade() -> None:
    op.execute("delete from grants where target_type = 'report'")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_grants_{name}"), "grants")
    op.alter_column("grants", "owner_id", nullable=False)
    op.drop_column("grants", "community_id")
    op.drop_table("programme_report_editions")
    op.drop_table("programme_reports")


def _to(table: str, column: str, parent: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete=ondelete)

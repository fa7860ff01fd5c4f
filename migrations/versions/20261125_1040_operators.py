"""Operators, and what they did"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1040"
down_revision = "20261125_1035"
VERBS = (
    "read_health",
    "read_jobs",
    "requeue_job",
    "read_flags",
    "dismiss_flag",
    "read_communities",
    "verify_community",
    "doubt_community",
    "read_imports",
    "read_statistics",
    "read_acts",
    "read_operators",
    "grant_role",
    "revoke_role",
    "back_up",
    "restore",
)
INSTANT = sa.DateTime(timezone=True)
KEPT = """
create function keep_admin_acts() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.at < now() - interval '365 days' then
        return old;
    end if;
    raise exception 'what operators did is neither changed nor deleted' using errcode = '42501';
end
$$
"""


def upgrade() -> None:
    op.create_table(
        "operators",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_operators_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_operators")),
    )
    op.create_table(
        "admin_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("verb", sa.Enum(*VERBS, name="adminverb", native_enum=False, length=32), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.CheckConstraint("actor_id is not null or account is not null", name=op.f("ck_admin_acts_actor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_acts")),
    )
    op.create_index("ix_admin_acts_at_id", "admin_acts", ["at", "id"])
    op.execute(KEPT)
    op.execute(
        "create trigger kept before update or delete on admin_acts for each row execute function keep_admin_acts()"
    )
    op.execute(
        "create trigger kept_whole before truncate on admin_acts for each statement execute function keep_admin_acts()"
    )


def downgrade() -> None:
    op.drop_table("admin_acts")
    op.execute("drop function keep_admin_acts()")
    op.drop_table("operators")

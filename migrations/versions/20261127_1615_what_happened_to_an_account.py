"""What happened to the way into an account, for a year"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1615"
down_revision = "20261127_1460"
KINDS = (
    "signed_in",
    "sign_in_refused",
    "session_ended",
    "session_reused",
    "second_factor_given",
    "second_factor_refused",
    "second_factor_added",
    "second_factor_removed",
    "recovery_codes_renewed",
    "password_set",
    "password_removed",
    "export_asked",
    "export_fetched",
    "limited",
)
KEPT = """
create function keep_security_events() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if leaves(old.user_id) or old.at < now() - interval '365 days' then
            return old;
        end if;
    end if;
    raise exception 'what happened to an account is neither changed nor deleted' using errcode = '42501';
end
$$
"""


def upgrade() -> None:
    op.create_table(
        "security_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Enum(*KINDS, name="securityeventkind", native_enum=False, length=32), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_security_events_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
    )
    op.create_index("ix_security_events_user_id_at_id", "security_events", ["user_id", "at", "id"])
    op.create_index("ix_security_events_at", "security_events", ["at"])
    op.execute(KEPT)
    for name, when in (("kept", "update or delete"), ("kept_whole", "truncate")):
        each = "statement" if when == "truncate" else "row"
        op.execute(
            f"create trigger {name} before {when} on security_events for each {each} "
            "execute function keep_security_events()"
        )


def downgrade() -> None:
    op.drop_table("security_events")
    op.execute("drop function keep_security_events()")

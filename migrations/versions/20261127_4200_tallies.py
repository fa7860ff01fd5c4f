"""Answers to a mission are counted as they change, not as they are read"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_4200"
down_revision = "20261127_4401"

KEY = "state, is_seen, came_late, left_open"
OF_RESPONSES = """
create function note_tally_change() returns trigger language plpgsql as $$
begin
  -- Of a person who is being deleted, shares and changes go with the account.
  if tg_op = 'INSERT' then
    insert into tally_changes (user_id, place_id)
      select users.id, rows_now.mission_id from rows_now join users on users.id = rows_now.user_id;
  elsif tg_op = 'DELETE' then
    insert into tally_changes (user_id, place_id)
      select users.id, rows_before.mission_id from rows_before join users on users.id = rows_before.user_id;
  else
    insert into tally_changes (user_id, place_id)
      select users.id, rows_now.mission_id
      from rows_now join rows_before using (id) join users on users.id = rows_now.user_id
      where (rows_now.state, rows_now.seen_at, rows_now.submitted_at, rows_now.captured_at, rows_now.updated_at)
        is distinct from (rows_before.state, rows_before.seen_at, rows_before.submitted_at, rows_before.captured_at,
          rows_before.updated_at);
  end if;
  return null;
end
$$
"""
OF_A_MEMBER = """
create function note_tally_change_of_member() returns trigger language plpgsql as $$
begin
  insert into tally_changes (user_id, place_id)
    select id, coalesce(new.community_id, old.community_id) from users where id = coalesce(new.user_id, old.user_id);
  return null;
end
$$
"""
OF_AN_ERASURE = """
create function note_tally_change_of_erasure() returns trigger language plpgsql as $$
begin
  insert into tally_changes (user_id, place_id)
    select id, '00000000-0000-0000-0000-000000000000' from users where id = coalesce(new.user_id, old.user_id);
  return null;
end
$$
"""
COUNTED = f"""
create function count_tally_shares() returns trigger language plpgsql as $$
begin
  -- Where the mission is being deleted, its counts go with it.
  if tg_op = 'INSERT' then
    insert into tally_counts (mission_id, {KEY}, number)
      select mission_id, {KEY}, count(*) from rows_now group by mission_id, {KEY};
  elsif tg_op = 'DELETE' then
    insert into tally_counts (mission_id, {KEY}, number)
      select mission_id, {KEY}, -count(*) from rows_before join tallies using (mission_id) group by mission_id, {KEY};
  else
    insert into tally_counts (mission_id, {KEY}, number)
      select mission_id, {KEY}, sum(number) from (
        select mission_id, {KEY}, 1 as number from rows_now
        union all select mission_id, {KEY}, -1 from rows_before) as both_sides
      group by mission_id, {KEY} having sum(number) <> 0;
  end if;
  return null;
end
$$
"""  # noqa: S608
TABLES = {
    "insert": "new table as rows_now",
    "update": "old table as rows_before new table as rows_now",
    "delete": "old table as rows_before",
}
STATEMENTS = {"responses": "note_tally_change", "tally_shares": "count_tally_shares"}
ROWS = {
    "memberships": {
        "insert": "new.state = 'active'",
        "delete": "old.state = 'active'",
        "update": "(new.state = 'active') is distinct from (old.state = 'active')",
    },
    "erasures": {"insert": "true", "delete": "true"},
}
FUNCTIONS = {"memberships": "note_tally_change_of_member", "erasures": "note_tally_change_of_erasure"}


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("end_at", sa.DateTime(timezone=True)),
        sa.Column("covered_to", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_tallies_mission_id_missions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mission_id", name=op.f("pk_tallies")),
    )
    op.create_table(
        "tally_counts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        *_key(),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mission_id"],
            ["tallies.mission_id"],
            name=op.f("fk_tally_counts_mission_id_tallies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_counts")),
    )
    op.create_table(
        "tally_shares",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(
            ["mission_id"],
            ["tallies.mission_id"],
            name=op.f("fk_tally_shares_mission_id_tallies"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tally_shares_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mission_id", "user_id", name=op.f("pk_tally_shares")),
    )
    op.create_table(
        "tally_changes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tally_changes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_changes")),
    )
    op.create_index(op.f("ix_tally_counts_mission_id"), "tally_counts", ["mission_id"])
    op.create_index(op.f("ix_tally_shares_user_id"), "tally_shares", ["user_id"], postgresql_using="hash")
    op.create_index(op.f("ix_tally_changes_place_id_user_id"), "tally_changes", ["place_id", "user_id"])
    op.create_index(op.f("ix_tally_changes_user_id"), "tally_changes", ["user_id"])
    for function in (OF_RESPONSES, OF_A_MEMBER, OF_AN_ERASURE, COUNTED):
        op.execute(function)
    for table, function in STATEMENTS.items():
        for event, tables in TABLES.items():
            op.execute(
                f"create trigger {function}_on_{event} after {event} on {table} referencing {tables} "
                f"for each statement execute function {function}()"
            )
    for table, events in ROWS.items():
        for event, when in events.items():
            op.execute(
                f"create trigger note_tally_change_on_{event} after {event} on {table} for each row when ({when}) "
                f"execute function {FUNCTIONS[table]}()"
            )
    # A job counts them.
    op.execute(
        "insert into tallies (mission_id, covered_to) select mission_id, '00000000-0000-0000-0000-000000000000' "
        "from responses group by mission_id having count(*) >= 1000"
    )


def _key() -> list[sa.Column[object]]:
    names = ("is_seen", "came_late", "left_open")
    return [
        sa.Column("state", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in names),
    ]


def downgrade() -> None:
    for table, events in ROWS.items():
        for event in events:
            op.execute(f"drop trigger note_tally_change_on_{event} on {table}")
    for table, function in STATEMENTS.items():
        for event in TABLES:
            op.execute(f"drop trigger {function}_on_{event} on {table}")
    for function in (*STATEMENTS.values(), *FUNCTIONS.values()):
        op.execute(f"drop function {function}()")
    for table in ("tally_changes", "tally_shares", "tally_counts", "tallies"):
        op.drop_table(table)

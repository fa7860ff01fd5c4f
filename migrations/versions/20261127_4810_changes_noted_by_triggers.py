"""What happens to notifications, memberships, requests, comments, endorsements and accounts is noted for phones"""

from typing import NamedTuple

from alembic import op
from sqlalchemy import text

revision = "20261127_4810"
down_revision = "20261127_4871"

# The notes of a transaction are a setting of that transaction alone: nothing is stored, and nobody waits. The service
# numbers them at its end (app/core/changes.py).
NOTE = """
create function note_changes(notes text) returns void language plpgsql as $$
begin
  if notes is not null then
    perform set_config('daytripper.changes', concat(current_setting('daytripper.changes', true), notes, E'\\n'), true);
  end if;
end
$$
"""


class Noted(NamedTuple):
    kind: str
    people: tuple[str, ...]  # whose phones hear of it
    entity: str
    key: tuple[str, ...]
    version: str
    visible: str  # to them, as in app/services/sync
    columns: tuple[str, ...]  # a change of another column is none


TABLES = {
    "users": Noted("user", ("id",), "id", ("id",), "version", "true", ("version",)),
    "notifications": Noted(
        "notification",
        ("user_id",),
        "id",
        ("id",),
        "1",
        "{}.is_shown",
        ("seq", "type", "subject_id", "community_id", "data", "is_shown", "read_at", "settled_at"),
    ),
    "memberships": Noted(
        "membership",
        ("user_id",),
        "community_id",
        ("community_id", "user_id"),
        "version",
        "{}.state in ('requested', 'active')",
        ("version", "state", "role", "tags", "reason", "show_talents", "lapses_at"),
    ),
    "grant_requests": Noted(
        "grant_request", ("owner_id", "requester_id"), "id", ("id",), "version", "true", ("version", "state")
    ),
    "comments": Noted(
        "comment", ("owner_id", "author_id"), "id", ("id",), "1", "true", ("owner_id", "author_id", "text")
    ),
    "endorsements": Noted(
        "endorsement",
        ("user_id",),
        "id",
        ("id",),
        "version",
        "true",
        ("version", "state", "email", "message", "evidence", "endorser_name", "endorser_role", "comment", "hidden"),
    ),
}
FUNCTION = """
create function note_{event}_of_{table}() returns trigger language plpgsql as $$
begin
  perform note_changes(string_agg(concat_ws(' ', person, '{kind}', entity, version, deleted::int), E'\\n'))
    from ({rows}) as noted(person, entity, version, deleted) where person is not null;
  return null;
end
$$
"""
# A restored backup brings its log of changes along.
TRIGGER = """
create trigger note_{event} after {event} on {table} referencing {transitions}
  for each statement when (current_setting('daytripper.restoring', true) is distinct from 'on')
  execute function note_{event}_of_{table}()
"""
TRANSITIONS = {
    "insert": "new table as new_rows",
    "update": "old table as old_rows new table as new_rows",
    "delete": "old table as old_rows",
}
# A community's name is shown with each membership of it.
RENAMED = """
create function note_rename_of_community() returns trigger language plpgsql as $$
begin
  perform note_changes(string_agg(concat_ws(' ', user_id, 'membership', community_id, version, 0), E'\\n'))
    from memberships where community_id = new.id and state in ('requested', 'active');
  return null;
end
$$
"""
RENAME = """
create trigger note_rename after update of name on communities for each row when (new.name is distinct from old.name)
  execute function note_rename_of_community()
"""
THING = """
select t.{person}, '{kind}', t.{entity}, {version} from {table} t where {visible} and t.{person} is not null
"""
EARLIER = """
with things (user_id, type, entity_id, version) as ({things}),
numbered as (
  select things.*, row_number() over (partition by user_id order by type <> 'user', entity_id) as n from things
),
bump as (
  update feeds set seq = seq + counts.many from (select user_id, count(*) as many from numbered group by 1) as counts
  where feeds.user_id = counts.user_id returning feeds.user_id, feeds.seq - counts.many as before
)
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select user_id, type, entity_id, before + n, version, false, now() from numbered join bump using (user_id)
on conflict do nothing
"""


def _rows(noted: Noted, event: str, person: str) -> str:
    """Select the rows that the person sees, or saw."""
    row = "o" if event == "delete" else "n"
    seen = noted.visible.format(row)
    ending = {"insert": "false", "update": f"not ({seen})", "delete": "true"}[event]
    shown = f"select {row}.{person}, {row}.{noted.entity}, {row}.{noted.version}, {ending}"
    shown = shown.replace(f"{row}.1,", "1,")
    if event != "update":
        return f"{shown} from {'old' if event == 'delete' else 'new'}_rows {row} where {seen}"
    same = " and ".join(f"n.{name} = o.{name}" for name in noted.key)
    before, after = (", ".join(f"{alias}.{name}" for name in noted.columns) for alias in "on")
    changed = f"({noted.visible.format('o')} or {seen}) and ({after}) is distinct from ({before})"
    return f"{shown} from new_rows n join old_rows o on {same} where {changed}"


def upgrade() -> None:
    op.execute(NOTE)
    for table, noted in TABLES.items():
        for event, transitions in TRANSITIONS.items():
            rows = " union all ".join(_rows(noted, event, person) for person in noted.people)
            op.execute(FUNCTION.format(event=event, table=table, kind=noted.kind, rows=rows))
            op.execute(TRIGGER.format(event=event, table=table, transitions=transitions))
    op.execute(RENAMED)
    op.execute(RENAME)
    things = " union all ".join(
        THING.format(**noted._asdict() | {"person": person, "table": table, "visible": noted.visible.format("t")})
        for table, noted in TABLES.items()
        for person in noted.people
    )
    op.execute(EARLIER.format(things=things))


def downgrade() -> None:
    op.execute("drop trigger note_rename on communities")
    op.execute("drop function note_rename_of_community()")
    for table in TABLES:
        for event in TRANSITIONS:
            op.execute(f"drop trigger note_{event} on {table}")
            op.execute(f"drop function note_{event}_of_{table}()")
    op.execute("drop function note_changes(text)")
    for noted in TABLES.values():
        op.execute(text("delete from changes where type = :kind").bindparams(kind=noted.kind))

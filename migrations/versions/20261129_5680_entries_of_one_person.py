"""Whoever came into a room twice, as a guest and with the account that took it over, came in once"""

from alembic import op

revision = "20261129_5680"
down_revision = "20261129_5670"
JOIN = """
with entries as (
    select id, room_id, min(entered_at) over person as first_at, row_number() over (
        partition by room_id, user_id order by claimed_at desc nulls last, entered_at, id) as place
    from room_entries window person as (partition by room_id, user_id)),
kept as (
    update room_entries e set entered_at = entries.first_at from entries
    where e.id = entries.id and entries.place = 1 and e.entered_at > entries.first_at),
dropped as (
    delete from room_entries e using entries where e.id = entries.id and entries.place > 1 returning e.room_id)
update rooms set people = greatest(people - dropped_entries.number, 0)
from (select room_id, count(*) as number from dropped group by room_id) dropped_entries
where rooms.id = dropped_entries.room_id
"""


def upgrade() -> None:
    op.execute(JOIN)


def downgrade() -> None:
    pass

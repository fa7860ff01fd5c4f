"""The stored counts of missions, computed by plain statements to compare with."""

from uuid import UUID

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.missions import tallies

PRESENT = """
select r.mission_id, r.user_id, r.state,
  r.seen_at is not null or r.state in ('submitted', 'returned', 'accepted') as seen,
  coalesce(t.due_at < least(r.submitted_at, r.captured_at), false) as late,
  coalesce(r.state in ('assigned', 'seen') or r.state = 'reclaimed' and r.updated_at <= t.end_at, false) as left_open
from responses r join missions m on m.id = r.mission_id join tallies t on t.mission_id = m.id
where exists (select from memberships a where a.user_id = r.user_id and a.community_id = m.community_id
    and a.state = 'active') and not exists (select from erasures e where e.user_id = r.user_id)
"""
# Of whom nothing was noted: people whose share is not what their response says. And sums that the shares do not have.
DRIFT = f"""
select 'share' from (
    (({PRESENT}) except select * from tally_shares) union (select * from tally_shares except ({PRESENT}))
) as differing
where user_id <= (select covered_to from tallies where mission_id = differing.mission_id)
  and not exists (select from tally_changes c join missions m on m.id = differing.mission_id
    where c.user_id = differing.user_id
      and c.place_id in (m.id, m.community_id, '00000000-0000-0000-0000-000000000000'))
union all select 'sum' from (
    select mission_id, state, is_seen, came_late, left_open, 1 as number from tally_shares
    union all select mission_id, state, is_seen, came_late, left_open, -number from tally_counts) as both_sides
  group by mission_id, state, is_seen, came_late, left_open having sum(number) <> 0
"""  # noqa: S608
NUMBERS = """
with said as (
  select r.*, m.due_at, coalesce(m.ended_at, m.closes_at) as end_at,
    m.state = 'closed' or m.state = 'open' and coalesce(m.closes_at <= $2, false) as closed
  from responses r join missions m on m.id = r.mission_id
  where m.id = $1 and exists (select from memberships a where a.user_id = r.user_id
      and a.community_id = m.community_id and a.state = 'active')
    and not exists (select from erasures e where e.user_id = r.user_id)
), stands as (
  select *, state = 'missed' or closed
    and (state in ('assigned', 'seen') or state = 'reclaimed' and updated_at <= end_at) as missed from said
), lines as (
  select *, not missed and state in ('assigned', 'seen', 'reclaimed') as waiting from stands
)
select count(*) as sent,
  count(*) filter (where seen_at is not null or state in ('submitted', 'returned', 'accepted')) as seen,
  count(*) filter (where waiting) as waiting,
  count(*) filter (where state in ('submitted', 'returned', 'accepted')) as answered,
  count(*) filter (where state = 'returned') as returned, count(*) filter (where state = 'accepted') as accepted,
  count(*) filter (where state = 'declined') as declined, count(*) filter (where missed) as missed,
  count(*) filter (where case when waiting then due_at < $2 else due_at < least(submitted_at, captured_at) end) as late
from lines
"""


KEEP_ALL = """
insert into tallies (mission_id, covered_to) select id, '00000000-0000-0000-0000-000000000000' from missions
where forgotten_at is null on conflict do nothing
"""


async def keep_all(runtime: Runtime) -> None:
    """Keep counts of all missions, as of those that were sent to many."""
    await runtime.database.writes.fetch(KEEP_ALL)
    await count(runtime)


async def count(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await tallies.count(uow)


async def drift(runtime: Runtime) -> list[str]:
    return [row[0] for row in await runtime.database.writes.fetch(DRIFT)]


async def plain(runtime: Runtime, mission_id: UUID, now: object) -> dict[str, int]:
    """The numbers, counted response by response."""
    [row] = await runtime.database.writes.fetch(NUMBERS, mission_id, now)
    return dict(row)

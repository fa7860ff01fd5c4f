select convert_to('{"items":[' || coalesce(string_agg(item::text, ',' order by page.user_id desc), '')
  || '],"next_cursor":null}', 'UTF8')
from sessions s, lateral (
  select r.user_id, json_build_object('id', r.id,
    'user', (select json_build_object('id', u.id, 'display_name', u.display_name) from users u where u.id = r.user_id),
    'state', r.state,
    'late', m.due_at is not null and case
      when r.state in ('assigned', 'seen', 'reclaimed') then m.due_at < now()
      else least(r.submitted_at, r.captured_at) > m.due_at end,
    'assigned_at', replace((r.assigned_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'seen_at', replace((r.seen_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'submitted_at', replace((r.submitted_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'reviewed_at', replace((r.reviewed_at at time zone 'UTC')::text, ' ', 'T') || 'Z', 'version', r.version) as item
  from missions m join responses r on r.mission_id = m.id
  where m.id = $2
    and exists (select from memberships c where c.community_id = m.community_id and c.user_id = s.user_id
      and c.state = 'active' and c.role = 'manager')
    and exists (select from memberships a where a.community_id = m.community_id and a.user_id = r.user_id
      and a.state = 'active')
  order by r.user_id desc limit 20) page
where s.id = $1 and s.ended_at is null

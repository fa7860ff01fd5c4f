select convert_to('{"items":[' || coalesce(string_agg(item::text, ',' order by seq desc), '')
  || '],"next_cursor":null}', 'UTF8')
from sessions s, lateral (
  select n.seq, json_build_object('id', n.id, 'type', n.type,
    'text', format(case n.type when 'mission' then 'Une mission pour toi : %s' when 'reminder' then 'Ta mission t’attend : %s'
      else 'Réponse acceptée : %s' end, n.data->>'title'),
    'subject_id', n.subject_id, 'community_id', n.community_id, 'data', n.data,
    'target', case when n.community_id in (select m.community_id from memberships m where m.user_id = s.user_id
      and m.state = 'active') then json_build_object('type', 'mission', 'id', n.subject_id) end,
    'created_at', replace((n.created_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'updated_at', replace((n.told_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'read_at', replace((n.read_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'settled_at', replace((n.settled_at at time zone 'UTC')::text, ' ', 'T') || 'Z') as item
  from notifications n where n.user_id = s.user_id and n.is_shown order by n.seq desc limit 20) page
where s.id = $1 and s.ended_at is null

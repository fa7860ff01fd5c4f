select convert_to('{"items":[' || coalesce(string_agg(item::text, ',' order by since desc, owner_id desc), '')
  || '],"next_cursor":null}', 'UTF8')
from sessions s, lateral (
  select people.since, people.owner_id, json_build_object('id', u.id, 'display_name', u.display_name,
    'since', replace((people.since at time zone 'UTC')::text, ' ', 'T') || 'Z', 'grants', people.grants) as item
  from (
    select g.owner_id, max(g.created_at) as since, json_agg(json_build_object('id', g.id,
        'target', json_build_object('type', g.target_type, 'id', g.target_id, 'title', case g.target_type
          when 'story' then (select d.card::json->>'title' from stories t join editions d on d.story_id = t.id
            and d.number = case g.follow when 'latest' then t.edition else g.edition end where t.id = g.target_id)
          when 'experiences' then (
            select e.title from experiences e where e.id = g.target_id and e.trashed_at is null) end),
        'purpose', g.purpose, 'rights', g.rights,
        'ends_at', replace((g.ends_at at time zone 'UTC')::text, ' ', 'T') || 'Z') order by g.created_at desc, g.id desc) as grants
    from grants g
    where g.audience_type = 'user' and g.audience_id = s.user_id and g.revoked_at is null
      and (g.starts_at is null or g.starts_at <= now()) and (g.ends_at is null or g.ends_at > now())
    group by g.owner_id) people join users u on u.id = people.owner_id
  order by people.since desc, people.owner_id desc limit 20) page
where s.id = $1 and s.ended_at is null

with me as (select id, user_id, media_key from sessions where id = $1 and ended_at is null),
mine as materialized (
  select c.community_id from me join memberships c on c.user_id = me.user_id and c.state = 'active'),
newest as (
  select head.*, row_number() over (partition by head.community_id order by at desc, id desc) as nth from mine, lateral (
    select * from feed_items i where i.community_id = mine.community_id order by i.at desc, i.id desc limit 20) head),
merged as materialized (select * from newest order by at desc, id desc),
heads as (
  select * from merged i
  where i.at > coalesce((select max(at) from merged where nth = 20), '-infinity')
    and (i.kind = 'edition' and exists (
        select from grants g join stories t on t.id = g.target_id
        where g.target_type = 'story' and g.target_id = i.ref and g.audience_type = 'community'
          and g.audience_id = i.community_id and g.revoked_at is null and (g.starts_at is null or g.starts_at <= now())
          and (g.ends_at is null or g.ends_at > now()) and t.withdrawn_at is null
          and not exists (select from hidings h
            where h.community_id = i.community_id and h.target_id = i.ref and h.lifted_at is null))
      or i.kind = 'response' and exists (
        select from responses r join missions m on m.id = r.mission_id
        where r.id = i.ref and m.responses_visible_to = 'community' and r.state in ('submitted', 'accepted')
          and exists (select from memberships a
            where a.community_id = m.community_id and a.user_id = r.user_id and a.state = 'active')
          and not exists (select from hidings h
            where h.community_id = m.community_id and h.target_id = r.id and h.lifted_at is null)))
    and not exists (
      select from feed_items o where o.ref = i.ref and (o.at, o.id) > (i.at, i.id)
        and o.community_id in (select community_id from mine)
        and (o.kind = 'edition' and exists (
            select from grants g join stories t on t.id = g.target_id
            where g.target_type = 'story' and g.target_id = o.ref and g.audience_type = 'community'
              and g.audience_id = o.community_id and g.revoked_at is null
              and (g.starts_at is null or g.starts_at <= now()) and (g.ends_at is null or g.ends_at > now())
              and t.withdrawn_at is null)
          or o.kind = 'response'))
  order by at desc, id desc limit 20)
select convert_to('{"items":[' || coalesce(string_agg(item::text, ',' order by at desc, id desc), '')
  || '],"next_cursor":null}', 'UTF8')
from (
  select i.at, i.id, json_build_object('id', i.id, 'kind', i.kind,
    'at', replace((i.at at time zone 'UTC')::text, ' ', 'T') || 'Z',
    'community', (select json_build_object('id', c.id, 'name', c.name) from communities c where c.id = i.community_id),
    'story', (
      select json_build_object('id', t.id, 'journal_id', case when t.owner_id = me.user_id then t.journal_id end,
        'title', d.card::json->'title', 'summary', d.card::json->'summary', 'language', d.card::json->'language',
        'author', d.card::json->'author',
        'cover', replace((d.card::json->'cover')::text, '{access}', 'http://x/m/' || me.media_key)::json,
        'edition', d.number, 'published_at', replace((d.published_at at time zone 'UTC')::text, ' ', 'T') || 'Z',
        'withdrawn_at', replace((t.withdrawn_at at time zone 'UTC')::text, ' ', 'T') || 'Z', 'version', d.number)
      from stories t join editions d on d.story_id = t.id and d.number = (
        select max(case g.follow when 'latest' then t.edition else g.edition end) from grants g
        where g.target_type = 'story' and g.target_id = t.id and g.audience_type = 'community'
          and g.audience_id = i.community_id and g.revoked_at is null and (g.starts_at is null or g.starts_at <= now())
          and (g.ends_at is null or g.ends_at > now()))
      where i.kind = 'edition' and t.id = i.ref),
    'response', (
      select json_build_object('id', r.id,
        'mission', json_build_object('id', m.id, 'community_id', m.community_id, 'title', m.title),
        'author', (select json_build_object('id', u.id, 'display_name', u.display_name) from users u where u.id = r.user_id),
        'title', case when e.id is not null then r.shown->'title' end,
        'cover', (
          select json_build_object('id', p.id, 'kind', p.kind, 'state', p.state, 'alt', sent.word->'alt',
            'caption', sent.word->'caption', 'transcript', sent.word->'transcript', 'thumbhash', p.thumbhash, 'width', p.width, 'height', p.height,
            'duration', p.duration, 'variants', array(
              select v->>'name' from jsonb_array_elements(p.variants) v))
          from jsonb_array_elements(r.shown->'media') with ordinality sent (word, position)
            join media p on p.id = (sent.word->>'id')::uuid
          where exists (select from experience_media em where em.experience_id = e.id and em.media_id = p.id)
          order by sent.position limit 1))
      from responses r join missions m on m.id = r.mission_id
        left join experiences e on e.id = r.experience_id and e.trashed_at is null
      where i.kind = 'response' and r.id = i.ref)) as item
  from heads i, me) page

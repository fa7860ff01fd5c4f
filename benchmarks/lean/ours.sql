-- The same people, entries, tags and media as ours: each public entry a story with a link, each entry of a group a story
-- that its community was granted.
set session_replication_role = replica;  -- no foreign keys to look up: what is made here fits
set search_path = public;
create index on seed.entry_tag (n);
create function pg_temp.as_id(kind int, n bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex(kind), 8, '0') || '-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
insert into frameworks (id, code, title, description, edition, source)
  values (pg_temp.as_id(6, 1), 'lean', '{"fr":"Banc"}', '{"fr":"Banc"}', '1', 'lean');
insert into skills (id, framework_id, parent_id, code, position, labels, keywords)
  select id, pg_temp.as_id(6, 1), null, 'L.' || t, t, jsonb_build_object('fr', label, 'en', 'Listen openly ' || t), '{}'
  from seed.tag;
insert into users (id, email, display_name, locale, timezone, birth_year, simple_language, version, created_at, updated_at)
  select id, 'a' || i || '@example.org', name, 'fr', 'Europe/Paris', 1990, false, 1, now(), now() from seed.author;
insert into feeds (user_id, seq, floor) select id, 100, 0 from seed.author;
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at)
  select pg_temp.as_id(9, i), id, 'phone', substr(token, 1, 22), 1, now(), now() from seed.author;
insert into communities (id, kind, name, visibility, join_policy, timezone, weekly_notification_cap, k_min, version,
    created_at, updated_at, born_as)
  select pg_temp.as_id(5, g), 'territory', 'Groupe ' || g, 'secret', 'invite', 'Europe/Paris', 50, 5, 1, now(), now(), ''
  from generate_series(0, 3) g;
insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version, created_at, updated_at)
  select pg_temp.as_id(5, grp), id, 'member', 'active', '{}', false, now(), 1, now(), now() from seed.author;
insert into media (id, owner_id, kind, content_type, size, sha256, state, object_key, variants, thumbhash, width, height,
    born_as, version, created_at, updated_at)
  select m.id, a.id, kind, 'image/jpeg', 3000000, decode(md5(m::text) || md5('s' || m), 'hex'), 'ready', key,
    '[{"name":"thumb","object_key":"v/0123456789abcdef0123","content_type":"image/webp","size":9000,"width":320,"height":240},
      {"name":"small","object_key":"v/0123456789abcdef0124","content_type":"image/webp","size":60000,"width":800,"height":600},
      {"name":"large","object_key":"v/0123456789abcdef0125","content_type":"image/webp","size":200000,"width":1600,"height":1200}]',
    thumbhash, w, h, '', 1, now(), now()
  from seed.media m join seed.entry e using (n) join seed.author a on a.i = e.author;
insert into experiences (id, owner_id, title, text, lived_at, lived_precision, utc_offset, lived_on, captured_at,
    received_at, people, tags, skills, has_media, language, completeness, version, updated_at, born_as)
  select e.id, a.id, title, body, occurred_at, 'minute', 60, (occurred_at + interval '1 hour')::date, occurred_at, now(),
    '{}', '{}', (select array_agg(t.id order by x.j) from seed.entry_tag x join seed.tag t using (t) where x.n = e.n),
    true, 'fr', 60, 1, now(), ''
  from seed.entry e join seed.author a on a.i = e.author order by occurred_at;
insert into experience_media (experience_id, position, media_id)
  select e.id, j, m.id from seed.media m join seed.entry e using (n);
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
  select a.id, 'experience', e.id, 100 - e.n / 2000, 1, false, now()
  from seed.entry e join seed.author a on a.i = e.author;
-- What phones told a day ago was compared; of the newest, what was near is still there.
insert into meaning_positions (user_id, seq, made_by) select id, 100, ':maker' from seed.author;
insert into experience_meanings (experience_id, made_by, words, least, nearest)
  select e.id, ':maker', sha256(convert_to(body, 'UTF8')), 0.3,
    (select jsonb_agg(jsonb_build_object('skill_id', t.id, 'points', 0.4, 'name', label, 'kind', 'name',
        'pointer', '/text', 'start', 0, 'end', 60))
      from seed.entry_tag x join seed.tag t using (t) where x.n = e.n)
  from seed.entry e where e.n < 5 * 2000;
create temp table shared as select e.*, a.id as owner, a.name, a.grp from seed.entry e join seed.author a on a.i = e.author
  where visibility <> 'private';
create temp table photos as
  select n, j, json_build_object('id', id, 'kind', kind, 'alt', null, 'caption', null, 'transcript', null,
    'thumbhash', thumbhash, 'width', w, 'height', h, 'duration', null, 'variants', json_build_array(
      json_build_object('name', 'thumb', 'width', 320, 'height', 240, 'content_type', 'image/webp',
        'url', '{access}/' || id || '/thumb'),
      json_build_object('name', 'small', 'width', 800, 'height', 600, 'content_type', 'image/webp',
        'url', '{access}/' || id || '/small'),
      json_build_object('name', 'large', 'width', 1600, 'height', 1200, 'content_type', 'image/webp',
        'url', '{access}/' || id || '/large'))) as medium
  from seed.media;
create index on photos (n);
analyze photos;
insert into journals (id, owner_id, title, language, blocks, version, created_at, updated_at, born_as)
  select pg_temp.as_id(10, n), owner, title, 'fr', '[]', 1, now(), now(), '' from shared;
insert into stories (id, owner_id, journal_id, title, language, edition, published_at, version, updated_at)
  select pg_temp.as_id(11, n), owner, pg_temp.as_id(10, n), title, 'fr', 1, occurred_at, 1, occurred_at from shared;
insert into editions (story_id, number, content, card, published_at)
  select pg_temp.as_id(11, n), 1, json_build_object('title', title, 'summary', null, 'language', 'fr',
      'author', json_build_object('display_name', name), 'edition', 1,
      'published_at', to_char(occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'cover', null,
      'blocks', json_build_array(json_build_object('kind', 'experience', 'title', title, 'first_words', null,
        'text', body, 'context', null, 'lived_at', to_char(occurred_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'lived_until', null, 'lived_precision', 'minute', 'utc_offset', 60, 'place', null, 'organisation', null,
        'reflection', null, 'tags', '[]'::json,
        'skills', (select json_agg(json_build_object('code', 'L.' || t, 'labels',
            json_build_object('fr', label, 'en', 'Listen openly ' || t)) order by x.j)
          from seed.entry_tag x join seed.tag using (t) where x.n = shared.n),
        'media', (select json_agg(medium order by j) from photos where photos.n = shared.n))))::text,
    json_build_object('title', title, 'summary', null, 'language', 'fr',
      'cover', (select medium from photos where photos.n = shared.n and j = 0))::text, occurred_at
  from shared;
insert into grants (id, owner_id, target_type, target_id, follow, audience_type, audience_id, token_digest, media_key,
    purpose, label, rights, views, version, created_at, updated_at)
  select pg_temp.as_id(12, n), owner, 'story', pg_temp.as_id(11, n), 'latest',
    case visibility when 'public' then 'link' else 'community' end,
    case visibility when 'group' then pg_temp.as_id(5, grp) end,
    case visibility when 'public' then sha256(convert_to(slug, 'UTF8')) end,
    case visibility when 'public' then slug end, 'personal', '', '{view}', 0, 1, now(), now()
  from shared;
insert into feed_items (id, community_id, owner_id, kind, ref, at)
  select pg_temp.as_id(13, n), pg_temp.as_id(5, grp), owner, 'edition', pg_temp.as_id(11, n), occurred_at
  from shared where visibility = 'group';
drop table shared, photos;

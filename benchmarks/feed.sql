-- 50,000 visible items in each of 20 communities: 40,000 answers to 5 missions, 10,000 stories. Mixed over a year.
set session_replication_role = replica;
create or replace function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$
  select (kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
create or replace function pg_temp.moment(n bigint) returns timestamptz language sql stable as $$
  select now() - (n * 7919 % 1000003) * interval '30 seconds'
$$;
insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, responses_visible_to, state,
    opened_at, version, created_at, updated_at, born_as)
  select pg_temp.id('d', m), pg_temp.id('c', 1 + m % 20), pg_temp.id('1', 1), 'experience', 'Mission ' || m, '{}',
    '{"type":"all"}', '{}', 'community', 'open', now(), 1, now(), now(), ''
  from generate_series(1, 100) m;
insert into responses (id, mission_id, user_id, experience_id, shown, captured_at, state, assigned_at, submitted_at, version,
    updated_at)
  select pg_temp.id('e', m * 10000 + n), pg_temp.id('d', m), pg_temp.id('1', n), pg_temp.id('4', n),
    jsonb_build_object('title', 'Un samedi matin à l’atelier, ' || n, 'text', 'Mur en parpaings, 6 m.', 'context', 'work',
      'lived_at', '2026-11-21T09:10:00Z', 'lived_precision', 'minute', 'utc_offset', 60, 'skills', '[]'::jsonb,
      'media', jsonb_build_array(jsonb_build_object('id', pg_temp.id('3', n), 'alt', 'L’établi, vu de la porte',
        'caption', null, 'transcript', null))), now(),
    case n % 4 when 0 then 'accepted' else 'submitted' end, now(), now(), 2, now()
  from generate_series(1, 100) m, generate_series(2, 8001) n;
insert into feed_items (id, community_id, owner_id, kind, ref, at)
  select pg_temp.id('9', m * 10000 + n), pg_temp.id('c', 1 + m % 20), pg_temp.id('1', n), 'response',
    pg_temp.id('e', m * 10000 + n), pg_temp.moment(m * 10000 + n)
  from generate_series(1, 100) m, generate_series(2, 8001) n;
create temp table told as
  select 2000000 + c * 10001 + n as number, n as person, c as community from generate_series(1, 20) c, generate_series(2, 10001) n;
insert into journals (id, owner_id, title, language, blocks, version, created_at, updated_at, born_as)
  select pg_temp.id('a', number), pg_temp.id('1', person), 'Dix jours', 'fr', '[]', 1, now(), now(), '' from told;
insert into stories (id, owner_id, journal_id, title, language, edition, published_at, version, updated_at)
  select pg_temp.id('b', number), pg_temp.id('1', person), pg_temp.id('a', number), 'Dix jours', 'fr', 1, now(), 1, now() from told;
insert into editions (story_id, number, content, card, published_at)
  select pg_temp.id('b', number), 1, '{"title": "Dix jours", "blocks": []}', json_build_object(
      'title', 'Dix jours d’atelier', 'summary', 'Ce que dix jours m’ont appris.', 'language', 'fr',
      'cover', json_build_object('id', pg_temp.id('3', person), 'kind', 'photo', 'alt', 'L’établi', 'caption', null,
        'transcript', null, 'thumbhash', '1QcSHQRnh493V4dIh4eXh1h4kJUI', 'width', 4000, 'height', 3000, 'duration', null,
        'variants', json_build_array(json_build_object('name', 'small', 'width', 800, 'height', 600,
          'content_type', 'image/webp', 'url', '{access}/' || pg_temp.id('3', person) || '/small'))))::text, now()
  from told;
insert into grants (id, owner_id, target_type, target_id, follow, audience_type, audience_id, purpose, label, rights, views,
    version, created_at, updated_at)
  select pg_temp.id('f', number), pg_temp.id('1', person), 'story', pg_temp.id('b', number), 'latest', 'community',
    pg_temp.id('c', community), 'personal', '', '{view}', 0, 1, now(), now()
  from told;
insert into feed_items (id, community_id, owner_id, kind, ref, at)
  select pg_temp.id('9', number), pg_temp.id('c', community), pg_temp.id('1', person), 'edition', pg_temp.id('b', number),
    pg_temp.moment(number)
  from told;
drop table told;

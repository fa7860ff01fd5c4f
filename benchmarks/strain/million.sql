-- A million experiences of 10,000 people, as the first release kept them, and a fifth as much of what goes with them.
set session_replication_role = replica; -- what refers to what is right by construction
create or replace function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$
  select (kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
drop index ix_experiences_search;
insert into frameworks (id, code, title, description, edition, source)
  values (pg_temp.id('6', 1), 'bench', '{"fr":"Banc"}', '{"fr":"Banc"}', '1', 'bench');
insert into skills (id, framework_id, parent_id, code, position, labels, keywords)
  select pg_temp.id('7', n), pg_temp.id('6', 1), case when n > 100 then pg_temp.id('7', 1 + n % 100) end, 'B.' || n, n,
    jsonb_build_object('fr', 'Travailler en équipe ' || n, 'en', 'Work in a team ' || n), '{}'
  from generate_series(1, :rows / 20) n;
insert into users (id, email, display_name, locale, timezone, birth_year, simple_language, version, created_at, updated_at)
  select pg_temp.id('1', n), 'person' || n || '@example.org', 'Personne ' || n, 'fr', 'Europe/Paris', 1990, false, 1, now(), now()
  from generate_series(0, 9999) n;
insert into feeds (user_id, seq, floor) select pg_temp.id('1', n), 1000, 0 from generate_series(0, 9999) n;
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at)
  select pg_temp.id('2', n), pg_temp.id('1', n % 10000), 'phone', 'k' || md5(n::text), 1, now(), now()
  from generate_series(0, :rows / 5 - 1) n;
insert into media (id, owner_id, kind, content_type, size, state, object_key, variants, born_as, version, created_at, updated_at)
  select pg_temp.id('3', n), pg_temp.id('1', n % 10000), 'photo', 'image/jpeg', 3000000, 'ready', 'o/' || n, '[]', '', 1, now(), now()
  from generate_series(0, :rows / 5 - 1) n;
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on, captured_at, received_at,
    people, feeling, tags, skills, language, completeness, version, updated_at, born_as)
  select pg_temp.id('4', n), pg_temp.id('1', n % 10000), 'Un samedi matin à l’atelier, ' || n, 'Mur en parpaings, 6 m.',
    (array['work', 'training', 'leisure', 'volunteering'])[1 + n % 4], now() - n * interval '1 minute', 'minute', 60,
    (now() - n * interval '1 minute')::date, now(), now(), '{}', 1 + n % 5, array['bois'], array[pg_temp.id('7', 101)], 'fr', 80, 1, now(), ''
  from generate_series(0, :rows - 1) n;
insert into experience_media (experience_id, position, media_id)
  select pg_temp.id('4', n), 0, pg_temp.id('3', n) from generate_series(0, :rows / 5 - 1) n;
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
  select pg_temp.id('1', n % 10000), 'experience', pg_temp.id('4', n), n / 10000, 1, false, now() from generate_series(0, :rows - 1) n;
insert into grants (id, owner_id, target_type, target_id, follow, audience_type, audience_id, purpose, label, rights, views,
    version, created_at, updated_at)
  select pg_temp.id('8', n), pg_temp.id('1', n % 10000), 'talents', null, 'latest', 'user', pg_temp.id('1', (n + 1) % 10000),
    'guidance', '', '{view}', 0, 1, now(), now()
  from generate_series(0, :rows / 5 - 1) n;
insert into access_events (id, owner_id, grant_id, reader_id, target_type, target_id, at)
  select pg_temp.id('9', n), pg_temp.id('1', n % 10000), pg_temp.id('8', n), pg_temp.id('1', (n + 1) % 10000), 'talents', null, now()
  from generate_series(0, :rows / 5 - 1) n;
create index ix_experiences_search on experiences using gin (owner_id, search);
reset session_replication_role;
analyze;

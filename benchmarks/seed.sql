-- People :first..:last with 100 experiences each; 2 media and 3 skills an experience. Ids can be told from numbers.
create or replace function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$
  select (kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
insert into frameworks (id, code, title, description, edition, source)
  values (pg_temp.id('6', 1), 'bench', '{"fr":"Banc"}', '{"fr":"Banc"}', '1', 'bench') on conflict do nothing;
insert into skills (id, framework_id, parent_id, code, position, labels, keywords)
  select pg_temp.id('7', n), pg_temp.id('6', 1), null, 'B.' || n, n,
    jsonb_build_object('fr', 'Travailler en équipe ' || n, 'en', 'Work in a team ' || n), '{}'
  from generate_series(1, 50) n on conflict do nothing;
insert into users (id, email, display_name, locale, timezone, birth_year, simple_language, version, created_at, updated_at)
  select pg_temp.id('1', n), 'person' || n || '@example.org', 'Personne ' || n, 'fr', 'Europe/Paris', 1990, false, 1, now(), now()
  from generate_series(:first, :last) n;
insert into feeds (user_id, seq, floor) select pg_temp.id('1', n), 100, 0 from generate_series(:first, :last) n;
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at)
  select pg_temp.id('2', n), pg_temp.id('1', n), 'phone', 'k' || md5(n::text) || substr(md5('x' || n), 1, 12), 1, now(), now()
  from generate_series(:first, :last) n;
create temp table numbers on commit preserve rows as
  select n as person, n * 100 + e as number, e from generate_series(:first, :last) n, generate_series(0, 99) e;
insert into media (id, owner_id, kind, content_type, size, sha256, alt, state, object_key, variants, thumbhash,
    width, height, born_as, version, created_at, updated_at)
  select pg_temp.id('3', number * 2 + k), pg_temp.id('1', person), 'photo', 'image/jpeg', 3000000,
    decode(md5((number * 2 + k)::text) || md5('s' || number * 2 + k), 'hex'), 'L’établi, vu de la porte', 'ready', 'o/' || number || '/' || k,
    '[{"name":"thumb","object_key":"v/0123456789abcdef0123","content_type":"image/webp","size":9000,"width":320,"height":240},
      {"name":"small","object_key":"v/0123456789abcdef0124","content_type":"image/webp","size":60000,"width":800,"height":600},
      {"name":"large","object_key":"v/0123456789abcdef0125","content_type":"image/webp","size":200000,"width":1600,"height":1200}]',
    '1QcSHQRnh493V4dIh4eXh1h4kJUI', 4000, 3000, '', 1, now(), now()
  from numbers, generate_series(0, 1) k;
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on, captured_at, received_at,
    place, people, feeling, reflection, tags, skills, language, completeness, version, updated_at, born_as)
  select pg_temp.id('4', number), pg_temp.id('1', person), 'Un samedi matin à l’atelier, ' || number,
    'Mur en parpaings, 6 m. Chaque rang vérifié au niveau, geste refait comme on me l’a montré. 3 mm d’écart à la fin !'
      || case when e % 50 = 0 then ' Une écluse.' else '' end,
    (array['work', 'training', 'leisure', 'volunteering'])[1 + e % 4], now() - number * interval '37 minutes', 'minute', 60,
    (now() - number * interval '37 minutes')::date, now(), now(), '{"label":"Tours","lat":47.39,"lng":0.68}', '{}', 1 + e % 5, null,
    array['bois', 'équipe', 'n' || e % 7],
    array[pg_temp.id('7', 1 + e % 50), pg_temp.id('7', 1 + (e + 7) % 50), pg_temp.id('7', 1 + (e + 19) % 50)], 'fr', 80, 1, now(), ''
  from numbers;
insert into experience_media (experience_id, position, media_id)
  select pg_temp.id('4', number), k, pg_temp.id('3', number * 2 + k) from numbers, generate_series(0, 1) k;
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
  select pg_temp.id('1', person), 'experience', pg_temp.id('4', number), e + 1, 1, false, now() from numbers;
drop table numbers;
analyze;

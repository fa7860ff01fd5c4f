-- :people people in each of 20 communities, which the first of them manages; a moment and a photo each.
set session_replication_role = replica;  -- no foreign keys to look up: what is made here fits
create or replace function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$
  select (kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
insert into users (id, email, display_name, locale, timezone, birth_year, simple_language, version, created_at, updated_at)
  select pg_temp.id('1', n), 'person' || n || '@example.org', 'Personne ' || n, 'fr', 'Europe/Paris', 1990, false, 1, now(), now()
  from generate_series(1, :people) n;
insert into feeds (user_id, seq, floor) select pg_temp.id('1', n), 0, 0 from generate_series(1, :people) n;
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at, second_factor_at)
  select pg_temp.id('2', n), pg_temp.id('1', n), 'phone', 'k' || md5(n::text), 1, now(), now(), now()
  from generate_series(1, :people) n;
-- Nine in ten like their mails in the morning.
insert into notification_preferences (id, user_id, email)
  select gen_random_uuid(), pg_temp.id('1', n), 'digest' from generate_series(1, :people) n where n % 10 > 0;
insert into communities (id, kind, name, visibility, join_policy, timezone, weekly_notification_cap, k_min, version,
    created_at, updated_at, born_as)
  select pg_temp.id('c', c), 'territory', 'Territoire ' || c, 'secret', 'invite', 'Europe/Paris', 50, 5, 1, now(), now(), ''
  from generate_series(1, 20) c;
insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version, created_at, updated_at)
  select pg_temp.id('c', c), pg_temp.id('1', n), case n when 1 then 'manager' else 'member' end, 'active', '{}', false,
    now(), 1, now(), now()
  from generate_series(1, 20) c, generate_series(1, :people) n;
insert into media (id, owner_id, kind, content_type, size, sha256, alt, state, object_key, variants, thumbhash,
    width, height, born_as, version, created_at, updated_at)
  select pg_temp.id('3', n), pg_temp.id('1', n), 'photo', 'image/jpeg', 3000000, decode(md5('m' || n) || md5('s' || n), 'hex'),
    'L’établi, vu de la porte', 'ready', 'o/' || n,
    '[{"name":"thumb","object_key":"v/0123456789abcdef0123","content_type":"image/webp","size":9000,"width":320,"height":240},
      {"name":"small","object_key":"v/0123456789abcdef0124","content_type":"image/webp","size":60000,"width":800,"height":600},
      {"name":"large","object_key":"v/0123456789abcdef0125","content_type":"image/webp","size":200000,"width":1600,"height":1200}]',
    '1QcSHQRnh493V4dIh4eXh1h4kJUI', 4000, 3000, '', 1, now(), now()
  from generate_series(1, :people) n;
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on, captured_at,
    received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
  select pg_temp.id('4', n), pg_temp.id('1', n), 'Un samedi matin à l’atelier, ' || n, 'Mur en parpaings, 6 m.', 'work',
    now() - n * interval '37 minutes', 'minute', 60, now()::date, now(), now(), '{}', '{}', '{}', 'fr', 80, 1, now(), ''
  from generate_series(1, :people) n;
insert into experience_media (experience_id, position, media_id)
  select pg_temp.id('4', n), 0, pg_temp.id('3', n) from generate_series(1, :people) n;
-- The board's: sent to all but the manager; a third have answered, some of them late.
insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, responses_visible_to, state,
    opened_at, due_at, version, created_at, updated_at, born_as)
  values (pg_temp.id('d', 1000), pg_temp.id('c', 1), pg_temp.id('1', 1), 'experience', 'Ton poste de travail', '{}',
    '{"type":"all"}', '{}', 'managers', 'open', now() - interval '9 days', now() - interval '1 day', 1, now(), now(), '');
insert into responses (id, mission_id, user_id, experience_id, state, assigned_at, seen_at, submitted_at, version, updated_at)
  select pg_temp.id('e', 1000000000 + n), pg_temp.id('d', 1000), pg_temp.id('1', n),
    case when n % 3 = 0 then pg_temp.id('4', n) end,
    case when n % 3 = 0 then 'submitted' when n % 3 = 1 then 'seen' else 'assigned' end,
    now() - interval '9 days', case when n % 3 < 2 then now() - interval '3 days' end,
    case when n % 3 = 0 then now() - n % 5 * interval '1 day' end, 2, now()
  from generate_series(2, :people) n;
-- Of 1,000 notifications of one person, 500 unread.
insert into inboxes (user_id, seq) values (pg_temp.id('1', 5), 1000);
insert into notifications (id, user_id, seq, type, subject_id, community_id, data, is_shown, is_announced, created_at, told_at,
    read_at)
  select pg_temp.id('8', n), pg_temp.id('1', 5), n, (array['mission', 'reminder', 'accepted'])[1 + n % 3],
    pg_temp.id('d', 5000 + n), pg_temp.id('c', 1 + n % 20),
    jsonb_build_object('mission_id', pg_temp.id('d', 5000 + n), 'title', 'Ton poste de travail, ' || n), true, true,
    now() - (1000 - n) * interval '1 hour', now() - (1000 - n) * interval '1 hour', case when n <= 500 then now() end
  from generate_series(1, 1000) n;
analyze;

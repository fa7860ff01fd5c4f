-- A committee of :people people: 12 programmes with 20,000 responses to their 20 missions each, and two surveys of :sheets
-- sheets with 30 questions, the second of them compared with the first.
set session_replication_role = replica;  -- no foreign keys to look up: what is made here fits
create or replace function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$
  select (kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
insert into users (id, email, display_name, locale, timezone, birth_year, simple_language, version, created_at, updated_at)
  select pg_temp.id('1', n), 'person' || n || '@example.org', 'Personne ' || n, 'fr', 'Europe/Paris', 1990, false, 1,
    now() - interval '1 year', now()
  from generate_series(1, :people) n;
insert into feeds (user_id, seq, floor) select pg_temp.id('1', n), 0, 0 from generate_series(1, :people) n;
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at, second_factor_at)
  select pg_temp.id('2', n), pg_temp.id('1', n), 'phone', 'k' || md5(n::text), 1, now(), now(), now() from generate_series(1, 1) n;
insert into communities (id, kind, name, visibility, join_policy, timezone, weekly_notification_cap, k_min, version,
    created_at, updated_at, born_as)
  values (pg_temp.id('c', 1), 'committee', 'SPRO 36', 'secret', 'invite', 'Europe/Paris', 5, 5, 1, now(), now(), '');
insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version, created_at, updated_at)
  select pg_temp.id('c', 1), pg_temp.id('1', n), case n when 1 then 'manager' else 'member' end, 'active', '{}', false,
    now(), 1, now(), now()
  from generate_series(1, :people) n;
insert into programmes (id, community_id, template, title, publics, starts_on, ends_on, budget, visibility, state, version,
    created_at, updated_at, born_as)
  select pg_temp.id('9', n), pg_temp.id('c', 1), jsonb_build_object('code', 'journee-interconnaissance', 'version', 1),
    'Programme ' || n, '{}', make_date(extract(year from now())::int, n, 1), make_date(extract(year from now())::int, n, 28),
    '{"planned_cents": 150000, "spent_cents": 140050}', 'team', 'closed', 1, now(), now(), ''
  from generate_series(1, 12) n;
create temp table rows on commit preserve rows as
  select n, pg_temp.id('d', n) as id, pg_temp.id('9', 1 + n % 12) as programme_id,
    date_trunc('year', now()) + n % 360 * interval '1 day' as at
  from generate_series(1, 240) n;
insert into missions (id, community_id, programme_id, position, author_id, kind, title, skills, audience, reminders, form,
    responses_visible_to, state, opened_at, ended_at, version, created_at, updated_at, born_as)
  select id, pg_temp.id('c', 1), programme_id, n, pg_temp.id('1', 1), case when n % 2 = 0 then 'event' else 'experience' end,
    'Étape ' || n, '{}', '{"type":"all"}', '{}',
    case when n % 2 = 0 then jsonb_build_object('starts_at', at, 'ends_at', at + interval '2 hours', 'place', '{"label":"Ici"}'::jsonb) end,
    'managers', 'closed', at - interval '5 days', at + interval '2 hours', 1, now(), now(), ''
  from rows;
insert into responses (id, mission_id, user_id, state, attendance, assigned_at, submitted_at, reviewed_at, version, updated_at)
  select gen_random_uuid(), rows.id, pg_temp.id('1', 2 + (rows.n * 83 + p) % (:people - 1)),
    case when p % 5 = 0 then 'seen' else 'accepted' end, case when rows.n % 2 = 0 and p % 5 > 0 then 'present' end,
    at - interval '4 days', case when p % 5 > 0 then at end, at, 1, now()
  from rows, generate_series(1, 84) p;
insert into missions (id, community_id, author_id, kind, title, skills, audience, reminders, form, responses_visible_to, state,
    opened_at, ended_at, version, created_at, updated_at, born_as)
  select pg_temp.id('d', 1000 + n), pg_temp.id('c', 1), pg_temp.id('1', 1), 'survey', 'Enquête', '{}', '{"type":"all"}', '{}',
    jsonb_build_object('sheets', 'unlinked', 'results', 'team', 'questions', (
      select jsonb_agg(jsonb_build_object('code', case q when 1 then 'public' else 'q' || q end, 'text', 'Question ' || q,
        'type', case when q = 1 then 'one' when q % 3 = 0 then 'several' else 'scale' end,
        'options', case when q = 1 or q % 3 = 0 then '["lycée", "emploi", "formation", "autre"]'::jsonb else '[]'::jsonb end,
        'required', false) order by q) from generate_series(1, 30) q)
    ) || case n when 2 then jsonb_build_object('before', pg_temp.id('d', 1001)) else '{}'::jsonb end,
    'managers', 'closed', date_trunc('year', now()), date_trunc('year', now()) + n * interval '10 days', 1, now(), now(), ''
  from generate_series(1, 2) n;
insert into responses (id, mission_id, user_id, state, assigned_at, submitted_at, version, updated_at)
  select gen_random_uuid(), pg_temp.id('d', 1000 + n), pg_temp.id('1', 1 + p), 'submitted', date_trunc('year', now()),
    date_trunc('year', now()) + interval '1 day', 1, now()
  from generate_series(1, 2) n, generate_series(1, least(:sheets, :people - 1)) p;
insert into sheets (id, mission_id, day, answers)
  select gen_random_uuid(), pg_temp.id('d', 1000 + n), date_trunc('year', now())::date + 1, (
    select jsonb_object_agg(case q when 1 then 'public' else 'q' || q end,
      case when q = 1 or q % 3 = 0 then jsonb_build_array((array['lycée', 'emploi', 'formation', 'autre'])[1 + (p + q) % 4])
      else to_jsonb(1 + (p * q + n) % 5) end) from generate_series(1, 30) q)
  from generate_series(1, 2) n, generate_series(1, :sheets) p;
analyze;

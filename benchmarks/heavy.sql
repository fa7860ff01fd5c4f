-- Two accounts that have one of everything: person 1 has much, person 2 has what people have. Persons 11 and 12 read them.
-- `n` numbers what belongs to an account, from 1; ids can be told from the account and the number.
set session_replication_role = replica;  -- no foreign keys to look up: what is made here fits
create or replace function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$
  select (kind || '0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
create or replace function pg_temp.id(kind text, k bigint, n bigint) returns uuid language sql immutable as $$
  select pg_temp.id(kind, k * 10000000 + n)
$$;
create temp table accounts (k bigint, moments int, journals int, portraits int, grants int, missions int,
  notifications int, members int, talents int, readings int, others int, communities int);
insert into accounts values
  (1, :moments, 500, 50, 5000, 1000, 10000, :members, 1000, :readings, 2000, :communities),
  (2, 200, 40, 25, 120, 40, 50, 100, 30, 200, 50, 30);
create temp table people as
  select k as person from accounts union all select 10 + k from accounts
  union all select k * 10000000 + n from accounts, generate_series(1, members) n;
create temp table words as select 'Mur en parpaings, 6 m. Chaque rang vérifié au niveau, geste refait comme on me l’a montré.' as text,
  '[{"name":"thumb","object_key":"v/0123456789abcdef0123","content_type":"image/webp","size":9000,"width":320,"height":240},
    {"name":"small","object_key":"v/0123456789abcdef0124","content_type":"image/webp","size":60000,"width":800,"height":600},
    {"name":"large","object_key":"v/0123456789abcdef0125","content_type":"image/webp","size":200000,"width":1600,"height":1200}]'::jsonb
  as variants;

insert into users (id, email, display_name, locale, timezone, birth_year, simple_language, version, created_at, updated_at)
  select pg_temp.id('1', person), 'person' || person || '@example.org', 'Personne ' || person, 'fr', 'Europe/Paris', 1990, false, 1,
    now(), now() from people;
insert into feeds (user_id, seq, floor) select pg_temp.id('1', person), 0, 0 from people;
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at, second_factor_at)
  select pg_temp.id('2', person), pg_temp.id('1', person), 'phone', 'k' || md5(person::text), 1, now(), now(), now() from people;
insert into second_factors (user_id, secret, last_step, started_at, confirmed_at)
  select pg_temp.id('1', person), '\x00', 0, now(), now() from people where person < 100;
insert into operators (user_id, granted_at) select pg_temp.id('1', k), now() from accounts;

-- A framework of 3,000 skills under 30 domains.
insert into frameworks (id, code, title, description, edition, source)
  values (pg_temp.id('6', 1), 'bench', '{"fr":"Banc"}', '{"fr":"Banc"}', '1', 'bench');
insert into skills (id, framework_id, parent_id, domain_id, code, position, labels, keywords)
  select pg_temp.id('7', n), pg_temp.id('6', 1), case when n > 30 then pg_temp.id('7', 1 + n % 30) end,
    case when n > 30 then pg_temp.id('7', 1 + n % 30) end, 'B.' || n, n,
    jsonb_build_object('fr', 'Travailler en équipe ' || n, 'en', 'Work in a team ' || n), '{}'
  from generate_series(1, 3000) n;

-- What was lived. One in fifty shows a photo and has the skill 31, the first of them; one in ten is in the bin.
insert into media (id, owner_id, kind, content_type, size, sha256, alt, state, object_key, variants, thumbhash, width, height,
    born_as, version, created_at, updated_at)
  select pg_temp.id('3', k, n), pg_temp.id('1', k), case when n = 7 then 'audio' else 'photo' end, 'image/jpeg', 3000000,
    decode(md5('m' || k || '-' || n) || md5('s' || n), 'hex'), 'L’établi, vu de la porte', case when n = 5 then 'processing' else 'ready' end,
    'o/' || k || '/' || n, words.variants, '1QcSHQRnh493V4dIh4eXh1h4kJUI', 4000, 3000, '', 1, now() - n * interval '1 hour', now()
  from accounts, words, generate_series(1, moments / 2) n;
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on, captured_at,
    received_at, people, tags, skills, language, completeness, version, updated_at, born_as, trashed_at)
  select pg_temp.id('4', k, n), pg_temp.id('1', k), 'Un samedi matin à l’atelier, ' || n,
    words.text || case when n % 50 = 0 then ' Une écluse.' else '' end,
    case when n % 50 = 0 then 'work' else 'leisure' end, moment, 'minute', 60, moment::date, now(), now(), '{}',
    array['bois', 'équipe'] || case when n % 50 = 0 then array['rare'] else '{}' end,
    array[pg_temp.id('7', 32 + n % 900), pg_temp.id('7', 1000 + n % 900)] || case when n % 50 = 0 then array[pg_temp.id('7', 31)] else '{}'::uuid[] end,
    'fr', case when n % 50 = 0 then 20 else 80 end, 1, now(), '', case when n % 10 = 9 then now() end
  from accounts, words, generate_series(1, moments) n, lateral (select now() - n * interval '37 minutes' as moment) at;
insert into experience_media (experience_id, position, media_id)
  select pg_temp.id('4', k, n * 50), 0, pg_temp.id('3', k, n) from accounts, generate_series(1, moments / 50) n;
insert into journals (id, owner_id, title, language, blocks, cover_media_id, version, created_at, updated_at, born_as)
  select pg_temp.id('a', k, n), pg_temp.id('1', k), 'Dix jours', 'fr', (
      select jsonb_agg(jsonb_build_object('id', b, 'kind', 'experience', 'experience_id', pg_temp.id('4', k, n % 100 + b)))
      from generate_series(1, 10) b), pg_temp.id('3', k, n % 90 + 1), 1, now() - n * interval '1 hour', now(), ''
  from accounts, generate_series(1, journals) n;
insert into stories (id, owner_id, journal_id, title, language, edition, published_at, version, updated_at)
  select pg_temp.id('b', k, n), pg_temp.id('1', k), pg_temp.id('a', k, n), 'Dix jours', 'fr', 1, now() - n * interval '1 hour', 1, now()
  from accounts, generate_series(1, journals) n;
insert into editions (story_id, number, content, card, published_at)
  select pg_temp.id('b', k, n), 1, json_build_object('title', 'Dix jours d’atelier', 'summary', null, 'language', 'fr',
      'author', json_build_object('display_name', 'Personne ' || k), 'cover', null, 'edition', 1, 'published_at', '2026-11-21T09:10:00Z', 'blocks', '[]'::json)::text,
    json_build_object('title', 'Dix jours d’atelier', 'summary', 'Ce que dix jours m’ont appris.', 'language', 'fr',
      'cover', null)::text, now() - n * interval '1 hour'
  from accounts, generate_series(1, journals) n;
insert into portraits (id, owner_id, name, template, languages, translations, sections, pinned_stories, pinned_talents, show_contact,
    show_photo, edition, published_at, version, created_at, updated_at, born_as)
  select pg_temp.id('5', k, n), pg_temp.id('1', k), 'Portrait ' || n, 'classic', '{fr}', '{"fr":null,"en":null}', '[]', '{}', '{}', false, false, 1, now(), 1,
    now() - n * interval '1 hour', now(), '' from accounts, generate_series(1, portraits) n;
insert into portrait_editions (portrait_id, number, content, card, published_at, revision)
  select pg_temp.id('5', k, n), 1, '{"person":{"display_name":"Personne"},"sections":[]}',
    '{"person":{"display_name":"Personne","photo":null},"headline":null,"template":"classic","languages":["fr"]}', now() - n * interval '1 hour', 0
  from accounts, generate_series(1, portraits) n;
insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at)
  select pg_temp.id('1', k), pg_temp.id('7', 30 + n), 1 + n % 4, case when n % 9 = 0 then 'seeks' else 'has' end,
    array(select pg_temp.id('4', k, 1 + (n * e) % 100) from generate_series(1, 5) e), 1, now() - n * interval '1 hour', now()
  from accounts, generate_series(1, talents) n;
insert into endorsements (id, user_id, skill_id, token_digest, address_mac, asked_name, evidence, language, state, hidden, unwanted,
    endorser_name, endorser_role, comment, asked_at, expires_at, answered_at, version)
  select pg_temp.id('9', k, n), pg_temp.id('1', k), pg_temp.id('7', 31 + n % talents), decode(md5('e' || k || '-' || n), 'hex'),
    decode(md5('a' || k || '-' || n), 'hex'), 'Rose', '[]', 'fr', case when n % 3 = 0 then 'asked' else 'confirmed' end, false, false, 'Rose', 'tutrice',
    words.text, now() - n * interval '1 hour', now() + interval '30 days', case when n % 3 > 0 then now() - n * interval '1 hour' end, 1
  from accounts, words, generate_series(1, others) n;

-- Given: all moments and talents to the reader, then stories, portraits, links, and stories to members. Received: of members.
insert into grants (id, owner_id, target_type, target_id, follow, audience_type, audience_id, token_digest, media_key, purpose, label,
    rights, views, last_opened_at, ends_at, revoked_at, version, created_at, updated_at)
  select pg_temp.id('8', k, n), pg_temp.id('1', k), target, case target when 'story' then pg_temp.id('b', k, 1 + n % journals)
      when 'portrait' then pg_temp.id('5', k, 1 + n % portraits) end, 'latest',
    audience, case audience when 'user' then case when n <= 2 + journals + portraits then pg_temp.id('1', 10 + k) else pg_temp.id('1', k, 1 + n % members) end end,
    case audience when 'link' then decode(md5('l' || k || '-' || n), 'hex') end, case audience when 'link' then 'l' || md5(k || '-' || n) end,
    'personal', 'Pour Rose', '{view,comment,download}', 3, now(), case when n <= 2 then now() + interval '90 days' end, case when n % 50 = 49 then now() end, 1, now() - n * interval '1 hour', now()
  from accounts, generate_series(1, grants) n, lateral (
    select case when n = 1 then 'experiences' when n = 2 then 'talents' when n <= 2 + portraits then 'portrait' else 'story' end as target,
      case when n % 2 = 1 and n > 2 + journals + portraits then 'link' else 'user' end as audience) as said;
insert into grants (id, owner_id, target_type, target_id, follow, audience_type, audience_id, purpose, label, rights, version,
    views, created_at, updated_at)
  select pg_temp.id('8', k, 5000000 + n), pg_temp.id('1', k, n), 'talents', null, 'latest', 'user', pg_temp.id('1', k), 'guidance', '',
    '{view,comment}', 1, 0, now() - n * interval '1 hour', now()
  from accounts, generate_series(1, least(members, grants)) n;
-- Of the readings, half are of one grant.
insert into access_events (id, owner_id, grant_id, reader_id, target_type, target_id, at)
  select pg_temp.id('9', k, 1000000 + n), pg_temp.id('1', k), pg_temp.id('8', k, case when n % 2 = 0 then 1 else 1 + n % grants end),
    pg_temp.id('1', 10 + k), 'experiences', null, now() - n * interval '1 minute'
  from accounts, generate_series(1, readings) n;
-- As a job counts them at night (`services/access_events.py`).
update grants set views = known.many, views_until = now() - interval '1 hour'
  from (select grant_id, count(*) as many from access_events where at <= now() - interval '1 hour' group by grant_id) known
  where known.grant_id = grants.id and many >= 100;
insert into link_days (grant_id, day, opened, by_robots, wrong_passcodes)
  select pg_temp.id('8', k, grants - 1), now()::date - d, 3, 0, 0 from accounts, generate_series(0, 364) d where k = 1
  union all select pg_temp.id('8', k, grants - 1), now()::date - d, 3, 0, 0 from accounts, generate_series(0, 6) d where k = 2;
insert into grant_requests (id, owner_id, requester_id, purpose, targets, rights, ends_at, state, lapses_at, version, created_at, updated_at)
  select pg_temp.id('9', k, 2000000 + n * 2 + side), case side when 0 then pg_temp.id('1', k) else pg_temp.id('1', k, n) end,
    case side when 0 then pg_temp.id('1', k, n) else pg_temp.id('1', k) end, 'guidance', '[{"type":"talents","id":null}]', '{view}', now() + interval '90 days',
    case when n % 50 = 0 then 'pending' else 'refused' end, now() + interval '30 days', 1, now() - n * interval '1 hour', now()
  from accounts, generate_series(1, others) n, generate_series(0, 1) side;
insert into comments (id, owner_id, author_id, target_type, target_id, text, created_at)
  select pg_temp.id('9', k, 3000000 + n * 2 + side), case side when 0 then pg_temp.id('1', k) else pg_temp.id('1', k, n) end,
    case side when 0 then pg_temp.id('1', 10 + k) else pg_temp.id('1', k) end, 'talents', null, words.text, now() - n * interval '1 hour'
  from accounts, words, generate_series(1, others) n, generate_series(0, 1) side;
insert into consents (id, person_id, kind, subject_id, text, text_version, version_stated, boxes, given_at)
  select pg_temp.id('9', k, 4000000 + n), pg_temp.id('1', k), 'share', pg_temp.id('8', k, n), 'Je partage.', '1', true, '{}', now() - n * interval '1 hour'
  from accounts, generate_series(1, grants) n;

-- One community that the account manages, where it is asked and answers; and many of which it is a member.
insert into communities (id, kind, name, visibility, join_policy, timezone, weekly_notification_cap, k_min, version,
    created_at, updated_at, born_as, parent_id)
  select pg_temp.id('c', k, n), 'territory', 'Territoire ' || n, 'secret', 'invite', 'Europe/Paris', 50, 5, 1,
    now() - n * interval '1 hour', now(), '', case when n between 2 and 30 then pg_temp.id('c', k, 1) end
  from accounts, generate_series(1, communities) n;
insert into memberships (community_id, user_id, role, state, tags, show_talents, joined_at, version, created_at, updated_at)
  select pg_temp.id('c', k, n), pg_temp.id('1', k), case n when 1 then 'manager' else 'member' end, 'active', '{}', true, now(), 1, now(), now()
  from accounts, generate_series(1, communities) n
  union all
  select pg_temp.id('c', k, 1), pg_temp.id('1', k, n), case when n % 50 = 0 then 'facilitator' else 'member' end,
    case when n % 50 = 1 then 'requested' else 'active' end, case when n % 50 = 0 then array['rare'] else '{}' end, true, now(), 1,
    now() - n * interval '1 minute', now()
  from accounts, generate_series(1, members) n;
insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at)
  select pg_temp.id('1', k, n), pg_temp.id('7', 31 + (n * 7 + t * t * 13) % 400), 1 + n % 4, (array['has', 'offers', 'seeks'])[1 + n % 3],
    array[pg_temp.id('4', k, 1 + n % 100)], 1, now(), now()
  from accounts, generate_series(1, members) n, generate_series(1, 10) t on conflict do nothing;
insert into invitations (id, community_id, created_by, token_digest, code_mac, role, needs_approval, uses, mailed, expires_at,
    revoked_at, created_at)
  select pg_temp.id('9', k, 5000000 + n), pg_temp.id('c', k, 1), pg_temp.id('1', k), decode(md5('i' || k || '-' || n), 'hex'),
    decode(md5('c' || k || '-' || n), 'hex'), 'member', false, 0, 0, now() + interval '30 days', case when n % 50 > 0 then now() end, now() - n * interval '1 hour'
  from accounts, generate_series(1, others) n;
insert into programmes (id, community_id, title, publics, starts_on, visibility, state, version, created_at, updated_at, born_as)
  select pg_temp.id('9', k, 8500000 + n), pg_temp.id('c', k, 1), 'Hack ton orientation', '{young}', current_date - n, 'community',
    case n % 5 when 0 then 'running' when 1 then 'draft' when 2 then 'closed' when 3 then 'reported' else 'abandoned' end, 1, now(), now(), ''
  from accounts, generate_series(1, others) n;
insert into missions (id, community_id, author_id, series_id, slot, kind, title, skills, audience, reminders, recurrence, responses_visible_to, state,
    opened_at, due_at, version, created_at, updated_at, born_as)
  select pg_temp.id('d', k, n), pg_temp.id('c', k, 1), pg_temp.id('1', k, 1), case when n > 2 then pg_temp.id('d', k, 2) end,
    case when n > 2 then now() - n * interval '1 day' end, 'experience', 'Ton poste de travail', '{}', '{"type":"all"}', '{}',
    case n when 2 then 'FREQ=DAILY' end, 'community', case when n <= 2 or n % 50 = 0 then 'open' else 'closed' end, now() - n * interval '1 hour',
    now() - interval '1 day', 1, now() - n * interval '1 hour', now(), ''
  from accounts, generate_series(1, missions) n;
-- The first is sent to all; a third have answered, some of them late. The account has answered a few of its own.
insert into responses (id, mission_id, user_id, experience_id, shown, captured_at, state, assigned_at, seen_at, submitted_at, version, updated_at)
  select id, mission_id, user_id, case when state in ('submitted', 'accepted') then experience_id end, case when state in ('submitted', 'accepted') then
      jsonb_build_object('title', 'Un samedi', 'text', 'Mur en parpaings', 'context', 'work', 'lived_at', '2026-11-21T09:10:00Z',
        'lived_precision', 'minute', 'utc_offset', 60, 'skills', '[]'::jsonb, 'media', '[]'::jsonb) end,
    now(), state, assigned_at, now() - interval '3 days', case when state in ('submitted', 'accepted') then now() - interval '2 days' end, 2, now()
  from (
    select pg_temp.id('e', k, n) as id, pg_temp.id('d', k, 1) as mission_id, pg_temp.id('1', k, n) as user_id, pg_temp.id('4', k, 1 + n % 100) as experience_id,
      case when n % 50 = 1 then 'declined' when n % 3 = 0 then 'submitted' when n % 3 = 1 then 'seen' else 'assigned' end as state, now() - interval '9 days' as assigned_at
    from accounts, generate_series(1, members) n
    union all
    select pg_temp.id('e', k, 5000000 + n), pg_temp.id('d', k, n), pg_temp.id('1', k), pg_temp.id('4', k, n),
      case when n % 50 = 0 then 'assigned' when n % 3 = 0 then 'accepted' else 'missed' end, now() - n * interval '1 hour'
    from accounts, generate_series(1, missions) n) made;
-- As the job finds them by what triggers note.
insert into tallies (mission_id, covered_to) select mission_id, '00000000-0000-0000-0000-000000000000'
  from responses group by mission_id having count(*) >= 1000;
insert into feed_items (id, community_id, owner_id, kind, ref, at)
  select pg_temp.id('9', k, 6000000 + n), pg_temp.id('c', k, 1), pg_temp.id('1', k, n), 'response', pg_temp.id('e', k, n),
    now() - n * interval '1 minute'
  from accounts, generate_series(1, members) n where n % 3 = 0 and n % 50 <> 1;
insert into inboxes (user_id, seq) select pg_temp.id('1', k), notifications from accounts;
insert into notifications (id, user_id, seq, type, subject_id, community_id, data, is_shown, is_announced, created_at, told_at, read_at)
  select pg_temp.id('9', k, 7000000 + n), pg_temp.id('1', k), n, 'mission', pg_temp.id('d', k, 100000 + n),
    pg_temp.id('c', k, case when n % 50 = 0 then 2 else 1 end),
    jsonb_build_object('mission_id', pg_temp.id('d', k, 100000 + n), 'title', 'Ton poste de travail, ' || n), true, true,
    now() - (notifications - n) * interval '1 hour', now() - (notifications - n) * interval '1 hour', case when n % 50 > 0 then now() end
  from accounts, generate_series(1, notifications) n;
insert into flags (id, reporter_id, community_id, owner_id, target_type, target_id, reason, state, version, created_at)
  select pg_temp.id('9', k, 8000000 + n), pg_temp.id('1', k), pg_temp.id('c', k, 1), pg_temp.id('1', k, n), 'response', pg_temp.id('e', k, n), 'other',
    case when n % 50 = 0 then 'open' else 'dismissed' end, 1, now() - n * interval '1 hour'
  from accounts, generate_series(1, others) n;
insert into hidings (id, community_id, owner_id, target_type, target_id, reason, hidden_by, hidden_at, appeal, appealed_at, version)
  select pg_temp.id('9', k, 8500000 + n), pg_temp.id('c', k, 1), pg_temp.id('1', k), 'response', pg_temp.id('e', k, 6000000 + n), 'Hors sujet.',
    pg_temp.id('1', k, 1), now() - n * interval '1 hour', case when n % 50 = 0 then 'Si.' end, case when n % 50 = 0 then now() end, 1
  from accounts, generate_series(1, others) n;
insert into devices (id, user_id, session_id, endpoint, p256dh, auth, created_at, updated_at)
  select pg_temp.id('9', k, 9000000 + n), pg_temp.id('1', k), pg_temp.id('2', k), 'https://push.example.org/' || k || '/' || n, 'p', 'a', now(), now()
  from accounts, generate_series(1, least(others, 100)) n;
insert into exports (id, user_id, state, token_digest, asked_at, expires_at)
  select pg_temp.id('9', k, 9100000 + n), pg_temp.id('1', k), 'preparing', decode(md5('x' || k || '-' || n), 'hex'), now() - n * interval '1 hour', now() + interval '7 days'
  from accounts, generate_series(1, least(others, 100)) n;
insert into imports (id, user_id, state, size, version, asked_at, expires_at)
  select pg_temp.id('9', k, 9200000 + n), pg_temp.id('1', k), 'reading', 1000, 1, now() - n * interval '1 hour', now() + interval '7 days'
  from accounts, generate_series(1, least(others, 100)) n;
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at)
  select pg_temp.id('2', k, 9000000 + n), pg_temp.id('1', k), 'phone', 'm' || md5(k || '-' || n), 1, now(), now()
  from accounts, generate_series(1, least(others, 100)) n;
-- Tokens of programs: every other one is of the community; the first two have been used for a year.
insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at)
  select pg_temp.id('2', k, 9300000 + n), pg_temp.id('1', k), 'program', 'p' || md5(k || '-' || n), 1, now(), now()
  from accounts, generate_series(1, least(others, 100)) n;
insert into api_tokens (id, user_id, community_id, name, digest, scopes, created_at, expires_at, last_used_at)
  select pg_temp.id('2', k, 9300000 + n), pg_temp.id('1', k), case n % 2 when 1 then pg_temp.id('c', k, 1) end, 'Programme ' || n,
    decode(md5('t' || k || '-' || n), 'hex'), '{journal:read}', now() - n * interval '1 hour', now() + interval '90 days', now()
  from accounts, generate_series(1, least(others, 100)) n;
insert into api_token_uses (token_id, used_on, operation, times, refusals)
  select pg_temp.id('2', k, 9300000 + n), now()::date - d, operation, 3, 0
  from accounts, generate_series(1, 2) n, generate_series(0, case k when 1 then 364 else 6 end) d,
    unnest(array['list_experiences', 'list_missions', 'list_communities']) operation;
-- Webhooks: every other one is of the operators; all that was sent went to the first.
insert into webhooks (id, community_id, made_by, name, url, events, state, secret_number, secret_at, version, created_at, updated_at)
  select pg_temp.id('9', k, 9400000 + n), case n % 2 when 1 then pg_temp.id('c', k, 1) end, pg_temp.id('1', k), 'Adresse ' || n,
    'https://hooks.example.org/' || n, '{member.joined}', 'active', 1, now(), 1, now() - n * interval '1 hour', now()
  from accounts, generate_series(1, least(others, 100)) n;
insert into webhook_deliveries (id, webhook_id, event, ids, due_at, tries, status, outcome, created_at, done_at)
  select pg_temp.id('9', k, 9500000 + n), pg_temp.id('9', k, 9400001), 'member.joined', '{}', now(), 1, 204, 'delivered',
    now() - n * interval '1 minute', now()
  from accounts, generate_series(1, others) n;
-- Rooms: members came into the first one.
insert into rooms (id, community_id, missions, code, born_as, state, door, minors, door_secret, capacity, people, version, scene, allow_guests,
    ends_at, created_at, updated_at)
  select pg_temp.id('9', k, 9600000 + n), pg_temp.id('c', k, 1), '{}', k || '-' || n, '', 'open', 'open', 'none', 'x', 1000, 0, 1,
    '{"mission_id": null, "phase": "welcome", "ends_at": null, "shown": {"theme": null, "only": []}, "message": null}', true,
    now() + interval '1 day', now() - n * interval '1 hour', now()
  from accounts, generate_series(1, least(others, 500)) n;
insert into room_entries (id, room_id, user_id, entered_at, source_mac)
  select pg_temp.id('9', k, 9700000 + n), pg_temp.id('9', k, 9600001), pg_temp.id('1', k, n), now() - n * interval '1 second',
    decode(md5((n / 3)::text), 'hex')
  from accounts, generate_series(1, least(others, members)) n;
insert into admin_acts (id, at, actor_id, verb) select pg_temp.id('9', 900 + n), now() - n * interval '1 hour', pg_temp.id('1', 1), 'read_health'
  from generate_series(1, 500) n;

-- What phones hear of: all kinds, mixed.
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
  select user_id, type, entity_id, row_number() over (partition by user_id order by md5(entity_id::text)), 1, deleted, now() from (
    select owner_id as user_id, 'experience' as type, id as entity_id, trashed_at is not null as deleted from experiences
    union all select owner_id, 'media', id, false from media
    union all select owner_id, 'journal', id, false from journals
    union all select owner_id, 'story', id, false from stories
    union all select owner_id, 'portrait', id, false from portraits
    union all select owner_id, 'grant', id, false from grants
    union all select user_id, 'talent', skill_id, false from talents
    union all select user_id, 'mission', mission_id, false from responses
    union all select user_id, 'response', id, false from responses) as made;
update feeds set seq = heads.seq from (select user_id, max(seq) as seq from changes group by user_id) heads where heads.user_id = feeds.user_id;
drop table accounts, people, words;
reset session_replication_role;

-- The person with number :person has 1,000 moments and 60 talents, each shown by five of them.
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on,
    captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
  select gen_random_uuid(), owner_id, title, text, context, lived_at - n * interval '1 day', lived_precision, utc_offset,
    lived_on - n, captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as
  from experiences, generate_series(1, 9) n where owner_id = ('10000000-0000-7000-8000-' || lpad(to_hex(:person), 12, '0'))::uuid;
insert into skills (id, framework_id, parent_id, code, position, labels, keywords)
  select ('70000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, (select id from frameworks where code = 'bench'), null,
    'B.' || n, n, jsonb_build_object('fr', 'Travailler en équipe ' || n, 'en', 'Work in a team ' || n), '{}'
  from generate_series(51, 60) n;
insert into talents (user_id, skill_id, level, stance, evidence, version, created_at, updated_at)
  select ('10000000-0000-7000-8000-' || lpad(to_hex(:person), 12, '0'))::uuid, s.id, 1 + s.position % 4,
    case s.position % 10 when 0 then 'seeks' else 'has' end,
    array(select e.id from experiences e
      where e.owner_id = ('10000000-0000-7000-8000-' || lpad(to_hex(:person), 12, '0'))::uuid
      order by md5(e.id::text || s.id::text) limit 5), 1, now(), now()
  from skills s join frameworks f on f.id = s.framework_id where f.code = 'bench';
-- 200 people show something to the counsellor: all their talents, and one moment.
insert into grants (id, owner_id, target_type, target_id, follow, audience_type, audience_id, purpose, label, rights, views,
    ends_at, version, created_at, updated_at)
  select gen_random_uuid(), u.id, kind, case kind when 'experiences' then
      (select e.id from experiences e where e.owner_id = u.id order by e.lived_at desc limit 1) end,
    'latest', 'user', ('10000000-0000-7000-8000-' || lpad(to_hex(:counsellor), 12, '0'))::uuid, 'guidance', '', '{view,comment}',
    0, now() + interval '90 days', 1, now() - n * interval '1 hour', now()
  from generate_series(:counsellor + 1, :counsellor + 200) n
    join users u on u.id = ('10000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    unnest(array['talents', 'experiences']) kind;
analyze;

-- A journal of :count moments, of person :person: two a day, written without photos.
insert into experiences (id, owner_id, title, text, context, lived_at, lived_precision, utc_offset, lived_on, captured_at, received_at,
    people, feeling, reflection, tags, skills, language, completeness, version, updated_at, born_as)
  select ('40000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, ('10000000-0000-7000-8000-' || lpad(to_hex(:person), 12, '0'))::uuid,
    'Un samedi à l’atelier, ' || n, 'Mur en parpaings, 6 m. Chaque rang vérifié au niveau, geste refait comme on me l’a montré.',
    (array['work', 'training', 'leisure', 'volunteering'])[1 + n % 4], now() - (:count - n) * interval '11 hours', 'minute', 60,
    (now() - (:count - n) * interval '11 hours')::date, now(), now(), '{}', 1 + n % 5, null, array['bois', 'n' || n % 7], '{}', 'fr', 80, 1, now(), ''
  from generate_series(1, :count) n;
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
  select owner_id, 'experience', id, 100 + row_number() over (order by id), 1, false, now()
  from experiences where id >= '40000000-0000-7000-9000-000000000000' and id < '40000000-0000-7000-9001-000000000000';
update feeds set seq = 100 + :count where user_id = ('10000000-0000-7000-8000-' || lpad(to_hex(:person), 12, '0'))::uuid;
analyze;

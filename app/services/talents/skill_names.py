"""The ways to say the skills of a framework, for search and suggestions.

A stem weighs the more, the fewer skills of its framework have it, up to 1:
`ln(1 + n / having it) / ln(1 + n)`. It weighs half of that in a gesture that needs others beside it.
"""

from uuid import UUID

from app.core.uow import UnitOfWork

MAKE = """
with said as (
  select id, one.key as language, 'preferred' as kind, 1 as rank, false as is_gesture, 1 as strength,
    one.value #>> '{}' as name
  from skills, jsonb_each(labels) as one where framework_id = $1 and kind <> 'group' and obsolete_at is null
  union all
  select id, one.key, 'alternative', 2, false, 1, jsonb_array_elements_text(one.value)
  from skills, jsonb_each(alternatives) as one where framework_id = $1 and kind <> 'group' and obsolete_at is null
  union all
  select id, one.key, 'keyword', 4, true, case when starts_with(gesture, '-') then 0.5 else 1 end, ltrim(gesture, '-')
  from skills, jsonb_each(gestures) as one, jsonb_array_elements_text(one.value) as gesture
  where framework_id = $1 and kind <> 'group' and obsolete_at is null
  union all
  select id, one.key, 'keyword', 3, false, 1, jsonb_array_elements_text(one.value)
  from skills, jsonb_each(keywords) as one where framework_id = $1 and kind <> 'group' and obsolete_at is null
), plain as materialized (
  select distinct on (id, language, plain_words(name)) id, language, plain_words(name) as plain, kind, is_gesture, name,
    min(strength) over (partition by id, language, plain_words(name)) as strength
  from said where plain_words(name) <> '' order by id, language, plain_words(name), rank
), stemmed as materialized (
  select *, word_stems(language, plain) as stems from plain
), words as materialized (  -- one key for both, lest a plan joins by language alone and looks at all pairs of words
  select id, language, plain, strength, stem, n, language || ' ' || stem as key
  from stemmed, unnest(stems) with ordinality as one(stem, n)
), everybody as (
  select language, count(distinct id)::float8 as skills from stemmed group by 1
), spread as materialized (
  select key, ln(1 + min(e.skills) / count(distinct id)) / ln(1 + min(e.skills)) as weight
  from words join everybody as e using (language) group by 1
), weighed as (
  select id, language, plain, array_agg((weight * strength)::real order by n) as weights,
    (array_agg(stem order by weight desc, n))[1] as rarest
  from words join spread using (key) group by 1, 2, 3
), made as materialized (
  select s.id, s.language, s.plain, s.kind, s.is_gesture, s.name, s.stems,
    coalesce(w.weights, '{}') as weights, w.rarest
  from stemmed as s left join weighed as w using (id, language, plain)
), gone as (
  delete from skill_names as known using skills
  where skills.id = known.skill_id and skills.framework_id = $1 and not exists (
    select from made where made.id = known.skill_id and made.language = known.language and made.plain = known.plain)
)
insert into skill_names as known (skill_id, language, plain, kind, is_gesture, name, stems, weights, rarest)
select id, language, plain, kind, is_gesture, name, stems, weights, rarest from made
on conflict (skill_id, language, plain) do update
set kind = excluded.kind, is_gesture = excluded.is_gesture, name = excluded.name,
  stems = excluded.stems, weights = excluded.weights, rarest = excluded.rarest
where (known.kind, known.is_gesture, known.name, known.stems, known.weights, known.rarest)
  is distinct from (excluded.kind, excluded.is_gesture, excluded.name, excluded.stems, excluded.weights,
    excluded.rarest)
"""


async def make(uow: UnitOfWork, framework_id: UUID) -> None:
    """Make the names of a framework's skills anew. Unchanged names are not written."""
    await (await uow.session.connection()).exec_driver_sql(MAKE, (framework_id,))


async def make_all(uow: UnitOfWork) -> None:
    """Make the names of every framework anew, as the stems of words have changed."""
    connection = await uow.session.connection()
    await connection.exec_driver_sql("set local statement_timeout = '120s'")
    for (framework_id,) in (await connection.exec_driver_sql("select id from frameworks order by id")).all():
        await connection.exec_driver_sql(MAKE, (framework_id,))

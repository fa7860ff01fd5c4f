"""The everyday skills that an experience is near in meaning. A job computes them; suggestions read them.

What is due follows from the change log of each person: what came after the position to which it was read, or all when
the model, the framework or the examples are others. A moment whose skills its author chose or refused is not read. No
transaction is open while the child process compares: docs/decisions/0049, 0170.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record
from sqlalchemy import Select, func, select

from app.core.db import Statements
from app.core.i18n import primary
from app.core.jobs import Job, Lane
from app.core.ports import AskedText, LabelledText, Nearness, SkillWords
from app.core.uow import Runtime, UnitOfWork
from app.models.experiences import Experience
from app.schemas.skills import SaidRead
from app.services.talents import sensitive_words
from app.services.talents.told_texts import digest, told_texts

FRAMEWORK = "everyday-skills"  # the framework with examples
MODEL = "use-multilingual-3"
DATA = Path(__file__).parents[2] / "data"
EXAMPLES = (*sorted((DATA / "suggestions").glob("*.json")), DATA / "experiences-fr.json")
PORTION = 200
LONGEST = 4_000  # characters of a text: the rest is compared by its words only
PASSAGES = 40
PASSAGE = re.compile(r"\w[^.!?;:…\n,]*\w")
IDLE, EVEN = 33.0, 0.054  # factor on the nearness to idle texts, beyond the even one: the least score by words
SHARE = 0.65  # of the best score: a skill below is not among the first three
WORDS = """
select n.skill_id, n.language, n.name, n.kind, s.code, f.version
from skill_names as n join skills as s on s.id = n.skill_id join frameworks as f on f.id = s.framework_id
where f.code = $1 order by n.skill_id, n.language, n.plain
"""
PEOPLE = """
select feeds.user_id, feeds.seq as head, coalesce(p.forgotten, 0) as forgotten,
  case when p.made_by = $1 then p.seq else 0 end as seen
from feeds left join meaning_positions as p on p.user_id = feeds.user_id
where p.seq is distinct from feeds.seq or p.made_by is distinct from $1 order by feeds.user_id limit $2
"""
# The changes of these people, in the order of the log, and what each says of words: it may be a moment, or a medium.
DUE = """
with log as materialized (
  select asked.*, log.* from unnest($1::uuid[], $2::bigint[]) with ordinality as asked(user_id, seen, place)
  cross join lateral (
    select seq, type, entity_id from changes
    where user_id = asked.user_id and type in ('experience', 'media') and seq > asked.seen order by seq limit $3
  ) as log
  order by place, seq limit $3
)
select log.user_id, log.seq, e.id as experience_id, e.version, e.language, m.made_by, m.words, wanted, is_read,
  case when is_read then e.title end as title, case when is_read then e.text end as text,
  case when is_read then e.reflection::text end as reflection, case when is_read then e.tags else '{}' end as tags,
  (select coalesce(json_agg(json_build_object('caption', caption, 'transcript', transcript) order by position), '[]')
    from experience_media as l join media on media.id = l.media_id
    where l.experience_id = e.id and is_read)::text as media
from log
left join lateral (
  select log.entity_id as id where log.type = 'experience'
  union all select experience_id from experience_media where log.type = 'media' and media_id = log.entity_id
) as told on true
left join experiences as e on e.id = told.id and e.owner_id = log.user_id
left join experience_meanings as m on m.experience_id = e.id
left join users on users.id = e.owner_id
left join lateral (select not e.kept_aside and users.suggestions as wanted) as one on true
left join lateral (
  select wanted and cardinality(e.skills) + cardinality(e.refused_skills) = 0 as is_read
) as two on true
order by log.place, log.seq
"""
# Only whose position is as it was read. What was written meanwhile is left: its change comes later in the log. People
# are locked before their positions, as by those who change their settings.
WRITE = """
with people as materialized (
  select read.* from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as read(user_id, seq, forgotten)
  join users on users.id = read.user_id for key share of users skip locked
), claimed as (
  insert into meaning_positions as p (user_id, seq, made_by, forgotten) select user_id, seq, $1, forgotten from people
  on conflict (user_id) do update set seq = excluded.seq, made_by = excluded.made_by
  where p.forgotten = excluded.forgotten and (p.seq < excluded.seq or p.made_by <> excluded.made_by)
  returning user_id
), made as materialized (
  select e.id, made.words, made.least, made.nearest::jsonb
  from unnest($5::uuid[], $6::bigint[], $7::bytea[], $8::real[], $9::text[]) as made(id, version, words, least, nearest)
  join experiences as e on e.id = made.id and e.version = made.version
  where e.owner_id in (select user_id from claimed) order by e.id for key share of e
), gone as (
  delete from experience_meanings where experience_id in (select id from made where least is null)
)
insert into experience_meanings (experience_id, made_by, words, least, nearest)
select id, $1, words, least, nearest from made where least is not null
on conflict (experience_id) do update
  set made_by = excluded.made_by, words = excluded.words, least = excluded.least, nearest = excluded.nearest
"""
READ = """
select m.least, n.*, s.code, s.labels::text as labels, f.code as framework
from experience_meanings as m
left join jsonb_to_recordset(m.nearest) as n(
  skill_id uuid, points float8, name text, kind text, pointer text, "start" int, "end" int) on true
left join skills as s on s.id = n.skill_id left join frameworks as f on f.id = s.framework_id
where m.experience_id = $1 and m.words = $2 and m.least is not null
"""
RESTART = """
insert into meaning_positions as p (user_id, forgotten) values ($1, 1)
on conflict (user_id) do update set seq = 0, made_by = '', forgotten = p.forgotten + 1
"""
FORGET = """
delete from experience_meanings where experience_id in (select id from experiences where owner_id = $1)
"""


class CompareMeanings(Job):
    lane = Lane.HEAVY


class Meaning(NamedTuple):
    """`least`: the score by words alone that this text needs before anything is suggested."""

    least: float
    nearest: Sequence[Record]


async def read(reads: Statements, experience_id: UUID, document: Mapping[str, Any]) -> Meaning | None:
    """Return the meaning of an experience. None when it was not computed for these words."""
    rows = await reads.fetch(READ, experience_id, digest(document))
    return Meaning(rows[0]["least"], [row for row in rows if row["skill_id"]]) if rows else None


async def forget(uow: UnitOfWork, owner_id: UUID) -> None:
    """Delete the meanings of a person's experiences. What they still want compared is due again."""
    connection = await uow.session.connection()
    await connection.exec_driver_sql(RESTART, (owner_id,))  # waits for who writes them
    await connection.exec_driver_sql(FORGET, (owner_id,))


def with_choices(until: datetime) -> Select[UUID]:
    """Select the experiences whose skills their author chose or refused, and that did not change since."""
    answers = func.cardinality(Experience.skills) + func.cardinality(Experience.refused_skills)
    return select(Experience.id).where(answers > 0, Experience.updated_at <= until)


async def compare(uow: UnitOfWork) -> bool:
    """Compare a portion of what is due. Return whether there may be more. Raises ComparisonFailed."""
    runtime = uow.runtime
    if not (runtime.settings.jobs.meanings and runtime.comparer.works()):
        return False
    words = await runtime.database.reads.fetch(WORDS, FRAMEWORK)
    if not words:
        return False
    maker = maker_of(words[0]["version"])
    people = await runtime.database.reads.fetch(PEOPLE, maker, PORTION)
    if not people:
        return False
    starts = [person["user_id"] for person in people], [person["seen"] for person in people]
    changes = await runtime.database.reads.fetch(DUE, *starts, PORTION)
    results = await _results(runtime, words, changes, maker)
    positions, is_all = _positions(people, changes)
    connection = await uow.session.connection()
    await connection.exec_driver_sql(WRITE, (maker, *_columns(positions, 3), *_columns(results, 5)))
    return not is_all or len(people) == PORTION


def maker_of(framework_version: int) -> str:
    return f"{MODEL} {framework_version} {_digest_of_examples()} {sensitive_words.DIGEST}"


def _positions(people: Sequence[Record], changes: Sequence[Record]) -> tuple[list[tuple[UUID, int, int]], bool]:
    """Return how far each person's log was read, and whether all logs were read to their heads."""
    if len({(change["user_id"], change["seq"]) for change in changes}) < PORTION:
        return [(person["user_id"], person["head"], person["forgotten"]) for person in people], True
    last = changes[-1]
    whole = list(takewhile(lambda person: person["user_id"] != last["user_id"], people))
    heads = [(person["user_id"], person["head"], person["forgotten"]) for person in whole]
    return [*heads, (last["user_id"], last["seq"], people[len(whole)]["forgotten"])], False


async def _results(
    runtime: Runtime, words: Sequence[Record], changes: Sequence[Record], maker: str
) -> list[tuple[UUID, int, bytes, float | None, str]]:
    """Return what is to be written. A moment that is not wanted has no meaning; of others only new words are read."""
    moments = {change["experience_id"]: change for change in changes if change["experience_id"]}.values()
    documents = {row["experience_id"]: _document(row) for row in moments if row["is_read"] or not row["wanted"]}
    due = [
        row
        for row in moments
        if (row["is_read"] and (row["made_by"], row["words"]) != (maker, digest(documents[row["experience_id"]])))
        or not (row["wanted"] or row["words"] is None)
    ]
    answers = await compare_texts(runtime, words, [documents[row["experience_id"]] for row in due])
    return [(row["experience_id"], row["version"], *answer) for row, answer in zip(due, answers, strict=True)]


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    return [[row[n] for row in rows] for n in range(count)]


async def compare_texts(
    runtime: Runtime, words: Sequence[Record], documents: Sequence[Mapping[str, Any]]
) -> list[tuple[bytes, float | None, str]]:
    """Return for each experience the digest of its words, its least score, and the nearest skills as JSON."""
    passages = [_passages(item) for item in documents]
    texts = [
        AskedText(
            primary(document["language"]),
            ". ".join(sensitive_words.without(text) for _, text in told_texts(document))[:LONGEST],
            tuple(passage.text for passage in parts),
        )
        for document, parts in zip(documents, passages, strict=True)
        if parts
    ]
    ways = [SkillWords(str(row["skill_id"]), row["language"], row["name"]) for row in words]
    ids = {row["code"]: str(row["skill_id"]) for row in words}
    answers = iter(await runtime.comparer.compare(ways, examples(ids), texts) if texts else ())
    nearnesses = [next(answers) if parts else None for parts in passages]
    return [
        (
            digest(document),
            IDLE * (nearness.idle - EVEN) if nearness else None,
            json.dumps(_nearest(nearness, words, parts)),
        )
        for document, parts, nearness in zip(documents, passages, nearnesses, strict=True)
    ]


def examples(ids: Mapping[str, str]) -> list[LabelledText]:
    """Return the examples that show one of these skills, by code, and those that show none."""
    candidates = (
        (text, skills, tuple(ids[code] for code in skills if code in ids)) for text, skills in example_texts()
    )
    return [LabelledText(text, known_ids) for text, skills, known_ids in candidates if known_ids or not skills]


@cache
def example_texts() -> Sequence[tuple[str, Sequence[str]]]:
    rows = [row for file in EXAMPLES for row in json.loads(file.read_text())]
    return [(sensitive_words.without(row.get("text") or row["body"]), row["skills"]) for row in rows]


@cache
def _digest_of_examples() -> str:
    return hashlib.sha256(json.dumps(example_texts()).encode()).hexdigest()[:16]


def _document(row: Record) -> dict[str, Any]:
    return dict(row) | {"reflection": json.loads(row["reflection"] or "null"), "media": json.loads(row["media"])}


def _passages(document: Mapping[str, Any]) -> list[SaidRead]:
    return [passage for pointer, text in told_texts(document) for passage in _cut(pointer, text)][:PASSAGES]


def _cut(pointer: str, text: str) -> Iterator[SaidRead]:
    for match in PASSAGE.finditer(sensitive_words.without(text)[:LONGEST]):
        yield SaidRead(pointer=pointer, start=match.start(), end=match.end(), text=match.group())


def _nearest(nearness: Nearness | None, words: Sequence[Record], passages: Sequence[SaidRead]) -> list[dict[str, Any]]:
    return [
        {
            "skill_id": item.skill,
            "points": round(item.nearness, 4),
            "name": words[item.words]["name"],
            "kind": words[item.words]["kind"],
            **passages[item.passage].model_dump(include={"pointer", "start", "end"}),
        }
        for item in (nearness.skills if nearness else ())
        if item.nearness > 0
    ]

"""The everyday skills that an experience is near in meaning. A job computes them; suggestions read them.

A row is due when it was marked, or made by another model, framework or set of examples. It is written only when it was
not marked again meanwhile. No transaction is open while the child process compares: docs/decisions/0049.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from app.core.db import Statements
from app.core.i18n import primary
from app.core.jobs import Job, Lane
from app.core.ports import AskedText, LabelledText, Nearness, SkillWords
from app.core.uow import Runtime, UnitOfWork
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
DUE = """
select m.experience_id, m.marks, e.language, case when wanted then e.title end as title,
  case when wanted then e.text end as text, case when wanted then e.reflection::text end as reflection,
  case when wanted then e.tags else '{}' end as tags,
  (select coalesce(json_agg(json_build_object('caption', caption, 'transcript', transcript) order by position), '[]')
    from experience_media as l join media on media.id = l.media_id
    where l.experience_id = e.id and wanted)::text as media
from experience_meanings as m join experiences as e on e.id = m.experience_id
join users on users.id = e.owner_id
cross join lateral (select not e.kept_aside and users.suggestions as wanted) as one
where m.made_by < $1 or m.made_by > $1 order by m.made_by limit $2
"""
# Locked rows are skipped, and compared again later.
WRITE = """
with made as (
  select * from unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::real[], $5::text[])
    as made(experience_id, marks, words, least, nearest)
), free as (
  select m.experience_id from experience_meanings as m join made using (experience_id, marks)
  for update of m skip locked
)
update experience_meanings as m
set made_by = $6, words = made.words, least = made.least, nearest = made.nearest::jsonb
from made join free using (experience_id) where m.experience_id = made.experience_id
"""
READ = """
select m.least, n.*, s.code, s.labels::text as labels, f.code as framework
from experience_meanings as m
left join jsonb_to_recordset(m.nearest) as n(
  skill_id uuid, points float8, name text, kind text, pointer text, "start" int, "end" int) on true
left join skills as s on s.id = n.skill_id left join frameworks as f on f.id = s.framework_id
where m.experience_id = $1 and m.words = $2 and m.least is not null
"""


# Locked in one order, as triggers and other people's media do.
FORGET = """
with theirs as materialized (
  select m.experience_id from experience_meanings as m join experiences as e on e.id = m.experience_id
  where e.owner_id = $1 order by 1 for update of m
)
update experience_meanings as m
set made_by = '', marks = m.marks + 1, words = null, least = null, nearest = '[]'
from theirs where m.experience_id = theirs.experience_id
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
    await (await uow.session.connection()).exec_driver_sql(FORGET, (owner_id,))


async def compare(uow: UnitOfWork) -> bool:
    """Compare a portion of what is due. Return whether there may be more. Raises ComparisonFailed."""
    runtime = uow.runtime
    if not (runtime.settings.jobs.meanings and runtime.comparer.works()):
        return False
    words = await runtime.database.reads.fetch(WORDS, FRAMEWORK)
    if not words:
        return False
    maker = f"{MODEL} {words[0]['version']} {_digest_of_examples()} {sensitive_words.DIGEST}"
    due = await runtime.database.reads.fetch(DUE, maker, PORTION)
    if not due:
        return False
    results = await compare_texts(runtime, words, [_document(row) for row in due])
    columns = zip(
        *((row["experience_id"], row["marks"], *result) for row, result in zip(due, results, strict=True)), strict=True
    )
    connection = await uow.session.connection()
    await connection.exec_driver_sql(WRITE, (*map(list, columns), maker))
    return len(due) == PORTION


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

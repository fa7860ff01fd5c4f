"""The import of a release of a framework. Repeating it gives the same result.

A skill's id follows from its framework and code, so that citations survive every import, on every installation. What an
release no longer has becomes obsolete: it stays for those who cite it, and search does not find it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from app.core.i18n import Locale
from app.core.uow import UnitOfWork
from app.models.skills import AlignmentRelation, Framework, FrameworkReaders, Skill, SkillKind
from app.services.talents import skill_names

NAMESPACE = uuid5(NAMESPACE_URL, "day-tripper/frameworks")
AT_ONCE = 1_000
Texts = Mapping[Locale, str]
Lists = Mapping[Locale, Sequence[str]]
NO_TEXTS: Mapping[Locale, Any] = {}


class Alignment(NamedTuple):
    """What a skill is to one of another framework, which need not be here."""

    scheme: str
    uri: str
    relation: AlignmentRelation


class Node(NamedTuple):
    code: str
    kind: SkillKind
    labels: Texts
    parent: str | None = None  # the code of another node, which comes before
    also_under: Sequence[str] = ()
    uri: str | None = None
    alternatives: Lists = NO_TEXTS
    keywords: Lists = NO_TEXTS
    gestures: Lists = NO_TEXTS
    description: Texts = NO_TEXTS
    alignments: Sequence[Alignment] = ()


class FrameworkRelease(NamedTuple):
    code: str
    title: Texts
    description: Texts
    edition: str
    source: str
    nodes: Sequence[Node]
    notice: Texts | None = None
    adds_languages: bool = False  # texts of earlier imports in other languages stay
    community_id: str | None = None  # whose it is; None: the installation's
    readers: FrameworkReaders = FrameworkReaders.PUBLIC


class Outcome(NamedTuple):
    nodes: int
    updates: int
    removals: int


def _assignments(plain: str, by_language: str) -> dict[str, str]:
    """Give each column its new value, for the update and for the comparison: unchanged rows are not written."""
    merges = {
        part: f"case when $3 then known.{part} || excluded.{part} else excluded.{part} end"
        for part in by_language.split()
    }
    return {part: f"excluded.{part}" for part in plain.split()} | merges


HEAD_SET = _assignments("edition source notice readers", "title description")
NODE_SET = _assignments(
    "audience_id parent_id domain_id broader kind uri position alignments",
    "labels alternatives keywords gestures description",
)
HEAD = f"""
insert into frameworks as known (id, code, community_id, readers, title, description, edition, source, notice, version)
select $1::uuid, one->>'code', (one->>'community_id')::uuid, one->>'readers', one->'title', one->'description',
  one->>'edition', one->>'source', nullif(one->'notice', 'null'), 1
from cast($2 as jsonb) as one
on conflict (id) do update set {", ".join(f"{name} = {value}" for name, value in HEAD_SET.items())},
  version = known.version
    + (({", ".join(f"known.{name}" for name in HEAD_SET)}) is distinct from ({", ".join(HEAD_SET.values())}))::int
returning xmax = 0 as new
"""  # noqa: S608
NODES = f"""
insert into skills as known (id, framework_id, code, {", ".join(NODE_SET)})
select id, $1, code, {", ".join(NODE_SET)}
from jsonb_to_recordset(cast($2 as jsonb)) as one(id uuid, code text, audience_id uuid, parent_id uuid, domain_id uuid,
  broader uuid[], kind text, uri text, position bigint, alignments jsonb,
  labels jsonb, alternatives jsonb, keywords jsonb, gestures jsonb,
  description jsonb)
on conflict (id) do update set obsolete_at = null, {", ".join(f"{name} = {value}" for name, value in NODE_SET.items())}
where known.obsolete_at is not null
  or ({", ".join(f"known.{name}" for name in NODE_SET)}) is distinct from ({", ".join(NODE_SET.values())})
"""  # noqa: S608  the names are ours
DROP = "update skills set obsolete_at = $3 where framework_id = $1 and id <> all ($2) and obsolete_at is null"
# An exact alignment makes a skill count as one that everybody reads: that of the address, else the first aligned to it.
# Of two that name each other, the one with the lesser id counts.
ALIGN = """
update skills as known set same_as = one.same_as from (
  select s.id, (
    select case when s.uri is not null and s.id < target.id and target.alignments @> jsonb_build_array(
        jsonb_build_object('uri', s.uri, 'relation', 'exact')) then null
      else coalesce(nullif(target.same_as, s.id), target.id) end
    from jsonb_array_elements(s.alignments) with ordinality as a(item, n) cross join lateral (
      select id, same_as, alignments from (
        select t.*, 0 as rank from skills as t
        where t.uri = a.item->>'uri' and t.audience_id is null and t.obsolete_at is null
        union all
        (select t.*, 1 as rank from skills as t
        where t.alignments <> '[]' and t.audience_id is null and t.obsolete_at is null and t.kind <> 'group'
          and t.alignments @> jsonb_build_array(jsonb_build_object('uri', a.item->>'uri', 'relation', 'exact'))
        order by t.id limit 1)
      ) as candidate order by rank limit 1
    ) as target
    where a.item->>'relation' = 'exact' and target.id <> s.id order by a.n limit 1) as same_as
  from skills as s where (s.alignments <> '[]' or s.same_as is not null) and ($1::uuid is null or s.framework_id = $1)
) as one where known.id = one.id and known.same_as is distinct from one.same_as
"""
GROW = "update frameworks set version = version + 1 where id = $1"


ADD = """
insert into skills as known (id, framework_id, audience_id, parent_id, domain_id, broader, kind, code, position, labels,
  alternatives, keywords, gestures, description)
select $1, $2, $3, $4, $4, array[$4::uuid], 'skill', $5,
  (select coalesce(max(position), -1) + 1 from skills where parent_id = $4), cast($6 as jsonb), '{}', '{}', '{}', '{}'
on conflict (id) do update set labels = known.labels || excluded.labels, obsolete_at = null
returning xmax = 0 as is_new
"""


def skill_id(framework: str, code: str) -> UUID:
    return uuid5(NAMESPACE, f"{framework} {code}")


def _quiet(_nodes: int) -> None:
    pass


async def load(uow: UnitOfWork, release: FrameworkRelease, progress: Callable[[int], None] = _quiet) -> Outcome:
    """Import the release. The framework's version grows if a skill changed. Concurrent imports wait."""
    connection = await uow.session.connection()
    await connection.exec_driver_sql("set local statement_timeout = '120s'")
    framework_id = uuid5(NAMESPACE, release.code)
    head = json.dumps(release._replace(nodes=())._asdict())
    new = (await connection.exec_driver_sql(HEAD, (framework_id, head, release.adds_languages))).scalar_one()
    rows = list(_rows(release))
    updates = 0
    for first in range(0, len(rows), AT_ONCE):
        portion = json.dumps(rows[first : first + AT_ONCE])
        updates += (await connection.exec_driver_sql(NODES, (framework_id, portion, release.adds_languages))).rowcount
        progress(min(first + AT_ONCE, len(rows)))
    ids = [UUID(str(row["id"])) for row in rows]
    removals = (await connection.exec_driver_sql(DROP, (framework_id, ids, uow.now))).rowcount
    if updates + removals and not new:
        await connection.exec_driver_sql(GROW, (framework_id,))
    await connection.exec_driver_sql(ALIGN, (framework_id if release.community_id else None,))
    await skill_names.make(uow, framework_id)
    return Outcome(len(rows), updates, removals)


async def add(uow: UnitOfWork, framework: Framework, domain: Skill, code: str, labels: Texts) -> tuple[UUID, bool]:
    """Add one skill at the end of a domain, or change its words. The caller has locked the framework.

    Return its id, and whether it is new.
    """
    connection = await uow.session.connection()
    new_id = skill_id(framework.code, code)
    values = (new_id, framework.id, domain.audience_id, domain.id, code, json.dumps(labels))
    is_new = (await connection.exec_driver_sql(ADD, values)).scalar_one()
    await connection.exec_driver_sql(GROW, (framework.id,))
    await skill_names.make(uow, framework.id)
    return new_id, is_new


def _rows(release: FrameworkRelease) -> list[dict[str, object]]:
    """Return a row for each node, parents before children, with the domain at the top of its branch."""
    ids = {node.code: str(skill_id(release.code, node.code)) for node in release.nodes}
    domains: dict[str, str] = {}
    positions: dict[str | None, int] = {}
    audience_id = release.community_id if release.readers is FrameworkReaders.COMMUNITY else None
    rows = []
    for node in release.nodes:
        if node.parent is not None:
            domains[node.code] = domains.get(node.parent, ids[node.parent])
        positions[node.parent] = position = positions.get(node.parent, -1) + 1
        above = dict.fromkeys([*([node.parent] if node.parent else []), *node.also_under])
        row = node._asdict() | {
            "id": ids[node.code],
            "audience_id": audience_id,
            "alignments": [alignment._asdict() for alignment in node.alignments],
            "parent_id": node.parent and ids[node.parent],
            "domain_id": domains.get(node.code),
            "broader": [ids[item] for item in above],
            "position": position,
        }
        rows.append({name: value for name, value in row.items() if name not in {"parent", "also_under"}})
    return rows

"""Trees of skills, which everybody who is signed in may read. They change when a new edition of one is loaded."""

from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Text, bindparam, cast, func, literal_column, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.core.actor import SYSTEM
from app.core.db import Base
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import Json, One, Projection, Shown, build, many, shape
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.skills import Framework, Skill, SkillKind
from app.policies.sessions import SIGNED_IN
from app.schemas.frameworks import DomainRead, FrameworkDocument, FrameworkRead, FrameworkTreeRead, LeafRead
from app.schemas.pages import PageQuery

DEFAULTS = Path(__file__).parents[1] / "data" / "frameworks"
NAMESPACE = uuid5(NAMESPACE_URL, "day-tripper/frameworks")


class FrameworkNotFound(NotFound):
    title = Words("Référentiel introuvable", "No such framework")


_LEAF = aliased(Skill)
_SKILLS = many(
    build({name: getattr(_LEAF, name) for name in LeafRead.model_fields}),
    _LEAF.parent_id == Skill.id,
    order_by=_LEAF.position,
)
_DOMAINS = many(
    shape(Skill, DomainRead, skills=_SKILLS),
    Skill.framework_id == Framework.id,
    Skill.parent_id.is_(None),
    order_by=Skill.position,
)
_TREE = shape(Framework, FrameworkTreeRead, domains=_DOMAINS)
_FINGERPRINT = func.hashtextextended(cast(_TREE, Text), 0).op("&")(literal_column(str(2**63 - 1)))
TREE = One(SIGNED_IN, _TREE, _FINGERPRINT, Framework.code == bindparam("code"))
FRAMEWORKS = Projection(SIGNED_IN, shape(Framework, FrameworkRead), order=(Framework.id,))


async def search(reading: Reading, query: PageQuery) -> Json:
    return await FRAMEWORKS.page(reading, **query.model_dump(exclude_none=True))


async def get(reading: Reading, code: str) -> Shown:
    found = await TREE.get(reading, code=code)
    if found is None:
        raise FrameworkNotFound
    return found


async def load(uow: UnitOfWork, document: FrameworkDocument) -> int:
    """How many of its nodes were new or different. Ids follow from the codes: people's experiences keep citing them."""
    framework_id = uuid5(NAMESPACE, document.code)
    head = {
        "id": framework_id,
        "code": document.code,
        "title": document.title,
        "description": document.description,
        "edition": document.version,
        "source": document.source,
    }
    await _upsert(uow, Framework, [head])
    return await _upsert(uow, Skill, list(_nodes(framework_id, document)))


async def prepare(runtime: Runtime) -> None:
    """What must be there before anybody comes: the two frameworks that are ours."""
    for document in _defaults():
        async with runtime.work(SYSTEM) as uow:
            await load(uow, document)


def _defaults() -> Iterator[FrameworkDocument]:
    for file in sorted(DEFAULTS.glob("*.json")):
        yield FrameworkDocument.model_validate_json(file.read_bytes())


def _nodes(framework_id: UUID, document: FrameworkDocument) -> Iterator[dict[str, object]]:
    def node(code: str, parent: str | None, **said: object) -> dict[str, object]:
        above = parent and skill_id(document.code, parent)
        ids = {
            "id": skill_id(document.code, code),
            "parent_id": above,
            "domain_id": above,
            "broader": [above] if above else [],
        }
        return ids | {"framework_id": framework_id, "code": code} | said

    for n, domain in enumerate(document.domains):
        yield node(domain.code, None, kind=SkillKind.GROUP, position=n, labels=domain.label, keywords={})
        for m, skill in enumerate(domain.skills):
            said = {"position": m, "labels": skill.label, "keywords": skill.keywords}
            yield node(skill.code, domain.code, kind=SkillKind.SKILL, **said)


def skill_id(framework: str, code: str) -> UUID:
    return uuid5(NAMESPACE, f"{framework} {code}")


async def _upsert(uow: UnitOfWork, table: type[Base], rows: list[dict[str, object]]) -> int:
    """Rows that say nothing new are left alone: every start of the server comes by here."""
    one = insert(table).values(rows)
    names = [name for name in rows[0] if name != "id"]
    known = tuple_(*(table.__table__.c[name] for name in names))
    given = tuple_(*(one.excluded[name] for name in names))
    changed = one.on_conflict_do_update(
        index_elements=["id"], set_={name: one.excluded[name] for name in names}, where=known.is_distinct_from(given)
    )
    return len((await uow.session.execute(changed.returning(table.__table__.c.id))).all())

"""Trees of skills, readable by everybody who is signed in. They change when a new release is loaded."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

from sqlalchemy import Text, Uuid, bindparam, cast, func, literal_column
from sqlalchemy.orm import aliased

from app.core.actor import ME, SYSTEM
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import Json, Projection, Representation, SingleProjection, build, many, shape
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.skills import Framework, Skill, SkillKind
from app.policies.frameworks import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.frameworks import (
    AlignmentEntry,
    DomainRead,
    FrameworkDocument,
    FrameworkQuery,
    FrameworkRead,
    FrameworkTreeRead,
    LeafRead,
)
from app.services.journal import word_forms
from app.services.talents import framework_imports, skill_names
from app.services.talents.framework_imports import Alignment, FrameworkRelease, Node

DEFAULTS = Path(__file__).parents[2] / "data" / "frameworks"


class FrameworkNotFound(NotFound):
    title = Words("Référentiel introuvable")


_LEAF = aliased(Skill)
_SKILLS = many(
    build({name: getattr(_LEAF, name) for name in LeafRead.model_fields}),
    _LEAF.domain_id == Skill.id,
    _LEAF.kind != SkillKind.GROUP,
    _LEAF.obsolete_at.is_(None),
    order_by=_LEAF.position,
)
_DOMAINS = many(
    shape(Skill, DomainRead, skills=_SKILLS),
    Skill.framework_id == Framework.id,
    Skill.parent_id.is_(None),
    Skill.obsolete_at.is_(None),
    order_by=Skill.position,
)
_TREE = shape(Framework, FrameworkTreeRead, domains=_DOMAINS)
_SHAPE = crc32(json.dumps(FrameworkTreeRead.model_json_schema()).encode())  # a new schema is a new ETag
_ETAG = func.hashtextextended(Framework.code.concat(cast(Framework.version, Text)), _SHAPE)
TREE = SingleProjection(
    SIGNED_IN,
    _TREE,
    _ETAG.op("&")(literal_column(str(2**63 - 1))),
    Framework.code == bindparam("code"),
    readable_by(ME),
    missing=FrameworkNotFound,
)
RELEASE = SingleProjection(  # by its number, for those who write it
    SIGNED_IN,
    _TREE,
    Framework.version,
    Framework.code == bindparam("code"),
    readable_by(ME),
    missing=FrameworkNotFound,
)
FRAMEWORKS = Projection(
    "frameworks.frameworks",
    SIGNED_IN,
    shape(Framework, FrameworkRead),
    readable_by(ME),
    order=(Framework.id,),
    filters={"community_id": Framework.community_id == bindparam("community_id", type_=Uuid())},
)


async def search(reading: Reading, query: FrameworkQuery) -> Json:
    return await FRAMEWORKS.page(reading, **query.model_dump(exclude_none=True))


async def get(reading: Reading, code: str) -> Representation:
    return await TREE.get(reading, code=code)


async def load(uow: UnitOfWork, document: FrameworkDocument) -> int:
    """Load a framework. Return how many of its nodes were new or different."""
    return (await framework_imports.load(uow, release_of(document))).updates


async def prepare(runtime: Runtime) -> None:
    """Load what must exist before the first request: word forms and the two frameworks of this project."""
    async with runtime.work(SYSTEM) as uow:
        if await word_forms.load(uow):
            await skill_names.make_all(uow)
    for document in _defaults():
        async with runtime.work(SYSTEM) as uow:
            await load(uow, document)


def release_of(document: FrameworkDocument) -> FrameworkRelease:
    """Read this project's own format of a framework: domains with their skills."""
    nodes: list[Node] = []
    for domain in document.domains:
        nodes.append(Node(domain.code, SkillKind.GROUP, domain.label))
        nodes.extend(
            Node(
                skill.code,
                SkillKind.SKILL,
                skill.label,
                parent=domain.code,
                keywords=skill.keywords,
                gestures=skill.gestures,
                alignments=aligned(skill.alignments),
            )
            for skill in domain.skills
        )
    return FrameworkRelease(
        document.code, document.title, document.description, document.version, document.source, nodes=nodes
    )


def aligned(entries: Sequence[AlignmentEntry]) -> list[Alignment]:
    return [Alignment(entry.scheme, entry.uri, entry.relation) for entry in entries]


def _defaults() -> Iterator[FrameworkDocument]:
    for file in sorted(DEFAULTS.glob("*.json")):
        yield FrameworkDocument.model_validate_json(file.read_bytes())

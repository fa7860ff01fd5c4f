"""Templates of programmes: five of ours, and those that an installation imports. They are data, checked when stored."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Text, bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import SYSTEM
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import Json, Projection, Representation, SingleProjection, build
from app.core.stopped import Stopped
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.programmes import StoredTemplate
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.programme_templates import ProgrammeTemplate, TemplateSummaryRead

FOLDER = Path(__file__).parents[2] / "data" / "programmes"
LARGEST = 200_000  # bytes of a file


class TemplateNotFound(NotFound):
    title = Words("Modèle introuvable")


class TemplateRefused(Stopped):
    pass


_FIELDS = TemplateSummaryRead.model_fields.keys() - {"of_installation"}
_SUMMARY = build(
    {name: StoredTemplate.body[name] for name in TemplateSummaryRead.model_fields if name in _FIELDS}
    | {"of_installation": StoredTemplate.of_installation}
)
TEMPLATES = Projection("programme_templates.all", SIGNED_IN, _SUMMARY, order=(StoredTemplate.code,))
TEMPLATE = SingleProjection(
    SIGNED_IN,
    StoredTemplate.__table__.c.body,
    StoredTemplate.version,
    StoredTemplate.code == bindparam("code", type_=Text()),
    missing=TemplateNotFound,
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await TEMPLATES.page(reading, **query.model_dump())


async def get(reading: Reading, code: str) -> Representation:
    """Raises TemplateNotFound."""
    return await TEMPLATE.get(reading, code=code)


async def find(uow: UnitOfWork, code: str) -> ProgrammeTemplate | None:
    body = await uow.session.scalar(select(StoredTemplate.body).where(StoredTemplate.code == code))
    return None if body is None else ProgrammeTemplate.model_validate(body)


async def prepare(runtime: Runtime) -> None:
    """Store our templates. One that is stored in this or a later version stays."""
    async with runtime.work(SYSTEM) as uow:
        for template in ours():
            await _store(uow, template, of_installation=False)


async def import_template(uow: UnitOfWork, template: ProgrammeTemplate) -> None:
    """Store a template of this installation, or its next version. Raises TemplateRefused for a code of ours."""
    if template.code in {item.code for item in ours()}:
        raise TemplateRefused(f"{template.code}: a template of ours has this code; choose another one.")
    if not await _store(uow, template, of_installation=True):
        raise TemplateRefused(f"{template.code}: version {template.version} or a later one is stored already.")


def read(path: Path) -> ProgrammeTemplate:
    """Raises TemplateRefused for a file that is no template."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise TemplateRefused(f"{path}: more than {LARGEST} bytes")
    try:
        return ProgrammeTemplate.model_validate_json(content)
    except ValidationError as error:
        raise TemplateRefused("\n".join(_faults(path, error))) from error


@cache
def ours() -> tuple[ProgrammeTemplate, ...]:
    return tuple(read(path) for path in sorted(FOLDER.glob("*.json")))


def _faults(path: Path, error: ValidationError) -> Iterator[str]:
    for item in error.errors():
        yield f"{path}: {'.'.join(map(str, item['loc'])) or 'the whole'}: {item['msg']}"


async def _store(uow: UnitOfWork, template: ProgrammeTemplate, *, of_installation: bool) -> bool:
    """False where this version or a later one is stored."""
    row = {
        "code": template.code,
        "version": template.version,
        "body": template.model_dump(mode="json"),
        "of_installation": of_installation,
        "stored_at": uow.now,
    }
    statement = insert(StoredTemplate).values(row)
    later = statement.on_conflict_do_update(
        index_elements=["code"],
        set_={name: statement.excluded[name] for name in row},
        where=StoredTemplate.version < statement.excluded.version,
    )
    return await uow.session.scalar(later.returning(literal_column("1"))) is not None

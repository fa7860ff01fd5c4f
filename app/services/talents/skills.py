"""Skills, found by what people call them.

Three ways lead to a name: it begins with the query, it has the same words in any order and form, or it looks like the
query (pg_trgm), which forgives typing errors. Frequent misspellings are corrected before
(misspellings.py). The best name of each skill counts; a name that matches as a whole counts most.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.i18n import Language, Locale, primary
from app.core.projections import Element, Json, Projection, Representation, SingleProjection, build, shape
from app.core.uow import Reading
from app.models.skills import Framework, NameKind, Skill, SkillKind, SkillName
from app.policies.frameworks import skill_readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.skills import FoundSkillRead, SkillDetailRead, SkillGroupRead, SkillNameRead, SkillQuery
from app.services.journal import misspellings
from app.services.journal.citations import SkillNotFound

BEGINNINGS = 300  # the shortest names, when a query of one or two letters matches more
TRIGRAM = 3
LAST: ColumnElement[str] = literal_column("'~'")  # sorts after every character of a plain name


def _group(skill_id: Element) -> Element:
    above = aliased(Skill)
    fields = {name: getattr(above, name) for name in SkillGroupRead.model_fields}
    return select(build(fields)).where(above.id == skill_id).scalar_subquery()


_FRAMEWORK = select(Framework.code).where(Framework.id == Skill.framework_id).scalar_subquery()
_PARENT = _group(Skill.__table__.c.parent_id)
_CITABLE = (Skill.kind != SkillKind.GROUP, Skill.obsolete_at.is_(None))

_PLAIN = func.plain_words(bindparam("q", type_=Text()), type_=Text())
_QUERY = select(
    _PLAIN.label("q"),
    _PLAIN.concat(LAST).label("beyond"),
    *(func.word_stems(literal_column(f"'{item}'"), _PLAIN).label(item) for item in Locale),
).cte("asked")
_Q = select(_QUERY.c.q).scalar_subquery()
_BEYOND = select(_QUERY.c.beyond).scalar_subquery()
_NAME = (SkillName.skill_id, SkillName.language, SkillName.kind, SkillName.name, SkillName.plain)
_IS_SEARCHABLE = SkillName.is_gesture.is_(False)


def _same_words(language: Locale) -> Select[*tuple[object, ...]]:
    stems = select(_QUERY.c[language]).scalar_subquery()
    has_stems = func.cardinality(stems) > 0
    return select(*_NAME).where(
        _IS_SEARCHABLE, has_stems, SkillName.language == language, SkillName.stems.op("@>")(stems)
    )


_BEGINNING = (
    select(*_NAME)
    .where(_IS_SEARCHABLE, _Q != "", SkillName.plain.op("~>=~")(_Q), SkillName.plain.op("~<~")(_BEYOND))
    .order_by(func.length(SkillName.plain), SkillName.plain)
    .limit(BEGINNINGS)
)
_ALIKE = select(*_NAME).where(_IS_SEARCHABLE, func.length(_Q) >= TRIGRAM, SkillName.plain.op("%>")(_Q))
_MATCHES = union_all(select(_BEGINNING.subquery()), _ALIKE, *(_same_words(item) for item in Locale)).cte("found")
_HOW_WHOLE = case(
    (_MATCHES.c.plain == _Q, 4.0),
    (func.starts_with(_MATCHES.c.plain, _Q), 3.0),
    (func.strpos(_MATCHES.c.plain, literal_column("' '").concat(_Q)) > 0, 2.0),
    else_=func.word_similarity(_Q, _MATCHES.c.plain),
)
_PENALTY = case((_MATCHES.c.kind == NameKind.PREFERRED, 0.0), (_MATCHES.c.kind == NameKind.ALTERNATIVE, 0.1), else_=0.3)
_RANK = cast(1000 * (_HOW_WHOLE + func.similarity(_Q, _MATCHES.c.plain) - _PENALTY), BigInteger)
_RANKS = select(_MATCHES, _RANK.label("rank")).cte("ranked")
_BEST = (
    select(_RANKS)
    .where(or_(bindparam("language", type_=Text()).is_(None), _RANKS.c.language == bindparam("language", type_=Text())))
    .ext(distinct_on(_RANKS.c.skill_id))
    .order_by(_RANKS.c.skill_id, _RANKS.c.rank.desc(), _RANKS.c.name)
    .cte("best")
)


def _item(found_by: Element) -> Element:
    return shape(Skill, FoundSkillRead, framework=_FRAMEWORK, parent=_PARENT, found_by=found_by)


def _of_best(columns: Element) -> Element:
    """Select the shown columns of the best skills, after ranking."""
    return select(columns).where(Skill.id == _BEST.c.skill_id).scalar_subquery()


SKILLS_BY_NAME = Projection(
    "skills.found",
    SIGNED_IN,
    _of_best(_item(build({name: _BEST.c[name] for name in SkillNameRead.model_fields}))),
    _of_best(skill_readable_by(ME)),
    order=(_BEST.c.rank, _BEST.c.skill_id),
    filters={"framework": bindparam("framework", type_=Text()) == _of_best(_FRAMEWORK)},
)
SKILLS = Projection(
    "skills.all",
    SIGNED_IN,
    _item(null()),
    *_CITABLE,
    skill_readable_by(ME),
    order=(Skill.id,),
    filters={"framework": bindparam("framework", type_=Text()) == _FRAMEWORK},
)
_SHAPE = {
    "framework": _FRAMEWORK,
    "parent": _PARENT,
    "domain": _group(Skill.__table__.c.domain_id),
    "obsolete": Skill.obsolete_at.is_not(None),
}
SKILL = SingleProjection(
    SIGNED_IN,
    shape(Skill, SkillDetailRead, **_SHAPE),
    select(Framework.version).where(Framework.id == Skill.framework_id).scalar_subquery(),
    Skill.id == bindparam("id", type_=Uuid()),
    skill_readable_by(ME),
    missing=SkillNotFound,
)


def label_of(labels: Mapping[str, str | None], language: Language, code: str) -> str:
    """Return the label of a skill in that language, else in another, else its code."""
    return labels.get(language.of_contents) or next(filter(None, labels.values()), code)


def label_in(language: ColumnElement[str]) -> Element:
    """Return the same label in SQL, for the current skill."""
    fallback = func.jsonb_path_query_first(Skill.labels, literal_column("'$.* ? (@ != null)'")).op("#>>")(
        literal_column("'{}'")
    )
    return func.coalesce(Skill.labels.op("->>")(language), fallback, Skill.code)


async def search(reading: Reading, query: SkillQuery) -> Json:
    fields = query.model_dump(exclude_none=True, exclude={"language"})
    if query.q is None:
        return await SKILLS.page(reading, **fields)
    fields["q"] = await misspellings.correct(reading.database.reads, query.q)
    return await SKILLS_BY_NAME.page(reading, language=query.language and primary(query.language), **fields)


async def get(reading: Reading, skill_id: UUID) -> Representation:
    return await SKILL.get(reading, id=skill_id)

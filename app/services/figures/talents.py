"""Figures of the tree of talents: made of the numbers that the tree publishes, which are rounded, and of nothing else.

Talents belong to members, not to a period or a programme: these figures are of the day on which they are computed.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from app.core.i18n import Words
from app.models.programme_reports import Exactness, FigureCode
from app.models.skills import Skill
from app.services.communities.trees import BY_SKILL
from app.services.figures.figure import Figure, Part, Row, Scope, Unit, Value, count

TOP = 10  # needs that are listed
_IS_OFFER, _IS_SEARCH = BY_SKILL.c.offer > 0, BY_SKILL.c.seek > 0
_GAP = BY_SKILL.c.seek - BY_SKILL.c.offer


def _top(rows: Sequence[Row], _: Scope) -> Sequence[Value]:
    parts = [Part(row.part, row.value, row.label, exactness=Exactness.ROUNDED) for row in rows]
    return [Value(parts=parts)]


def _skills(code: FigureCode, label: Words, definition: Words, *conditions: ColumnElement[bool]) -> Figure:
    statement = select(func.count().label("value")).select_from(BY_SKILL).where(*conditions)
    return Figure(code, label, definition, Unit.COUNT, statement, count, is_of_day=True)


OFFERS = _skills(
    FigureCode.OFFERS,
    Words("Talents offerts"),
    Words(
        "Les compétences qu’assez de membres proposent de transmettre, au jour du calcul. Seuls comptent les membres "
        "qui ont accepté d’être comptés."
    ),
    _IS_OFFER,
)
SEARCHES = _skills(
    FigureCode.SEARCHES,
    Words("Talents recherchés"),
    Words("Les compétences qu’assez de membres cherchent à apprendre, au jour du calcul."),
    _IS_SEARCH,
)
MATCHES = _skills(
    FigureCode.MATCHES,
    Words("Talents qui se rencontrent"),
    Words("Les compétences que des membres cherchent et que d’autres proposent, au jour du calcul."),
    _IS_OFFER,
    _IS_SEARCH,
)
NEEDS_TOP = Figure(
    FigureCode.NEEDS_TOP,
    Words("Besoins les plus grands"),
    Words(
        "Les compétences que le plus de membres cherchent sans que d’autres les proposent, au jour du calcul. Les "
        "nombres sont arrondis : ils ne disent rien d’une personne."
    ),
    Unit.PEOPLE,
    select(BY_SKILL.c.skill_id.label("part"), _GAP.label("value"), Skill.labels.label("label"))
    .join_from(BY_SKILL, Skill, Skill.id == BY_SKILL.c.skill_id)
    .where(_GAP > 0)
    .order_by(_GAP.desc(), Skill.position, Skill.code)
    .limit(TOP),
    _top,
    is_of_day=True,
)

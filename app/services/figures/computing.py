"""Figures of a report, computed: each by its statement, all of them as of one instant and one state of the data."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.i18n import Language, Words
from app.models.programme_reports import Exactness, FigureCode
from app.services.figures import disclosure
from app.services.figures.disclosure import EarlierEdition
from app.services.figures.figure import Figure, Part, Scope, Unit, Value
from app.services.figures.registry import FIGURES

SEPARATOR = "."  # between the code of a figure and that of a question
FrozenJson = dict[str, Any]  # a figure as an edition keeps it


async def compute(
    session: AsyncSession, scope: Scope, codes: Collection[FigureCode], editions: Sequence[EarlierEdition]
) -> list[FrozenJson]:
    """Compute these figures, in the order of the codes. `editions`: those of the community that came before."""
    figures = []
    for code in codes:
        figure = FIGURES[code]
        rows: Sequence[Any] = (await session.execute(figure.statement, scope.values())).all()
        if figure.people is not None:
            rows = await disclosure.disclose(session, figure, rows, scope, editions)
        figures += [_kept(figure, value) for value in figure.publish(rows, scope)]
    return figures


def digest_of(code: str, values: Mapping[str, Any], definition: str) -> str:
    """Return what two computations of a figure have in common if they say the same: code, value and definition."""
    members = {name: values[name] for name in ("value", "withheld", "parts")}
    words = json.dumps([code, members, definition], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def code_of(code: str) -> FigureCode:
    """Return the figure that a code names, also with the code of a question after it."""
    return FigureCode(code.partition(SEPARATOR)[0])


def as_read(frozen: FrozenJson, k: int, language: Language, *, is_over: bool = True) -> FrozenJson:
    """Return a frozen figure as it is told, in that language. `is_over`: the period was, when it was computed."""
    figure = FIGURES[code_of(frozen["code"])]
    definition: str = frozen["definition"]
    if definition == figure.definition.fr:
        definition = figure.definition.in_(language)
    return {
        "code": frozen["code"],
        "label": _label(frozen["label"], figure.label, language),
        "definition": definition,
        "unit": frozen["unit"],
        "value": frozen["value"],
        "withheld": frozen["withheld"],
        "exactness": _exactness(frozen, figure, is_over=is_over),
        "k_min": k,
        "parts": [
            {
                "code": part["code"],
                "label": _label(part["label"], figure.parts.get(part["code"]), language),
                "value": part["value"],
                "people": part["people"],
                "withheld": part["value"] is None,
                "exactness": _exactness(part, figure, is_over=is_over),
            }
            for part in frozen["parts"]
        ],
        "digest": frozen["digest"],
    }


def _exactness(frozen: FrozenJson, figure: Figure, *, is_over: bool) -> Exactness:
    """Return how exactly a number is told; older editions did not say."""
    if "exactness" in frozen:
        return Exactness(frozen["exactness"])
    if frozen.get("withheld", frozen["value"] is None):
        return Exactness.WITHHELD
    return Exactness.ROUNDED if figure.people is not None and not is_over else Exactness.EXACT


def _label(own: Mapping[str, str] | None, words: Words | None, language: Language) -> str:
    if own:
        return own.get(language.base) or own.get("fr") or next(iter(own.values()))
    return words.in_(language) if words else ""


def _kept(figure: Figure, value: Value) -> FrozenJson:
    code = SEPARATOR.join(filter(None, [figure.code, value.code]))
    values = {
        "value": _number(figure.unit, value.number),
        "withheld": value.is_withheld,
        "parts": [_part(figure.unit, part) for part in value.parts or ()],
    }
    definition = figure.definition.fr
    return {
        "code": code,
        "label": value.label,
        "definition": definition,
        "unit": figure.unit,
        **values,
        "exactness": _exactness_of(value),
        "people": value.people,
        "digest": digest_of(code, values, definition),
    }


def _part(unit: Unit, part: Part) -> FrozenJson:
    return {
        "code": str(part.code),
        "label": part.label and dict(part.label),
        "value": _number(unit, part.value),
        "people": part.people,
        "exactness": Exactness.WITHHELD if part.value is None else part.exactness,
    }


def _exactness_of(value: Value) -> Exactness:
    """Return the exactness of a figure: of its number, or of its parts, of which none is exact beside a rounded one."""
    if value.is_withheld:
        return Exactness.WITHHELD
    return Exactness.ROUNDED if any(p.exactness is Exactness.ROUNDED for p in value.parts or ()) else value.exactness


def _number(unit: Unit, number: float | None) -> float | None:
    return number if number is None or unit is Unit.MEAN else int(number)

"""How exactly a number of people is told, so that no reports can be subtracted down to a few people.

The published editions of a community are what its readers can subtract: years, parts of years, programmes. They cut its
time and its programmes into cells. A number is exact if each cell that it is made of is over and has nobody or `k`
people in it. Otherwise it is rounded: what its larger cells have, those that are not over by steps of five. It is
withheld if a few people would follow from it all the same (decision 0162).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.models.programme_reports import Exactness
from app.policies.small_groups import STEP, round_down
from app.services.figures.figure import Count, Figure, Row, Scope, Sum

MOST_CELLS = 120  # statements of a figure; a number that needs more is withheld
FrozenJson = Mapping[str, Any]


class EarlierEdition(NamedTuple):
    """An edition that was published when its period was over: what it counts, and its frozen figures by code."""

    programme_id: UUID | None
    from_at: datetime
    to_at: datetime
    figures: Mapping[str, FrozenJson]

    def tells(self, figure: Figure) -> bool:
        frozen = self.figures.get(figure.code)
        return frozen is not None and any(item["value"] is not None for item in frozen["parts"] or [frozen])

    def exact(self, figure: Figure, part: str | None) -> int | None:
        """Return the number, if it is told exactly."""
        frozen = self.figures[figure.code]
        [item] = [item for item in frozen["parts"] if item["code"] == part] if part else [frozen]
        is_exact = item.get("exactness", Exactness.EXACT) == Exactness.EXACT
        return int(item["value"]) if is_exact and item["value"] is not None else None


class _Cell(NamedTuple):
    scope: Scope
    is_inside: bool  # of the number that is asked
    is_beside: bool  # outside, in a published number that shares cells with it
    counts: Mapping[str | None, tuple[int, int]]  # by part: how many, and people who count towards `k`

    def is_small(self, part: str | None, k: int) -> bool:
        value, people = self.counts.get(part, (0, 0))
        return value > 0 and people < k


async def disclose(
    session: AsyncSession, figure: Figure, rows: Sequence[Row], scope: Scope, editions: Sequence[EarlierEdition]
) -> list[Count]:
    """Return the rows of a figure of people with what is told of each: all exact, or none."""
    if figure.is_of_community:
        scope = replace(scope, programme_id=None, is_final=False)
    editions = [item for item in editions if item.tells(figure)]
    if figure.is_of_community:
        editions = [item._replace(programme_id=None) for item in editions]
    cells = await _cells(session, figure, rows, scope, editions)
    counts = [_count(figure, row, cells, scope, editions) for row in rows]
    if all(item.exactness is not Exactness.ROUNDED for item in counts):
        return counts
    return [item._replace(exactness=Exactness.ROUNDED) if item.number is not None else item for item in counts]


def _count(
    figure: Figure, row: Row, cells: Sequence[_Cell] | None, scope: Scope, editions: Sequence[EarlierEdition]
) -> Count:
    part = _part(row)
    secret = Count(part or "", row.value, row.people, None, Exactness.WITHHELD)
    if row.people < scope.k or cells is None:
        return secret
    near = [
        neighbour
        for edition in editions
        if _is_nested(scope, edition)
        and (neighbour := edition.exact(figure, part)) is not None
        and 0 < abs(neighbour - row.value) < scope.k
    ]
    inside = [cell for cell in cells if cell.is_inside]
    is_exact = not near and all(cell.scope.is_over and not cell.is_small(part, scope.k) for cell in inside)
    if near:
        number = min(_step_below(neighbour, scope.k) for neighbour in near)
    elif any(cell.is_beside and cell.is_small(part, scope.k) for cell in cells):
        return secret
    else:
        number = row.value if is_exact else _together(figure, [_floor(cell, part, scope.k) for cell in inside])
    if not is_exact and number < scope.k:
        return secret
    return secret._replace(number=number, exactness=Exactness.EXACT if is_exact else Exactness.ROUNDED)


def _floor(cell: _Cell, part: str | None, k: int) -> int:
    """Return what a cell adds to a number that is rounded."""
    value, people = cell.counts.get(part, (0, 0))
    if people < k:
        return 0
    return value if cell.scope.is_over else round_down(value, k)


def _step_below(number: int, k: int) -> int:
    """Return a number that is below all those from which `number` differs by fewer than `k` people."""
    return max(number - k + 1, 0) // STEP * STEP


def _together(figure: Figure, numbers: Sequence[int]) -> int:
    return sum(numbers) if figure.people is Sum.ADDED else max(numbers, default=0)


def _part(row: Row) -> str | None:
    part: str | None = getattr(row, "part", None)
    return part


def _is_nested(scope: Scope, edition: EarlierEdition) -> bool:
    """Say whether one of the two counts all that the other counts."""
    is_within = edition.from_at <= scope.from_at and scope.to_at <= edition.to_at
    is_around = scope.from_at <= edition.from_at and edition.to_at <= scope.to_at
    return (is_within and edition.programme_id in {None, scope.programme_id}) or (
        is_around and scope.programme_id in {None, edition.programme_id}
    )


async def _cells(
    session: AsyncSession, figure: Figure, rows: Sequence[Row], scope: Scope, editions: Sequence[EarlierEdition]
) -> list[_Cell] | None:
    """Count each cell into which the editions cut the community; None if there are too many."""
    scopes: list[Scope | EarlierEdition] = [scope, *editions]
    programmes = sorted({item.programme_id for item in scopes if item.programme_id is not None})
    instants = sorted({instant for item in scopes for instant in (item.from_at, item.to_at)})
    places = [
        (programme_id, from_at, to_at)
        for from_at, to_at in pairwise(instants)
        for programme_id in (*programmes, None)
        if any(_holds(item, programme_id, from_at, to_at) for item in scopes)
    ]
    if len(places) > MOST_CELLS:
        return None
    inside = {place: _holds(scope, *place) for place in places}
    beside = [item for item in editions if any(inside[place] and _holds(item, *place) for place in places)]
    cells = []
    for place in places:
        is_beside = not inside[place] and any(_holds(item, *place) for item in beside)
        if inside[place] or is_beside:
            cell = _scope_of(scope, *place, programmes)
            results = rows if cell == scope else (await session.execute(figure.statement, cell.values())).all()
            counts = {_part(row): (int(row.value), int(row.people)) for row in results}
            cells.append(_Cell(cell, inside[place], is_beside, counts))
    return cells


def _holds(item: Scope | EarlierEdition, programme_id: UUID | None, from_at: datetime, to_at: datetime) -> bool:
    return item.programme_id in {None, programme_id} and item.from_at <= from_at and to_at <= item.to_at


def _scope_of(
    scope: Scope, programme_id: UUID | None, from_at: datetime, to_at: datetime, programmes: Sequence[UUID]
) -> Scope:
    """Return the scope of a cell: a programme, or what is left of the community without all of them."""
    return replace(
        scope,
        programme_id=programme_id,
        from_at=from_at,
        to_at=to_at,
        is_final=scope.is_final and programme_id == scope.programme_id,
        without=() if programme_id else tuple(programmes),
    )

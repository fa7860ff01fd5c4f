"""Numbers of people, so that nobody can be told from them: in one place for trees, results and figures.

While a count goes on, it is rounded down by steps that are several people wide: two reads, one before and one after
somebody's answer, show the same. Once it is over, numbers are exact; options that few people chose are withheld, and
with them the next smallest ones, until what is withheld is many people together: no difference gives anybody away.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sqlalchemy import Interval, case, literal_column

from app.core.projections import Element

STEP = 5
ACCOUNT_AGE = timedelta(days=7)  # from which on somebody counts towards `k`: it takes no week to make five accounts
ACCOUNT_AGE_IN_SQL = literal_column(f"interval '{ACCOUNT_AGE.days} days'", Interval())


def least(k_min: int) -> int:
    """Return `k` for exact numbers: never below the steps of rounding, whatever a community sets.

    Otherwise, of two groups with one person between them, both would be told, and so that person.
    """
    return max(k_min, STEP)


def rounded(count: Element, k_min: Element) -> Element:
    """Round a count for publication, in SQL.

    The steps do not depend on `k_min`: a manager who changes it learns nothing more.
    """
    multiple = count - count % STEP
    return case((count < k_min, 0), ((k_min < STEP) & (count < 2 * STEP), k_min), (multiple < k_min, 0), else_=multiple)


def round_down(count: int, k_min: int) -> int:
    """`rounded`, for a number."""
    if count < k_min:
        return 0
    if k_min < STEP and count < 2 * STEP:
        return k_min
    multiple = count - count % STEP
    return multiple if multiple >= k_min else 0


def exact_or_withheld(counts: Sequence[int], k_min: int) -> list[int | None]:
    """Withhold what 1 to `k_min` - 1 people chose, and the next smallest until they are `k_min` people together."""
    withheld, together = set[int](), 0
    for place in sorted(range(len(counts)), key=lambda place: counts[place]):
        if 0 < counts[place] < k_min or 0 < together < k_min:
            withheld.add(place)
            together += counts[place]
    return [None if place in withheld else count for place, count in enumerate(counts)]


def counts_beside_mean(counts: Sequence[int | None]) -> Sequence[int | None]:
    """Withhold all counts of a scale beside its mean, where any is withheld: together they would tell it."""
    return [None] * len(counts) if None in counts else counts


def mean(total: float, number: int) -> float:
    """Return a mean with one digit, as people round it: 3.15 is 3.2."""
    return float((Decimal(str(total)) / number).quantize(Decimal("0.1"), ROUND_HALF_UP))


def names_one(people: int, total: float, steps: int) -> bool:
    """Tell whether the mean of a scale from 1 gives its counts away: all but one person are at an end of it.

    From any other `total`, several counts follow.
    """
    return 1 in {total - people, steps * people - total}


class Group(NamedTuple):
    """Rows of a table that are published as one: their names, and how many people each cell of them has."""

    names: tuple[str, ...]
    counts: tuple[int, ...]


def merged(rows: Sequence[Group], k_min: int) -> list[Group]:
    """Merge rows of a table of people until each cell has nobody or `k_min` people; empty where none such is left.

    No cell is withheld, so that none follows from the others. The row with the smallest cell is merged with the
    smallest other row: a larger `k_min` goes on from where a smaller one stops, and two of them tell no more than one.
    """
    table = [row for row in rows if sum(row.counts)]
    while small := [(count, n) for n, row in enumerate(table) for count in row.counts if 0 < count < k_min]:
        if len(table) == 1:
            return []
        place = min(small)[1]
        row = table.pop(place)
        partner = min(range(len(table)), key=lambda n: (sum(table[n].counts), n))
        names, counts = table[partner]
        table[partner] = Group(names + row.names, tuple(map(sum, zip(counts, row.counts, strict=True))))
    return table

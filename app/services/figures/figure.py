"""What a figure is: a code, words, a definition that a citizen understands, and one SQL statement.

Who counts towards `k`: people with an account that is older than a week. Guests and new accounts are in the numbers,
but a number is published only if there are enough of the others: it takes no week to make five accounts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Executable

from app.core.i18n import Words
from app.models.programme_reports import Exactness, FigureCode
from app.policies.small_groups import ACCOUNT_AGE

Labels = Mapping[str, str]  # by language
NO_WORDS: Mapping[str, Words] = {}


class Unit(StrEnum):
    COUNT = "count"
    PEOPLE = "people"
    CENTS = "cents"
    MEAN = "mean"


class Sum(StrEnum):
    """How the numbers of two periods, or of two programmes, make the number of both."""

    ADDED = "added"  # of events: none is in both
    UNION = "union"  # of people, each once


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: a community, or one programme of it, from one instant to another.

    `as_of`: the instant of the computation, by which accounts are old enough. `k`: people, at least. `is_final`: its
    programme has ended. `without`: programmes of the community that are left out.
    """

    community_id: UUID
    programme_id: UUID | None
    from_at: datetime
    to_at: datetime
    as_of: datetime
    k: int
    reader_id: UUID
    timezone: str  # of the community: its days
    is_final: bool = False
    without: tuple[UUID, ...] = ()

    @property
    def is_over(self) -> bool:
        """Nothing is added any more. Until then numbers of people are rounded down."""
        return self.is_final or self.to_at <= self.as_of

    def values(self) -> dict[str, object]:
        """Return what the statements bind."""
        return {
            "community": self.community_id,
            "programme": self.programme_id,
            "without": list(self.without),
            "from_at": self.from_at,
            "to_at": self.to_at,
            "as_of": self.as_of,
            "zone": self.timezone,
            "grown": self.as_of - ACCOUNT_AGE,
            "id": self.community_id,
            "now": self.as_of,
            "me": self.reader_id,
            "reader": self.reader_id,
        }


class Part(NamedTuple):
    """A number of a figure that has several. `people`: who is behind it, where that is told beside it."""

    code: str
    value: float | None
    label: Labels | None = None  # of its own; None: the words of the figure
    people: int | None = None
    exactness: Exactness = Exactness.EXACT


class Value(NamedTuple):
    """What is published of a figure. `people`: how many are behind it, exactly; kept, and never told."""

    number: float | None = None
    parts: Sequence[Part] | None = None
    people: int | None = None
    code: str | None = None  # after the figure's own, of one that is computed for several questions
    label: Labels | None = None
    hides: bool = False  # there was something of which no part is told
    exactness: Exactness = Exactness.EXACT

    @property
    def is_withheld(self) -> bool:
        if self.parts is None:
            return self.number is None
        return self.hides or (len(self.parts) > 0 and all(part.value is None for part in self.parts))


class Row(Protocol):
    def __getattr__(self, name: str) -> Any: ...  # noqa: ANN401  the columns of the statement


class Count(NamedTuple):
    """A number of people, and what is told of it. `people`: those behind it who count towards `k`."""

    part: str
    value: int
    people: int
    number: int | None
    exactness: Exactness


Publish = Callable[[Sequence[Row], Scope], Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Figure:
    code: FigureCode
    label: Words
    definition: Words
    unit: Unit
    statement: Executable
    publish: Publish
    parts: Mapping[str, Words] = field(default_factory=lambda: NO_WORDS)
    is_of_day: bool = False  # of the day of the computation, not of the period
    people: Sum | None = None  # of a number of people: how such numbers add up; its rows are published as `Count`
    is_of_community: bool = False  # the same with and without a programme


def count(rows: Sequence[Row], _: Scope) -> Sequence[Value]:
    """Publish a number of things."""
    return [Value(int(rows[0].value or 0), people=getattr(rows[0], "people", None))]


def people(rows: Sequence[Row], _: Scope) -> Sequence[Value]:
    """Publish a number of people."""
    [row] = rows
    return [Value(row.number, people=row.people, exactness=row.exactness)]


def parts_of_people(rows: Sequence[Row], _: Scope) -> Sequence[Value]:
    """Publish several such numbers, each by itself. They are never added up."""
    parts = [Part(row.part, row.number, exactness=row.exactness) for row in rows]
    return [Value(parts=parts, people=max(row.people for row in rows))]


def groups_of_people(rows: Sequence[Row], scope: Scope) -> Sequence[Value]:
    """Publish groups that nobody is twice in: whoever goes is missing from their sum."""
    [value] = parts_of_people(rows, scope)
    return [value._replace(people=sum(row.people for row in rows))]


def parts(rows: Sequence[Row], _: Scope) -> Sequence[Value]:
    """Publish several numbers of things."""
    return [Value(parts=[Part(row.part, int(row.value)) for row in rows])]

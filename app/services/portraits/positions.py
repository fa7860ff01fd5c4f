"""Moments of a Portrait as CVs have them: positions at an organisation, and activities (docs/decisions/0107)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.core.i18n import Language, Words
from app.core.text import plain
from app.services.portraits.formats import Frozen
from app.services.portraits.lines import Line, moments
from app.services.shared.moment_texts import CONTEXTS

KINDS = ("work", "immersion", "training", "volunteering", "leisure")  # in other sections there are activities only
DETAILS = Words("{title}\u00a0: {details}")


class Position(NamedTuple):
    """The moments of one kind at one organisation. `title` names the kind: a moment has no job title."""

    organisation: str
    title: str
    start: str
    end: str
    place: str | None
    text: str | None
    highlights: list[str]
    names: list[str]


def positions(frozen: Frozen, *kinds: str) -> list[Position]:
    """Return the positions of these kinds, the latest first."""
    groups = [
        _position(CONTEXTS[kind].in_(frozen.locale), lines, frozen.locale)
        for kind in kinds
        for lines in _by_organisation(moments(frozen, kind))
    ]
    return sorted(groups, key=lambda position: (position.end, position.start), reverse=True)


def activities(frozen: Frozen, *kinds: str) -> list[Line]:
    """Return the moments of these kinds that belong to no position."""
    return [line for kind in kinds for line in moments(frozen, kind) if kind not in KINDS or line.organisation is None]


def _by_organisation(lines: Iterable[Line]) -> Iterable[list[Line]]:
    """Group lines by the name of their organisation, whatever its capitals, accents and blanks."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if line.organisation is not None:
            groups.setdefault(" ".join(plain(line.organisation).split()), []).append(line)
    return groups.values()


def _position(title: str, lines: list[Line], locale: Language) -> Position:
    """Make a position. It lasts from its first day to its last, and has a place if all moments have the same."""
    places = {line.place for line in lines}
    return Position(
        organisation=lines[0].organisation or "",
        title=title,
        start=min(line.start for line in lines),
        end=max(line.end or line.start for line in lines),
        place=places.pop() if len(places) == 1 else None,
        text="\n\n".join(line.text for line in lines if line.text) or None,
        highlights=list(_highlights(lines, locale)),
        names=[line.title for line in lines],
    )


def _highlights(lines: Iterable[Line], locale: Language) -> Iterator[str]:
    for line in lines:
        details = " · ".join(line.highlights)
        yield DETAILS.in_(locale, title=line.title, details=details) if details else line.title

"""Published tables: CSV in UTF-8, with column names in the first line."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.core.stopped import Stopped
from app.core.text import visible
from app.models.skills import AlignmentRelation
from app.services.talents.framework_imports import Alignment

ALIGNMENTS = "alignments*.csv"
RELEASE = re.compile(r"v\d+(?:\.\d+)*", re.IGNORECASE)


class UnreadableFramework(Stopped):
    """The files are not laid out as their publisher describes."""


def rows(file: Path, *columns: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file, without control characters. Raises UnreadableFramework."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            yield from _rows(csv.DictReader(stream), file.name, columns)
    except UnicodeDecodeError as error:
        raise UnreadableFramework(f"{file.name} is not in UTF-8") from error


def _rows(table: "csv.DictReader[str]", name: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    if missing := set(columns) - set(table.fieldnames or ()):
        raise UnreadableFramework(f"{name} has no column {', '.join(sorted(missing))}")
    for row in table:
        yield {column: visible(value or "") for column, value in row.items() if column is not None}


def alignments(folder: Path) -> dict[str, list[Alignment]]:
    """Read what `alignments*.csv` says, by the code or the URI of the skill. Raises UnreadableFramework."""
    by_skill: dict[str, list[Alignment]] = defaultdict(list)
    for file in sorted(folder.glob(ALIGNMENTS)):
        for row in rows(file, "skill", "scheme", "uri", "relation"):
            if row["relation"] not in set(AlignmentRelation):
                raise UnreadableFramework(f"{file.name}: {row['relation']!r} is no relation")
            by_skill[row["skill"]].append(Alignment(row["scheme"], row["uri"], AlignmentRelation(row["relation"])))
    return by_skill


def release_in(names: Sequence[str]) -> str:
    """Return the first version number in these names, or nothing."""
    return next((match.group().lower() for name in names if (match := RELEASE.search(name))), "")

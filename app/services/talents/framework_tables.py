"""Published tables: CSV in UTF-8, a line of column names first."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.core.stopped import Stopped
from app.core.text import visible

EDITION = re.compile(r"v\d+(?:\.\d+)*", re.IGNORECASE)


class UnreadableFramework(Stopped):
    """What is there is not laid out as its publisher says."""


def rows(file: Path, *needed: str) -> Iterator[dict[str, str]]:
    """Its rows, cleared of characters that have no business in a text. Raises UnreadableFramework."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from _rows(csv.DictReader(opened), file.name, needed)
    except UnicodeDecodeError as error:
        raise UnreadableFramework(f"{file.name} is not in UTF-8") from error


def _rows(table: "csv.DictReader[str]", name: str, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    if missing := set(needed) - set(table.fieldnames or ()):
        raise UnreadableFramework(f"{name} has no column {', '.join(sorted(missing))}")
    for row in table:
        yield {column: visible(value or "") for column, value in row.items() if column is not None}


def edition_in(names: Sequence[str]) -> str:
    """The first version that one of these names says."""
    return next((match.group().lower() for name in names if (match := EDITION.search(name))), "")

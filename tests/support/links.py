"""The table of docs/links.md, as a test reads it."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from app.core.app_paths import AppPath
from app.models.notifications import NotificationType

ROW = re.compile(r"^\| `(/[^`]*)` \|([^|]+)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
NAME = re.compile(r"`(\w+)`")


class Row(NamedTuple):
    opens: str
    mails: frozenset[str]
    notifications: frozenset[str]


def rows() -> dict[str, Row]:
    """Return the rows, by path."""
    matches = ROW.findall(Path("docs/links.md").read_text())
    return {
        path: Row(opens, frozenset(NAME.findall(mails)), frozenset(NAME.findall(notifications)))
        for path, opens, mails, notifications in matches
    }


def template_of(address: str) -> str:
    """Return the path that the address was made of."""
    path = address.removeprefix("https://app.test")
    [template] = [item for item in AppPath if re.fullmatch(re.sub(r"{\w+}", "[0-9a-f-]{36}", item), path)]
    return template


def notifications_of(kinds: Collection[NotificationType]) -> set[tuple[NotificationType, str]]:
    """Return each of those kinds with each path that it leads to."""
    return {(kind, path) for path, row in rows().items() for kind in kinds if kind in row.notifications}

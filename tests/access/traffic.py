"""What a recording keeps of an answer, and what a later answer lacks of it."""

import re
from functools import reduce
from typing import Any

from app.models.consents import ConsentKind
from app.policies.consent_texts import TEXTS

Json = Any  # as json.loads gives it
CONSENT = re.compile(r'("kind": "(\w+)", "text_version": )"[^"]*"')
ANYTHING = "any"  # of items of one list that have different types there


def with_shown_texts(body: str) -> str:
    """Name the present version of each text that somebody agrees to: a client shows the one that it just read."""
    return CONSENT.sub(lambda match: f'{match[1]}"{TEXTS[ConsentKind(match[2])].version}"', body)


def shape(value: Any) -> Any:
    """Return the names and types of the members; of a list, those of all its items together."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [reduce(_together, map(shape, value))] if value else []
    return value if value is None else type(value).__name__.replace("float", "int")


def faults(before: Any, after: Any, at: str = "") -> list[str]:
    """Name what was there, and is not, or has another type. What was null may be anything."""
    if before is None or ANYTHING in (before, after):
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        gone = [f"{at}/{name}" for name in before.keys() - after.keys()]
        names = before.keys() & after.keys()
        return gone + [fault for name in names for fault in faults(before[name], after[name], f"{at}/{name}")]
    if isinstance(before, list) and isinstance(after, list):
        return faults(before[0], after[0], f"{at}/*") if before and after else []
    return [] if before == after else [f"{at}: {before} became {after}"]


def _together(one: Json, other: Json) -> Json:
    if one is None or other is None or one == other:
        return other if one is None else one
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: _together(one.get(name), other.get(name)) for name in one | other}
    if isinstance(one, list) and isinstance(other, list):
        return [reduce(_together, one + other)] if one + other else []
    return ANYTHING

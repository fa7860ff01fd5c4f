"""What a recording keeps of an answer, and what a later answer lacks of it."""

from typing import Any

Json = Any  # as json.loads gives it


def shape(value: Any) -> Any:
    """Return the names and types of the members; of a list, those of its first item."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return value if value is None else type(value).__name__.replace("float", "int")


def faults(before: Any, after: Any, at: str = "") -> list[str]:
    """Name what was there, and is not, or has another type. What was null may be anything."""
    if before is None:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        gone = [f"{at}/{name}" for name in before.keys() - after.keys()]
        names = before.keys() & after.keys()
        return gone + [fault for name in names for fault in faults(before[name], after[name], f"{at}/{name}")]
    if isinstance(before, list) and isinstance(after, list):
        return faults(before[0], after[0], f"{at}/*") if before and after else []
    return [] if before == after else [f"{at}: {before} became {after}"]

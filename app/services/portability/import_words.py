"""Conversion of times, texts and tags of other applications."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.core.text import visible

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_TEXT, LONGEST_TAG, MOST_TAGS = 20_000, 40, 30


def instant(value: object) -> datetime:
    """Parse RFC 3339, or seconds since 1970. Raises ValueError, OverflowError."""
    if isinstance(value, int | float):
        return EPOCH + timedelta(seconds=value)  # `fromtimestamp` also raises OSError, as a disk does
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def words(value: object) -> str | None:
    """Cut a text that is too long, and remove invisible characters. None for an empty text."""
    text = visible(str(value or ""))
    return text[:LONGEST_TEXT] or None


def tags(values: object) -> list[str]:
    names = (words(item) for item in values) if isinstance(values, Iterable) and not isinstance(values, str) else ()
    return list(dict.fromkeys(tag[:LONGEST_TAG] for tag in names if tag))[:MOST_TAGS]

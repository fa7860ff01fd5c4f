"""How others write times, texts and tags, and how we do."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.core.text import visible

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_TEXT, LONGEST_TAG, MOST_TAGS = 20_000, 40, 30


def instant(said: object) -> datetime:
    """RFC 3339, or seconds since 1970. Raises ValueError, OverflowError."""
    if isinstance(said, int | float):
        return EPOCH + timedelta(seconds=said)  # `fromtimestamp` also raises OSError, as a disk does
    moment = datetime.fromisoformat(str(said))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def words(said: object) -> str | None:
    """What is too long is cut; signs that nothing shows are left out."""
    text = visible(str(said or ""))
    return text[:LONGEST_TEXT] or None


def tags(said: object) -> list[str]:
    named = (words(item) for item in said) if isinstance(said, Iterable) and not isinstance(said, str) else ()
    return list(dict.fromkeys(tag[:LONGEST_TAG] for tag in named if tag))[:MOST_TAGS]

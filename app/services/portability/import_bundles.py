"""Contents of an import file in our own types, which also check what phones send."""

import hashlib
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zipfile import BadZipFile

from app.models.imports import ImportRefusal, ImportSource
from app.models.talents import Stance
from app.schemas.experiences import ExperienceWrite
from app.schemas.journals import JournalWrite
from app.schemas.media import MediaWrite
from app.schemas.portraits import PortraitWrite

LARGEST_TEXT = 200_000_000  # bytes of an unpacked file that is read as a whole
MOST_ROWS = 200_000
TITLES = 5
# Errors of a ZIP file that is damaged or encrypted, or has a compression that is not supported.
READ_ERRORS = (BadZipFile, zlib.error, RuntimeError, EOFError)
# Errors of one unreadable row: the import leaves it out and takes the others.
ROW_ERRORS = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


class Refused(Exception):
    """The import file cannot be read at all."""

    def __init__(self, reason: ImportRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ComingMedia:
    id: UUID
    data: MediaWrite
    path: str  # in the archive
    at: datetime | None  # when it was declared
    rectangles: list[dict[str, Any]] = field(default_factory=list)
    transcription: dict[str, Any] = field(default_factory=dict)  # columns of a medium


@dataclass(frozen=True, slots=True)
class ComingExperience:
    id: UUID
    data: ExperienceWrite
    received_at: datetime | None = None
    trashed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ComingJournal:
    id: UUID
    data: JournalWrite
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ComingStory:
    """A published story with all editions: rows of `stories`, `editions` (without cards) and `edition_media`."""

    row: dict[str, Any]
    editions: list[dict[str, Any]]
    copies: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ComingTalent:
    skill_id: UUID
    level: int
    stance: Stance
    evidence: list[UUID]


@dataclass(frozen=True, slots=True)
class ComingPortrait:
    id: UUID
    data: PortraitWrite


@dataclass(slots=True)
class Bundle:
    source: ImportSource
    media: list[ComingMedia] = field(default_factory=list)
    experiences: list[ComingExperience] = field(default_factory=list)
    journals: list[ComingJournal] = field(default_factory=list)
    stories: list[ComingStory] = field(default_factory=list)
    talents: list[ComingTalent] = field(default_factory=list)
    portraits: list[ComingPortrait] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def counts(self, existing_count: int) -> dict[str, Any]:
        """The counts in the shape of `ImportCounts`."""
        nouns = ("experiences", "media", "journals", "stories", "talents", "portraits")
        counts: dict[str, Any] = {name: len(getattr(self, name)) for name in nouns}
        return counts | {"already_here": existing_count, "left_out": dict(self.left_out)}

    def preview(self, existing_ids: Collection[UUID]) -> dict[str, Any]:
        """The preview in the shape of `ImportPreview`. `existing_ids`: rows that the person has already."""
        days = sorted(self._days())
        titles = [experience.data.title or experience.data.text or "" for experience in self.experiences]
        return self.counts(len(existing_ids)) | {
            "media_size": sum(medium.data.size for medium in self.media if medium.id not in existing_ids),
            "from_day": days[0].isoformat() if days else None,
            "to_day": days[-1].isoformat() if days else None,
            "titles": [title[:80] for title in titles if title][:TITLES],
        }

    def _days(self) -> Iterator[date]:
        moments = (experience.data.lived_at or experience.data.captured_at for experience in self.experiences)
        return (moment.date() for moment in moments if moment)


def derive_id(owner: UUID, key: str, milliseconds: int) -> UUID:
    """A UUIDv7 that is the same when this person imports the same row again, and differs for other people."""
    seed = int.from_bytes(hashlib.sha256(f"{owner} {key}".encode()).digest()[:10], "big")
    time = milliseconds & (1 << 48) - 1
    return UUID(int=time << 80 | 7 << 76 | (seed >> 62 & 0xFFF) << 64 | 2 << 62 | seed & (1 << 62) - 1)

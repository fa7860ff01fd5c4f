from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Words

IMPORT_LIFE = timedelta(days=7)


class ImportNotReady(Conflict):
    title = Words("Cet import n’attend pas de réponse")
    advice = Words("Relis-le : il se confirme une fois, quand son aperçu est là.")


class ImportState(StrEnum):
    READING = "reading"
    PREVIEWED = "previewed"  # the preview is ready; nothing is imported
    IMPORTING = "importing"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"  # by a server error: imported rows stay, and a repetition duplicates nothing


class ImportSource(StrEnum):
    DAYTRIPPER = "daytripper"
    DAY_ONE = "day_one"
    MEMOS = "memos"


class ImportRefusal(StrEnum):
    UNKNOWN_FORMAT = "unknown_format"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


class Import(Identified, Base):
    """A file from another service: previewed, then imported when the person confirms. The file is deleted then."""

    __tablename__ = "imports"
    __table_args__ = (Index(None, "user_id", "asked_at", "id"), Index(None, "object_key"), Index(None, "expires_at"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    state: Mapped[ImportState] = mapped_column(default=ImportState.READING)
    object_key: Mapped[str | None]
    size: Mapped[int]
    source: Mapped[ImportSource | None]
    reason: Mapped[ImportRefusal | None]
    preview: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any] | None]
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]

    def show(self, source: ImportSource, preview: Mapping[str, Any]) -> None:
        self._move(ImportState.READING, ImportState.PREVIEWED)
        self.source, self.preview = source, dict(preview)

    def refuse(self, reason: ImportRefusal, now: datetime) -> None:
        self._move(ImportState.READING, ImportState.REFUSED)
        self.reason, self.ended_at, self.object_key = reason, now, None

    def confirm(self, now: datetime) -> bool:
        """Confirm. False for a repetition. Raises ImportNotReady."""
        if self.state in {ImportState.IMPORTING, ImportState.DONE}:
            return False
        self._move(ImportState.PREVIEWED, ImportState.IMPORTING)
        self.expires_at = now + IMPORT_LIFE
        return True

    def complete(self, result: Mapping[str, Any], now: datetime) -> None:
        self._move(ImportState.IMPORTING, ImportState.DONE)
        self.result, self.ended_at, self.object_key = dict(result), now, None

    def fail(self, now: datetime) -> None:
        self._move(self.state, ImportState.FAILED)
        self.ended_at, self.object_key = now, None

    def _move(self, since: ImportState, state: ImportState) -> None:
        if self.state is not since:
            raise ImportNotReady
        self.state = state
        self.version += 1

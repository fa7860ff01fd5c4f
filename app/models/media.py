from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.ports import Part


class MediaKind(StrEnum):
    PHOTO = "photo"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


class MediaState(StrEnum):
    AWAITING_UPLOAD = "awaiting_upload"
    PROCESSING = "processing"
    READY = "ready"
    REJECTED = "rejected"


class RejectionReason(StrEnum):
    WRONG_SIZE = "wrong_size"
    WRONG_CHECKSUM = "wrong_checksum"
    WRONG_TYPE = "wrong_type"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"


class UploadComplete(Conflict):
    title = Words("Ce fichier est déjà arrivé en entier", "That file has already arrived whole")


class Media(Identified, Base):
    """A photo, sound, video or document of one's own. The original and its variants are objects in storage."""

    __tablename__ = "media"
    __table_args__ = (
        Index(None, "owner_id", "sha256"),
        Index("ix_media_unfinished", "created_at", postgresql_where="state = 'awaiting_upload'"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[MediaKind]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    captured_at: Mapped[datetime | None]
    alt: Mapped[str | None]
    caption: Mapped[str | None]
    transcript: Mapped[str | None]
    state: Mapped[MediaState] = mapped_column(default=MediaState.AWAITING_UPLOAD)
    reason: Mapped[RejectionReason | None]
    object_key: Mapped[str]  # of the original; random
    received: Mapped[int] = mapped_column(default=0)
    # name, object_key, content_type, size, width, height of each
    variants: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    thumbhash: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration: Mapped[float | None]  # seconds
    suggested: Mapped[dict[str, Any] | None]  # lived_at, lat, lng, as the file says; for the owner only
    born_as: Mapped[str]  # digest of the body that declared it
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def describe(self, fields: dict[str, Any], now: datetime) -> None:
        """What its owner says of it. What the file is, was said when it was declared."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.touch(now)

    def arrive(self, now: datetime) -> None:
        if self.state is not MediaState.AWAITING_UPLOAD:
            raise UploadComplete
        self.received, self.state = self.size, MediaState.PROCESSING
        self.touch(now)

    def reject(self, reason: RejectionReason, now: datetime) -> None:
        self.state, self.reason, self.variants = MediaState.REJECTED, reason, []
        self.touch(now)

    def touch(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now


class Upload(Base):
    """A file on its way in. What has been stored of it is in `parts` and, less than a part, under `tail_key`."""

    __tablename__ = "uploads"
    __table_args__ = (Index(None, "expires_at"),)

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    received: Mapped[int] = mapped_column(default=0)  # bytes that are safe in storage
    multipart_id: Mapped[str | None]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    next_part: Mapped[int] = mapped_column(default=1)  # numbers are never used twice: a late writer spoils nothing
    tail_key: Mapped[str | None]
    holder: Mapped[UUID | None]  # the request that may write; a newer one takes over
    expires_at: Mapped[datetime]

    @property
    def stored_parts(self) -> list[Part]:
        return [Part(**part) for part in self.parts]

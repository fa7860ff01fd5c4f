from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned, gin_index
from app.core.errors import Conflict, NotFound
from app.core.i18n import Words
from app.core.ports import Part


class MediaKind(StrEnum):
    PHOTO = "photo"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


# Content types that may be declared for each kind; the bytes have to agree.
CONTENT_TYPES: Mapping[MediaKind, tuple[str, ...]] = {
    MediaKind.PHOTO: (
        "image/jpeg",
        "image/jpg",
        "image/pjpeg",
        "image/png",
        "image/apng",
        "image/webp",
        "image/avif",
        "image/avif-sequence",
        "image/heic",
        "image/heif",
        "image/heic-sequence",
        "image/heif-sequence",
    ),
    MediaKind.AUDIO: (
        "audio/mp4",
        "audio/m4a",
        "audio/x-m4a",
        "audio/mp4a-latm",
        "audio/aac",
        "audio/aacp",
        "audio/x-aac",
        "audio/mpeg",
        "audio/mp3",
        "audio/x-mp3",
        "audio/mpeg3",
        "audio/ogg",
        "audio/opus",
        "audio/vorbis",
        "application/ogg",
        "audio/wav",
        "audio/x-wav",
        "audio/wave",
        "audio/vnd.wave",
        "audio/webm",
    ),
    MediaKind.VIDEO: ("video/mp4", "video/quicktime", "video/x-m4v", "video/webm"),
    MediaKind.DOCUMENT: ("application/pdf", "application/x-pdf"),
}


RECORDINGS = (MediaKind.AUDIO, MediaKind.VIDEO)


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


class TranscriptionState(StrEnum):
    AWAITED = "awaited"
    PROPOSED = "proposed"  # for the owner alone
    ACCEPTED = "accepted"  # its words are the transcript, unless the owner wrote another one since
    DISCARDED = "discarded"
    EMPTY = "empty"  # nobody speaks, or it cannot be heard


class MediaNotFound(NotFound):
    title = Words("Média introuvable")


class UploadComplete(Conflict):
    title = Words("Ce fichier est déjà arrivé en entier")


class TranscriptionNotFound(NotFound):
    title = Words("Rien n’est proposé pour ce média")


class TranscriptWritten(Conflict):
    title = Words("Ce média a déjà ta transcription")
    advice = Words("Ce que tu as écrit n’est pas remplacé : efface d’abord `transcript`, ou jette la proposition.")


class Media(Identified, Versioned, Base):
    """A person's photo, sound, video or document. The original and its variants are objects in storage.

    Objects are written once: media with the same bytes may share them.
    """

    __tablename__ = "media"
    __table_args__ = (
        Index(None, "owner_id", "created_at", "id"),
        Index("ix_media_list_kind", "owner_id", "kind", "created_at", "id"),
        Index("ix_media_list_state", "owner_id", "state", "created_at", "id"),
        Index(None, "owner_id", "sha256"),
        Index("ix_media_kept", "owner_id", postgresql_include=["size"], postgresql_where=text("state <> 'rejected'")),
        Index(None, "object_key"),
        gin_index(None, "variants", postgresql_ops={"variants": "jsonb_path_ops"}),
        gin_index(
            "ix_media_search",
            "owner_id",
            text("media_search(alt, caption, transcript)"),
            postgresql_where=text("num_nonnulls(alt, caption, transcript) > 0"),
        ),
        Index("ix_media_proposed_words", "updated_at", "id", postgresql_where=text("transcription = 'proposed'")),
        Index("ix_media_awaiting_words", "created_at", "id", postgresql_where=text("transcription = 'awaited'")),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[MediaKind]
    content_type: Mapped[str]  # as declared, then as detected
    size: Mapped[int]
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)  # as declared, or as computed
    captured_at: Mapped[datetime | None]
    alt: Mapped[str | None]
    caption: Mapped[str | None]
    transcript: Mapped[str | None]
    transcription: Mapped[TranscriptionState | None]
    spoken_language: Mapped[str | None]
    # start, end (seconds) and text of what is said at a time
    cues: Mapped[list[dict[str, Any]] | None] = mapped_column(deferred=True)
    transcribed_by: Mapped[str | None]  # the model that proposed them
    state: Mapped[MediaState] = mapped_column(default=MediaState.AWAITING_UPLOAD)
    reason: Mapped[RejectionReason | None]
    object_key: Mapped[str | None]  # of the original once stored; random
    # name, object_key, content_type, size, width, height of each
    variants: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    # left, top, right, bottom of each part of a photo that no variant shows: fractions of what is shown
    blurred: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=text("'[]'"))
    thumbhash: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration: Mapped[float | None]  # seconds
    suggested: Mapped[dict[str, Any] | None]  # lived_at, lat, lng, as the file says; for the owner only
    # what others' answers show of it, as ready JSON: PostgreSQL writes it with the row
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)
    born_as: Mapped[str]  # digest of the body that declared it
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def may_be_transcribed(self) -> bool:
        """Tell whether it is a recording of which nothing was ever written down."""
        return self.is_recording() and self.transcript is None and self.transcription is None

    def is_recording(self) -> bool:
        return self.kind in RECORDINGS and self.state is MediaState.READY

    def propose(self, language: str, cues: list[dict[str, Any]], model: str | None, now: datetime) -> None:
        """Keep what a model heard beside the owner's words. No cue: nothing is proposed."""
        self.transcription = TranscriptionState.PROPOSED if cues else TranscriptionState.EMPTY
        if cues:
            self.spoken_language, self.cues, self.transcribed_by = language, cues, model
        self.touch(now)

    def accept(self, language: str, cues: list[dict[str, Any]], now: datetime) -> None:
        """Make the cues, as the owner sends them, the transcript. Raises TranscriptionNotFound, TranscriptWritten."""
        if not self.is_recording():
            raise TranscriptionNotFound
        if self.transcript is not None and self.transcript != words_of(self.cues):
            raise TranscriptWritten
        self.transcription, self.spoken_language, self.cues = TranscriptionState.ACCEPTED, language, cues
        self.transcript = words_of(cues)
        self.touch(now)

    def discard(self, now: datetime) -> None:
        """Throw the cues away, or await none. Raises TranscriptionNotFound. A transcript stays."""
        if self.transcription is None:
            raise TranscriptionNotFound
        self.transcription = TranscriptionState.DISCARDED
        self.spoken_language = self.cues = self.transcribed_by = None
        self.touch(now)

    @property
    def captions(self) -> list[dict[str, Any]] | None:
        """The accepted cues, as long as the transcript says the same."""
        if self.transcription is not TranscriptionState.ACCEPTED or self.transcript != words_of(self.cues):
            return None
        return self.cues

    def replace_captions(self, variants: list[dict[str, Any]], now: datetime) -> list[str]:
        """Put these captions in the place of others; return the keys of those."""
        old = [variant for variant in self.variants if variant["name"] == CAPTIONS]
        if variants or old:
            self.variants = [variant for variant in self.variants if variant["name"] != CAPTIONS] + variants
            self.touch(now)
        return [variant["object_key"] for variant in old]

    def arrive(self, object_key: str, now: datetime) -> None:
        """Record that the last byte was stored. Raises UploadComplete for a repetition."""
        if self.state is not MediaState.AWAITING_UPLOAD:
            raise UploadComplete
        self.state, self.object_key = MediaState.PROCESSING, object_key
        self.touch(now)

    def share(self, duplicate: "Media", now: datetime) -> None:
        """Share the object of another medium with the same bytes."""
        for name in ("object_key", "state", "content_type", "blurred", *RENDER_FIELDS):
            setattr(self, name, getattr(duplicate, name))
        self.variants = [variant for variant in self.variants if variant["name"] != CAPTIONS]  # words of the other one
        self.touch(now)

    def take_over(self, better: "Media", now: datetime) -> None:
        """Take the file of another medium, and keep one's own words and captions."""
        captions = [variant for variant in self.variants if variant["name"] == CAPTIONS]
        for name in ("object_key", "content_type", "size", "sha256", *RENDER_FIELDS):
            setattr(self, name, getattr(better, name))
        self.variants = [variant for variant in self.variants if variant["name"] != CAPTIONS] + captions
        self.touch(now)

    def is_file(self, kind: MediaKind, size: int, sha256: bytes | None) -> bool:
        """Tell whether these properties, as far as given, are those of this file."""
        return (self.kind, self.size) == (kind, size) and sha256 in {None, self.sha256}

    def render(self, values: Mapping[str, object], now: datetime) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.state = MediaState.READY
        self.touch(now)

    def preview(self, variants: list[dict[str, Any]], thumbhash: str | None, now: datetime) -> None:
        """Show the small pictures, while the large one is made."""
        self.variants, self.thumbhash = variants, thumbhash
        self.touch(now)

    def blur(self, rectangles: list[dict[str, float]], now: datetime) -> None:
        """Show no variant until the medium is rendered again."""
        self.blurred, self.variants, self.thumbhash, self.state = rectangles, [], None, MediaState.PROCESSING
        self.touch(now)

    def reject(self, reason: RejectionReason, now: datetime) -> None:
        self.state, self.reason, self.object_key, self.variants = MediaState.REJECTED, reason, None, []
        self.touch(now)

    def object_keys(self) -> list[str]:
        original = [self.object_key] if self.object_key else []
        return original + [variant["object_key"] for variant in self.variants]


PROPOSALS = frozenset({TranscriptionState.PROPOSED, TranscriptionState.ACCEPTED})


def words_of(cues: list[dict[str, Any]] | None) -> str:
    """Join the cues to the text that a transcript has."""
    return " ".join(cue["text"] for cue in cues or ())


CAPTIONS, THUMB = "captions", "thumb"
RENDER_FIELDS = ("variants", "thumbhash", "width", "height", "duration", "suggested")


class Upload(Base):
    """A file on its way in: the parts that are safe in storage. The row stays until the file has been checked.

    The bytes are those of `parts`, of a multipart upload under `object_key`, then those of `pieces`: objects smaller
    than a part, left by broken connections.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index(None, "expires_at"),)

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    received: Mapped[int] = mapped_column(default=0)
    object_key: Mapped[str | None]
    multipart_id: Mapped[str | None]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    next_part: Mapped[int] = mapped_column(default=1)  # numbers are never reused, so a late writer overwrites nothing
    pieces: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # key, size
    holder: Mapped[UUID | None]  # the request that may write; a newer request takes over
    expires_at: Mapped[datetime]

    @property
    def stored_parts(self) -> list[Part]:
        return [Part(**part) for part in self.parts]


class LooseObject(Base):
    """An object in storage without a row that refers to it. It is deleted when it is due and still loose."""

    __tablename__ = "loose_objects"
    __table_args__ = (Index(None, "due_at"),)

    object_key: Mapped[str] = mapped_column(primary_key=True)
    multipart_id: Mapped[str | None]  # of an unfinished upload under that key
    due_at: Mapped[datetime]
    doomed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))  # being deleted

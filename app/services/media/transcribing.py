"""Writes down what is said in recordings, one at a time, as a proposal to their owners: docs/decisions/0101.

Slow work happens outside any transaction. What its owner wrote meanwhile stays, and nothing is proposed then.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import exists, select

from app.core.changes import Kind
from app.core.jobs import Job, Lane
from app.core.ports import Cue, ObjectNotFound, Rejected, Transcript
from app.core.uow import Runtime, UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media, TranscriptionState
from app.models.users import User
from app.schemas.transcriptions import CUE_LIMIT, LONGEST, CueWrite
from app.services.media import scratch
from app.services.media.captioning import CaptionMedia

RECORDINGS = ("audio", "video")  # the variants with sound
CUE: TypeAdapter[CueWrite] = TypeAdapter(CueWrite)
_KEPT_ASIDE = exists().where(
    ExperienceMedia.media_id == Media.id, Experience.id == ExperienceMedia.experience_id, Experience.kept_aside
)
# Whoever refuses suggestions, or keeps a moment aside, is heard by no model.
DUE = (
    select(Media.id, Media.variants, Media.duration, User.locale)
    .join(User, User.id == Media.owner_id)
    .where(Media.transcription == TranscriptionState.AWAITED, User.suggestions, ~_KEPT_ASIDE)
    .order_by(Media.created_at, Media.id)
    .limit(1)
)


class TranscribeMedia(Job):
    lane = Lane.HEAVY


@dataclass(frozen=True, slots=True)
class Recording:
    media_id: UUID
    object_key: str
    content_type: str
    seconds: float
    language: str  # its owner's


async def await_words(uow: UnitOfWork, media: Media) -> None:
    """Let a recording that has become ready wait for its words, where a model writes them down."""
    if media.transcription is TranscriptionState.ACCEPTED:  # elsewhere, before it was imported
        uow.enqueue(CaptionMedia(media_id=media.id))
    if not (uow.runtime.transcriber.works() and media.may_be_transcribed()):
        return
    if await uow.session.scalar(select(User.suggestions).where(User.id == media.owner_id)):
        media.transcription = TranscriptionState.AWAITED
        uow.enqueue(TranscribeMedia())


async def transcribe(uow: UnitOfWork) -> bool:
    """Write one recording down; return whether there may be more. Raises StorageUnavailable, TranscriptionFailed."""
    if not uow.runtime.transcriber.works():
        return False
    recording = await _next(uow.runtime)
    if recording is None:
        return False
    transcript = Transcript(recording.language, ())
    if recording.object_key:
        with suppress(Rejected, ObjectNotFound):  # nothing can be heard
            transcript = await _hear(uow.runtime, recording)
    await _propose(uow, recording.media_id, transcript)
    return True


async def _next(runtime: Runtime) -> Recording | None:
    async with runtime.database.sessions() as session:
        row = (await session.execute(DUE)).first()
    if row is None:
        return None
    variants: list[dict[str, Any]] = row.variants
    sound = next((variant for variant in variants if variant["name"] in RECORDINGS), {})
    details = (sound.get("object_key", ""), sound.get("content_type", ""), row.duration or 0.0)
    return Recording(row.id, *details, row.locale.base)


async def _hear(runtime: Runtime, recording: Recording) -> Transcript:
    with scratch.folder() as folder:
        file = folder / "recording"
        await runtime.objects.get_file(recording.object_key, file)
        return await runtime.transcriber.transcribe(recording.content_type, file, recording.seconds, recording.language)


async def _propose(uow: UnitOfWork, media_id: UUID, transcript: Transcript) -> None:
    media = await uow.session.get(Media, media_id, with_for_update={"key_share": True})
    if media is None or media.transcription is not TranscriptionState.AWAITED:
        return
    cues = _fitting(transcript.cues) if media.transcript is None else []
    media.propose(transcript.language, cues, uow.runtime.transcriber.model, uow.now)
    uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)


def _fitting(cues: tuple[Cue, ...]) -> list[dict[str, Any]]:
    """Return those that an owner could send, as far as a transcript goes."""
    lines: list[dict[str, Any]] = []
    length = 0
    for cue in cues[:CUE_LIMIT]:
        with suppress(ValidationError):
            item = CUE.validate_python(asdict(cue))
            length += len(item.text) + 1
            if length > LONGEST:
                break
            lines.append(item.model_dump())
    return lines

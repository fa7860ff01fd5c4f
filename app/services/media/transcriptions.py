"""What a model heard in a recording: its owner corrects and accepts it, or throws it away."""

import json
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import undefer

from app.core.actor import ME
from app.core.changes import Kind
from app.core.db import fetch_one
from app.core.jobs import Job
from app.core.projections import Representation, SingleProjection, build, shape
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect, expect_if_given
from app.models.media import PROPOSALS, Media, MediaNotFound, TranscriptionNotFound, TranscriptionState, words_of
from app.policies.media import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.transcriptions import TranscriptionRead, TranscriptionWrite
from app.services.media.captioning import CaptionMedia, web_vtt
from app.services.media.media import MEDIUM

PROPOSED_FOR = timedelta(days=365)
AT_ONCE = 100


class ForgetProposals(Job):
    pass


_COLUMNS = Media.__table__.c
ITEM = shape(
    Media,
    TranscriptionRead,
    media_id=_COLUMNS.id,
    state=_COLUMNS.transcription,
    language=_COLUMNS.spoken_language,
    cues=_COLUMNS.cues,
    model=_COLUMNS.transcribed_by,
)
TRANSCRIPTION = SingleProjection(
    SIGNED_IN,
    ITEM,
    Media.version,
    readable_by(ME),
    Media.id == bindparam("id", type_=Uuid()),
    Media.transcription.in_(PROPOSALS),
    missing=TranscriptionNotFound,
)
CAPTIONS = SingleProjection(
    SIGNED_IN,
    build({"cues": Media.cues, "transcript": Media.transcript}),
    Media.version,
    readable_by(ME),
    Media.id == bindparam("id", type_=Uuid()),
    Media.transcription == TranscriptionState.ACCEPTED,
    missing=TranscriptionNotFound,
)


async def get(reading: Reading, media_id: UUID) -> Representation:
    return await TRANSCRIPTION.get(reading, id=media_id)


async def accept(uow: UnitOfWork, media_id: UUID, data: TranscriptionWrite, version: int | None) -> Representation:
    """Make the words the transcript, whether they were proposed or are the owner's own.

    Raises TranscriptionNotFound unless it is a recording, TranscriptWritten when the owner has written another one.
    """
    media = await _get_to_change(uow, media_id)
    if not media.is_recording():
        raise TranscriptionNotFound
    await expect(uow, version, media, TRANSCRIPTION if media.transcription in PROPOSALS else MEDIUM, id=media_id)
    media.accept(data.language, [cue.model_dump() for cue in data.cues], uow.now)
    uow.enqueue(CaptionMedia(media_id=media_id))
    uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
    return await TRANSCRIPTION.show(uow, id=media_id)


async def discard(uow: UnitOfWork, media_id: UUID, version: int | None) -> None:
    """Throw the words away, or await none. A transcript that was accepted stays: it is the owner's."""
    media = await _get_to_change(uow, media_id)
    if media.transcription in PROPOSALS:
        await expect_if_given(uow, version, media, TRANSCRIPTION, id=media_id)
    media.discard(uow.now)
    uow.enqueue(CaptionMedia(media_id=media_id))
    uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)


async def forget_proposals(uow: UnitOfWork) -> None:
    """Throw away words that their owner neither accepted nor discarded. The medium is not written down again."""
    waiting = (Media.transcription == TranscriptionState.PROPOSED, Media.updated_at <= uow.now - PROPOSED_FOR)
    statement = select(Media).where(*waiting).order_by(Media.updated_at, Media.id).limit(AT_ONCE)
    media = (await uow.session.scalars(statement.with_for_update(skip_locked=True))).all()
    for medium in media:
        medium.discard(uow.now)
        uow.changed(medium.owner_id, Kind.MEDIA, medium.id, medium.version)
    if len(media) == AT_ONCE:
        uow.enqueue(ForgetProposals())


async def captions(reading: Reading, media_id: UUID) -> str:
    """Return the accepted words as WebVTT. Raises TranscriptionNotFound, also when the transcript is another one."""
    row = json.loads((await CAPTIONS.get(reading, id=media_id)).json)
    if row["transcript"] != words_of(row["cues"]):
        raise TranscriptionNotFound
    return web_vtt(row["cues"])


async def _get_to_change(uow: UnitOfWork, media_id: UUID) -> Media:
    statement = select(Media).where(Media.id == media_id, readable_by(uow.actor)).options(undefer(Media.cues))
    return await fetch_one(uow.session, statement.with_for_update(), MediaNotFound)

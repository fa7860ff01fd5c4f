"""Files of an export: each medium as it was sent, and a variant that every browser shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models.experiences import Experience, ExperienceMedia
from app.models.media import Media, MediaState
from app.models.portraits import Portrait, PortraitMedia
from app.models.stories import EditionMedia, Story

PAGE_VARIANTS = ("large", "video", "audio", "poster", "small")  # an import renders the other variants again
SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/heif": "heif",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "weba",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "application/pdf": "pdf",
}


@dataclass(slots=True)
class Files:
    """Paths in the archive by object key, and values of each medium for the pages."""

    by_key: dict[str, str] = field(default_factory=dict)
    media: dict[str, dict[str, Any]] = field(default_factory=dict)  # values by media id
    copies: dict[str, dict[str, str]] = field(default_factory=dict)  # media of editions, by id: names and paths
    of_experience: dict[UUID, list[str]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)  # keys of objects that storage does not have

    def add(self, key: str, path: str) -> str | None:
        """Add an object, and return its path. An object that was added before keeps its first path.

        None for a missing object: no page leads to it.
        """
        return None if key in self.missing else self.by_key.setdefault(key, path)

    def add_all(self, paths: Iterable[tuple[str, str, str]]) -> dict[str, str]:
        """Add objects, and return the paths of those that are not missing by the names of the variants."""
        return {name: archive_path for name, key, path in paths if (archive_path := self.add(key, path)) is not None}


async def find(session: AsyncSession, person_id: UUID, archive_files: Files | None = None) -> Files:
    """Find the person's files. `archive_files`: those of an earlier call, which keep their paths, or are missing."""
    files = Files(by_key=dict(archive_files.by_key), missing=archive_files.missing) if archive_files else Files()
    statement = select(Media).where(Media.owner_id == person_id, Media.state == MediaState.READY).order_by(Media.id)
    async for media in await session.stream_scalars(statement.execution_options(yield_per=500)):
        original = [("original", media.object_key, original_path(str(media.id), media.content_type))]
        paths = files.add_all((name, key, path) for name, key, path in original if key is not None)
        paths |= files.add_all(_variants("media", media.id, media.variants))
        files.media[str(media.id)] = {
            "kind": str(media.kind),
            "alt": media.alt,
            "caption": media.caption,
            "transcript": media.transcript,
            "paths": paths,
        }
        session.expunge(media)
    await _find_copies(session, person_id, files)
    citations = (
        select(ExperienceMedia.experience_id, ExperienceMedia.media_id)
        .join(Experience, Experience.id == ExperienceMedia.experience_id)
        .where(Experience.owner_id == person_id)
        .order_by(ExperienceMedia.experience_id, ExperienceMedia.position)
    )
    for experience_id, media_id in await session.execute(citations):
        files.of_experience.setdefault(experience_id, []).append(str(media_id))
    return files


def original_path(media_id: str, content_type: str) -> str:
    return f"media/{media_id}/original.{SUFFIXES.get(content_type, 'bin')}"


async def _find_copies(session: AsyncSession, person_id: UUID, files: Files) -> None:
    stories = select(EditionMedia.id, EditionMedia.variants).join(Story, Story.id == EditionMedia.story_id)
    portraits = select(PortraitMedia.id, PortraitMedia.variants).join(
        Portrait, Portrait.id == PortraitMedia.portrait_id
    )
    for statement in (stories.where(Story.owner_id == person_id), portraits.where(Portrait.owner_id == person_id)):
        for copy_id, variants in await session.execute(statement):
            files.copies[str(copy_id)] = files.add_all(_variants("copies", copy_id, variants))


def _variants(folder: str, owner: UUID, variants: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for variant in variants:
        if variant["name"] in PAGE_VARIANTS:
            suffix = SUFFIXES.get(variant["content_type"], "bin")
            yield variant["name"], variant["object_key"], f"{folder}/{owner}/{variant['name']}.{suffix}"

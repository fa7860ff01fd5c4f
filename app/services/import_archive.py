"""Our own archive, from this installation or another one.

Nothing in it is believed: each row passes the types that a phone's request would, an id stands for what the person has
under it or else for a new one, and what refers to nothing in the archive refers to nothing.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from pydantic import TypeAdapter, ValidationError

from app.models.imports import ImportRefusal, ImportSource
from app.models.talents import Stance
from app.schemas.experiences import ExperienceWrite
from app.schemas.journals import JournalWrite
from app.schemas.media import MediaWrite
from app.schemas.portraits import PortraitWrite
from app.schemas.stories import EditionContent
from app.schemas.types import Instant
from app.services.export_files import original_path
from app.services.import_bundles import (
    LARGEST_TEXT,
    MOST_ROWS,
    Bundle,
    ComingExperience,
    ComingJournal,
    ComingMedia,
    ComingPortrait,
    ComingStory,
    ComingTalent,
    Refused,
    derived,
)

FORMAT = "day-tripper-export"
NAMED = ("media", "experiences", "journals", "stories", "portraits", "edition_media")
PUBLISHED = ("published_at", "withdrawn_at")
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
Row = dict[str, Any]


def is_ours(manifest: object) -> bool:
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def ids_in(archive: ZipFile) -> set[UUID]:
    """Of all that it would make a row of. Raises Refused."""
    try:
        return {UUID(str(row["id"])) for name in NAMED for row in _rows(archive, name)}
    except (KeyError, ValueError) as error:
        raise Refused(ImportRefusal.DAMAGED) from error


def read(archive: ZipFile, owner: UUID, known: Collection[UUID]) -> Bundle:
    """`known`: those of its ids under which this person has something already."""
    return _Reader(archive, owner, known).read()


class _Reader:
    def __init__(self, archive: ZipFile, owner: UUID, known: Collection[UUID]) -> None:
        self._archive, self._owner = archive, owner
        self._ids = {one: one if one in known else self._fresh(one) for one in ids_in(archive)}
        self.bundle = Bundle(ImportSource.DAYTRIPPER)

    def read(self) -> Bundle:
        self._each("media", self._media)
        cited = self._cited()
        self._each("experiences", lambda row: self._experience(row, cited[row["id"]]))
        self._each("journals", self._journal)
        self._stories()
        self._each("talents", self._talent)
        self._each("portraits", self._portrait)
        return self.bundle

    def _fresh(self, one: UUID) -> UUID:
        return derived(self._owner, str(one), one.int >> 80)

    def _id(self, said: object) -> UUID:
        """Raises KeyError for what is not in the archive."""
        return self._ids[UUID(str(said))]

    def _each(self, name: str, take: Callable[[Row], None]) -> None:
        for row in _rows(self._archive, name):
            try:
                take(row)
            except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
                self.bundle.left_out[f"unreadable_{name}"] += 1

    def _media(self, row: Row) -> None:
        path = original_path(row["id"], row["content_type"])
        if row["state"] != "ready" or path not in self._archive.NameToInfo:
            self.bundle.left_out["file_missing"] += 1
            return
        names = ("kind", "content_type", "size", "sha256", "captured_at", "alt", "caption", "transcript")
        data = MediaWrite.model_validate({name: row[name] for name in names})
        at = INSTANT.validate_python(row["created_at"])
        self.bundle.media.append(ComingMedia(self._id(row["id"]), data, path, at))

    def _cited(self) -> dict[str, list[UUID]]:
        shown: dict[str, list[UUID]] = defaultdict(list)
        there = {one.id for one in self.bundle.media}
        for row in sorted(_rows(self._archive, "experience_media"), key=lambda row: int(row["position"])):
            media_id = self._ids.get(UUID(str(row["media_id"])))
            if media_id in there and media_id is not None:
                shown[row["experience_id"]].append(media_id)
        return shown

    def _experience(self, row: Row, media: list[UUID]) -> None:
        said = {name: row[name] for name in ExperienceWrite.model_fields if name != "media"}
        data = ExperienceWrite.model_validate(said | {"media": media})
        received_at = INSTANT.validate_python(row["received_at"])
        trashed_at = row["trashed_at"] and INSTANT.validate_python(row["trashed_at"])
        self.bundle.experiences.append(ComingExperience(self._id(row["id"]), data, received_at, trashed_at))

    def _journal(self, row: Row) -> None:
        if row["deleted_at"]:
            return
        blocks = [self._block(block) for block in row["blocks"]]
        cover = row["cover_media_id"] and self._ids.get(UUID(row["cover_media_id"]))
        said = {name: row[name] for name in ("title", "summary", "language")}
        data = JournalWrite.model_validate(said | {"cover_media_id": cover, "blocks": [one for one in blocks if one]})
        at = INSTANT.validate_python(row["created_at"])
        self.bundle.journals.append(ComingJournal(self._id(row["id"]), data, at))

    def _block(self, block: Row) -> Row | None:
        for name in ("experience_id", "media_id"):
            if name in block:
                here = self._ids.get(UUID(block[name]))
                return {**block, name: str(here)} if here else None
        return block

    def _stories(self) -> None:
        editions, copies = defaultdict(list), defaultdict(list)
        for row in _rows(self._archive, "editions"):
            editions[row["story_id"]].append(row)
        for row in _rows(self._archive, "edition_media"):
            copies[row["story_id"]].append(row)
        journals = {one.id for one in self.bundle.journals}

        def take(row: Row) -> None:
            if self._ids.get(UUID(row["journal_id"])) not in journals:
                self.bundle.left_out["journal_deleted"] += 1
                return
            mine = {"id": self._id(row["id"]), "journal_id": self._id(row["journal_id"])}
            times = {name: row[name] and INSTANT.validate_python(row[name]) for name in PUBLISHED}
            renamed = {str(copy["id"]): str(self._id(copy["id"])) for copy in copies[row["id"]]}
            frozen = [_edition(edition, renamed) for edition in editions[row["id"]]]
            shown = [self._copy(copy) for copy in copies[row["id"]]]
            known = {"title": str(row["title"])[:200], "language": row["language"], "edition": int(row["edition"])}
            self.bundle.stories.append(ComingStory(mine | times | known, frozen, shown))

        self._each("stories", take)

    def _copy(self, row: Row) -> Row:
        media_id = row["media_id"] and self._ids.get(UUID(row["media_id"]))
        return {"id": self._id(row["id"]), "edition": int(row["edition"]), "media_id": media_id}

    def _talent(self, row: Row) -> None:
        evidence = [self._ids[UUID(one)] for one in row["evidence"] if UUID(one) in self._ids]
        level = int(row["level"])
        if level not in range(1, 5):
            raise ValueError(level)
        self.bundle.talents.append(ComingTalent(UUID(row["skill_id"]), level, Stance(row["stance"]), evidence))

    def _portrait(self, row: Row) -> None:
        if row["deleted_at"]:
            return
        said = {name: row[name] for name in PortraitWrite.model_fields}
        said["pinned_stories"] = [self._ids[UUID(one)] for one in row["pinned_stories"] if UUID(one) in self._ids]
        self.bundle.portraits.append(ComingPortrait(self._id(row["id"]), PortraitWrite.model_validate(said)))


def _edition(row: Row, renamed: Mapping[str, str]) -> Row:
    """With the ids of its copies as they are here; no other id stands in an edition."""
    content, card = str(row["content"]), str(row["card"])
    for old, new in renamed.items():
        content, card = content.replace(old, new), card.replace(old, new)
    _check_addresses([json.loads(content), json.loads(card)])
    EditionContent.model_validate_json(content)
    at = INSTANT.validate_python(row["published_at"])
    return {"number": int(row["number"]), "content": content, "card": card, "published_at": at}


def _check_addresses(content: object) -> None:
    """Addresses in an edition lead to its own copies, and nowhere else. Raises ValueError."""
    if isinstance(content, list):
        for one in content:
            _check_addresses(one)
    elif isinstance(content, dict):
        url = content.get("url")
        if url is not None and not str(url).startswith("{access}/"):
            raise ValueError(url)
        for one in content.values():
            _check_addresses(one)


def _rows(archive: ZipFile, name: str) -> Iterator[Row]:
    """Raises Refused for what is no JSON Lines, or too much of it."""
    entry = archive.NameToInfo.get(f"data/{name}.jsonl")
    if entry is None:
        return
    if entry.file_size > LARGEST_TEXT:
        raise Refused(ImportRefusal.TOO_LARGE)
    with archive.open(entry) as lines:
        for number, line in enumerate(lines):
            if number > MOST_ROWS:
                raise Refused(ImportRefusal.TOO_LARGE)
            try:
                row = json.loads(line)
            except ValueError as error:
                raise Refused(ImportRefusal.DAMAGED) from error
            if not isinstance(row, dict):
                raise Refused(ImportRefusal.DAMAGED)
            yield row

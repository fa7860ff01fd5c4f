"""Our own archive, from this installation or another one.

Nothing in it is believed: each row passes the types that a phone's request would, an id stands for what the person has
under it or else for a new one, and what refers to nothing in the archive refers to nothing.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from pydantic import BaseModel, TypeAdapter

from app.models.imports import ImportRefusal, ImportSource
from app.models.talents import Stance
from app.schemas.experiences import ExperienceWrite
from app.schemas.journals import JournalWrite
from app.schemas.media import MediaWrite, Rectangle, Rectangles
from app.schemas.portraits import PortraitWrite
from app.schemas.story_imports import EditionImport, PeopleShown, StoryImport
from app.schemas.types import Instant
from app.services.portability.export_files import original_path
from app.services.portability.import_bundles import (
    LARGEST_TEXT,
    MOST_ROWS,
    UNFIT,
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
from app.services.stories.editions import written

FORMAT = "day-tripper-export"
NAMED = ("media", "experiences", "journals", "stories", "portraits", "edition_media")
UUIDS = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
RECTANGLES: TypeAdapter[list[Rectangle]] = TypeAdapter(Rectangles)
PEOPLE: TypeAdapter[list[str]] = TypeAdapter(PeopleShown)
Row = dict[str, Any]


def is_ours(manifest: object) -> bool:
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def ids_in(archive: ZipFile) -> set[UUID]:
    """Of all that it would make a row of. Raises Refused."""
    try:
        return {UUID(str(row["id"])) for name in NAMED for row in _rows(archive, name)}
    except UNFIT as error:
        raise Refused(ImportRefusal.DAMAGED) from error


def read(archive: ZipFile, owner: UUID, known: Collection[UUID]) -> Bundle:
    """`known`: those of its ids under which this person has something already."""
    return _Reader(archive, owner, known).read()


class _Reader:
    def __init__(self, archive: ZipFile, owner: UUID, known: Collection[UUID]) -> None:
        self._archive, self._owner = archive, owner
        self._ids = {item: item if item in known else self._fresh(item) for item in ids_in(archive)}
        self._taken: set[UUID] = set()
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

    def _once(self, said: object) -> UUID:
        """The same, of what comes once. Raises ValueError for what has come already."""
        one = self._id(said)
        if one in self._taken:
            raise ValueError(said)
        self._taken.add(one)
        return one

    def _each(self, name: str, take: Callable[[Row], None]) -> None:
        for row in _rows(self._archive, name):
            try:
                take(row)
            except UNFIT:
                self.bundle.left_out[f"unreadable_{name}"] += 1

    def _media(self, row: Row) -> None:
        path = original_path(row["id"], row["content_type"])
        if row["state"] != "ready" or path not in self._archive.NameToInfo:
            self.bundle.left_out["file_missing"] += 1
            return
        data = MediaWrite.model_validate(_stated(MediaWrite, row))
        at = INSTANT.validate_python(row["created_at"])
        blurred = RECTANGLES.validate_python(row.get("blurred", []))  # older archives do not have it
        boxes = [item.model_dump() for item in blurred]
        self.bundle.media.append(ComingMedia(self._once(row["id"]), data, path, at, boxes))

    def _cited(self) -> dict[str, list[UUID]]:
        shown: dict[str, dict[int, UUID]] = defaultdict(dict)
        there = {medium.id for medium in self.bundle.media}

        def take(row: Row) -> None:
            media_id = self._ids.get(UUID(str(row["media_id"])))
            if media_id in there and media_id is not None:
                shown[row["experience_id"]][int(row["position"])] = media_id

        self._each("experience_media", take)
        cited = {one: [media for _, media in sorted(placed.items())] for one, placed in shown.items()}
        return defaultdict(list, cited)

    def _experience(self, row: Row, media: list[UUID]) -> None:
        stated = _stated(ExperienceWrite, row)
        blank = {name: None for name in ("title", "text") if not (row[name] or "").strip()}  # as could once be written
        data = ExperienceWrite.model_validate(stated | blank | {"media": media})
        received_at = INSTANT.validate_python(row["received_at"])
        trashed_at = row["trashed_at"] and INSTANT.validate_python(row["trashed_at"])
        self.bundle.experiences.append(ComingExperience(self._once(row["id"]), data, received_at, trashed_at))

    def _journal(self, row: Row) -> None:
        if row["deleted_at"]:
            return
        blocks = [self._block(block) for block in row["blocks"]]
        cover = row["cover_media_id"] and self._ids.get(UUID(row["cover_media_id"]))
        cited = {"cover_media_id": cover, "blocks": [block for block in blocks if block]}
        data = JournalWrite.model_validate(_stated(JournalWrite, row) | cited)
        at = INSTANT.validate_python(row["created_at"])
        self.bundle.journals.append(ComingJournal(self._once(row["id"]), data, at))

    def _block(self, block: Row) -> Row | None:
        for name in ("experience_id", "media_id"):
            if name in block:
                here = self._ids.get(UUID(block[name]))
                return {**block, name: str(here)} if here else None
        return block

    def _stories(self) -> None:
        editions, copies = self._of_stories("editions"), self._of_stories("edition_media")
        journals = {journal.id for journal in self.bundle.journals}
        told: set[UUID] = set()

        def take(row: Row) -> None:
            journal_id = self._id(row["journal_id"])
            if journal_id not in journals:
                self.bundle.left_out["journal_deleted"] += 1
                return
            data = StoryImport.model_validate(_stated(StoryImport, row))
            renamed = {str(copy["id"]): str(self._id(copy["id"])) for copy in copies[row["id"]]}
            frozen = {int(edition["number"]): _edition(edition, renamed) for edition in editions[row["id"]]}
            if journal_id in told or data.edition not in frozen:
                raise ValueError(row["id"])
            shown = [self._copy(copy) for copy in copies[row["id"]]]
            mine = {"id": self._once(row["id"]), "journal_id": journal_id} | data.model_dump()
            self.bundle.stories.append(ComingStory(mine, list(frozen.values()), shown))
            told.add(journal_id)

        self._each("stories", take)

    def _of_stories(self, name: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        self._each(name, lambda row: found[row["story_id"]].append(row))
        return found

    def _copy(self, row: Row) -> Row:
        media_id = row["media_id"] and self._ids.get(UUID(row["media_id"]))
        return {"id": self._once(row["id"]), "edition": int(row["edition"]), "media_id": media_id}

    def _talent(self, row: Row) -> None:
        evidence = [self._ids[UUID(item)] for item in row["evidence"] if UUID(item) in self._ids]
        level = int(row["level"])
        if level not in range(1, 5):
            raise ValueError(level)
        self.bundle.talents.append(ComingTalent(UUID(row["skill_id"]), level, Stance(row["stance"]), evidence))

    def _portrait(self, row: Row) -> None:
        if row["deleted_at"]:
            return
        pinned = [self._ids[UUID(story)] for story in row["pinned_stories"] if UUID(story) in self._ids]
        data = PortraitWrite.model_validate(_stated(PortraitWrite, row) | {"pinned_stories": pinned})
        self.bundle.portraits.append(ComingPortrait(self._once(row["id"]), data))


def _stated(model: type[BaseModel], row: Row) -> Row:
    """What the row says of the fields of the model: an archive of an earlier release has fewer of them."""
    return {name: row[name] for name in model.model_fields if name in row}


def _edition(row: Row, renamed: Mapping[str, str]) -> Row:
    """With the ids of its copies as they are here; no other id stands in an edition."""
    said = UUIDS.sub(lambda found: renamed.get(found[0], found[0]), row["content"])
    data = EditionImport.model_validate_json(said)
    if data.edition != row["number"]:
        raise ValueError(row["number"])
    at = INSTANT.validate_python(row["published_at"])
    people = PEOPLE.validate_python(row.get("people", []))  # older archives do not have it
    content = written(data.model_dump(mode="json"))
    return {"number": data.edition, "content": content, "people": people, "published_at": at}


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
            except (ValueError, RecursionError) as error:
                raise Refused(ImportRefusal.DAMAGED) from error
            if not isinstance(row, dict):
                raise Refused(ImportRefusal.DAMAGED)
            yield row

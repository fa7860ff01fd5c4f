"""Reader of our own archives, from this installation or another one.

Archives are not trusted. Each row passes the same types as a phone's request. An id that the person owns here is kept,
any other id is replaced. A reference to a row that is not in the archive is dropped.
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
from app.models.media import PROPOSALS, TranscriptionState
from app.models.talents import Stance
from app.schemas.experiences import ExperienceWrite
from app.schemas.journals import JournalWrite
from app.schemas.media import MediaWrite, Rectangle, Rectangles
from app.schemas.portraits import PortraitWrite
from app.schemas.story_imports import EditionImport, PeopleShown, StoryImport
from app.schemas.transcriptions import TranscriptionWrite
from app.schemas.types import Instant, Line
from app.services.portability.export_files import original_path
from app.services.portability.import_bundles import (
    LARGEST_TEXT,
    MOST_ROWS,
    ROW_ERRORS,
    Bundle,
    ComingExperience,
    ComingJournal,
    ComingMedia,
    ComingPortrait,
    ComingStory,
    ComingTalent,
    Refused,
    derive_id,
)
from app.services.stories import places
from app.services.stories.editions import written

FORMAT = "day-tripper-export"
TABLES_WITH_IDS = ("media", "experiences", "journals", "stories", "portraits", "edition_media")
UUIDS = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
MODEL: TypeAdapter[str | None] = TypeAdapter(Line | None)
RECTANGLES: TypeAdapter[list[Rectangle]] = TypeAdapter(Rectangles)
PEOPLE: TypeAdapter[list[str]] = TypeAdapter(PeopleShown)
Row = dict[str, Any]


def is_ours(manifest: object) -> bool:
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def ids_in(archive: ZipFile) -> set[UUID]:
    """The ids of all rows that an import would create. Raises Refused."""
    try:
        return {UUID(str(row["id"])) for name in TABLES_WITH_IDS for row in _rows(archive, name)}
    except ROW_ERRORS as error:
        raise Refused(ImportRefusal.DAMAGED) from error


def read(archive: ZipFile, owner: UUID, existing_ids: Collection[UUID]) -> Bundle:
    """Read the archive. `existing_ids`: ids of the archive that the person owns here already. Raises Refused."""
    return _Reader(archive, owner, existing_ids).read()


class _Reader:
    def __init__(self, archive: ZipFile, owner: UUID, existing_ids: Collection[UUID]) -> None:
        self._archive, self._owner = archive, owner
        self._ids = {item: item if item in existing_ids else self._new_id(item) for item in ids_in(archive)}
        self._taken: set[UUID] = set()
        self.bundle = Bundle(ImportSource.DAYTRIPPER)

    def read(self) -> Bundle:
        self._each("media", self._media)
        media_by_experience = self._media_by_experience()
        self._each("experiences", lambda row: self._experience(row, media_by_experience[row["id"]]))
        self._each("journals", self._journal)
        self._stories()
        self._each("talents", self._talent)
        self._each("portraits", self._portrait)
        return self.bundle

    def _new_id(self, item_id: UUID) -> UUID:
        return derive_id(self._owner, str(item_id), item_id.int >> 80)

    def _id(self, value: object) -> UUID:
        """The id here for an id of the archive. Raises KeyError for an id that is not in the archive."""
        return self._ids[UUID(str(value))]

    def _take_id(self, value: object) -> UUID:
        """The id here of a row that may occur once. Raises KeyError, and ValueError for a row that occurs twice."""
        row_id = self._id(value)
        if row_id in self._taken:
            raise ValueError(value)
        self._taken.add(row_id)
        return row_id

    def _each(self, name: str, read_row: Callable[[Row], None]) -> None:
        for row in _rows(self._archive, name):
            try:
                read_row(row)
            except ROW_ERRORS:
                self.bundle.left_out[f"unreadable_{name}"] += 1

    def _media(self, row: Row) -> None:
        path = original_path(row["id"], row["content_type"])
        if row["state"] != "ready" or path not in self._archive.NameToInfo:
            self.bundle.left_out["file_missing"] += 1
            return
        data = MediaWrite.model_validate(_fields_of(MediaWrite, row))
        at = INSTANT.validate_python(row["created_at"])
        rectangles = RECTANGLES.validate_python(row.get("blurred", []))  # older archives do not have it
        boxes = [item.model_dump() for item in rectangles]
        self.bundle.media.append(ComingMedia(self._take_id(row["id"]), data, path, at, boxes, _transcription(row)))

    def _media_by_experience(self) -> dict[str, list[UUID]]:
        positions: dict[str, dict[int, UUID]] = defaultdict(dict)
        media_ids = {medium.id for medium in self.bundle.media}

        def read_row(row: Row) -> None:
            media_id = self._ids.get(UUID(str(row["media_id"])))
            if media_id in media_ids and media_id is not None:
                positions[row["experience_id"]][int(row["position"])] = media_id

        self._each("experience_media", read_row)
        lists = {
            experience_id: [media for _, media in sorted(places.items())] for experience_id, places in positions.items()
        }
        return defaultdict(list, lists)

    def _experience(self, row: Row, media: list[UUID]) -> None:
        fields = _fields_of(ExperienceWrite, row)
        blank = {name: None for name in ("title", "text") if not (row[name] or "").strip()}  # allowed once
        data = ExperienceWrite.model_validate(fields | blank | {"media": media})
        received_at = INSTANT.validate_python(row["received_at"])
        trashed_at = row["trashed_at"] and INSTANT.validate_python(row["trashed_at"])
        self.bundle.experiences.append(ComingExperience(self._take_id(row["id"]), data, received_at, trashed_at))

    def _journal(self, row: Row) -> None:
        if row["deleted_at"]:
            return
        blocks = [self._block(block) for block in row["blocks"]]
        cover = row["cover_media_id"] and self._ids.get(UUID(row["cover_media_id"]))
        references = {"cover_media_id": cover, "blocks": [block for block in blocks if block]}
        data = JournalWrite.model_validate(_fields_of(JournalWrite, row) | references)
        at = INSTANT.validate_python(row["created_at"])
        self.bundle.journals.append(ComingJournal(self._take_id(row["id"]), data, at))

    def _block(self, block: Row) -> Row | None:
        for name in ("experience_id", "media_id"):
            if name in block:
                new_id = self._ids.get(UUID(block[name]))
                return {**block, name: str(new_id)} if new_id else None
        return block

    def _stories(self) -> None:
        editions, copies = self._rows_by_story("editions"), self._rows_by_story("edition_media")
        journals = {journal.id for journal in self.bundle.journals}
        published_journals: set[UUID] = set()

        def read_row(row: Row) -> None:
            journal_id = self._id(row["journal_id"])
            if journal_id not in journals:
                self.bundle.left_out["journal_deleted"] += 1
                return
            data = StoryImport.model_validate(_fields_of(StoryImport, row))
            new_ids = {str(copy["id"]): str(self._id(copy["id"])) for copy in copies[row["id"]]}
            frozen = {int(edition["number"]): _edition(edition, new_ids) for edition in editions[row["id"]]}
            if journal_id in published_journals or data.edition not in frozen:
                raise ValueError(row["id"])
            story_copies = [self._copy(copy) for copy in copies[row["id"]]]
            fields = {"id": self._take_id(row["id"]), "journal_id": journal_id} | data.model_dump()
            self.bundle.stories.append(ComingStory(fields, list(frozen.values()), story_copies))
            published_journals.add(journal_id)

        self._each("stories", read_row)

    def _rows_by_story(self, name: str) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = defaultdict(list)
        self._each(name, lambda row: rows[row["story_id"]].append(row))
        return rows

    def _copy(self, row: Row) -> Row:
        media_id = row["media_id"] and self._ids.get(UUID(row["media_id"]))
        return {"id": self._take_id(row["id"]), "edition": int(row["edition"]), "media_id": media_id}

    def _talent(self, row: Row) -> None:
        evidence = [self._ids[UUID(item)] for item in row["evidence"] if UUID(item) in self._ids]
        level = int(row["level"])
        if level not in range(1, 5):
            raise ValueError(level)
        self.bundle.talents.append(ComingTalent(UUID(row["skill_id"]), level, Stance(row["stance"]), evidence))

    def _portrait(self, row: Row) -> None:
        if row["deleted_at"]:
            return
        story_ids = [self._ids[UUID(story)] for story in row["pinned_stories"] if UUID(story) in self._ids]
        data = PortraitWrite.model_validate(_fields_of(PortraitWrite, row) | {"pinned_stories": story_ids})
        self.bundle.portraits.append(ComingPortrait(self._take_id(row["id"]), data))


def _fields_of(model: type[BaseModel], row: Row) -> Row:
    """The fields of the model in that row. An archive of an earlier release has fewer fields."""
    return {name: row[name] for name in model.model_fields if name in row}


def _edition(row: Row, new_ids: Mapping[str, str]) -> Row:
    """An edition with the new ids of its copies. An edition has no other ids."""
    text = UUIDS.sub(lambda match: new_ids.get(match[0], match[0]), row["content"])
    data = EditionImport.model_validate_json(text)
    if data.edition != row["number"]:
        raise ValueError(row["number"])
    at = INSTANT.validate_python(row["published_at"])
    people = PEOPLE.validate_python(row.get("people", []))  # older archives do not have it
    content = written(places.remove_all(data.model_dump(mode="json")))  # nothing is on its way to here
    return {"number": data.edition, "content": content, "people": people, "published_at": at}


def _transcription(row: Row) -> dict[str, Any]:
    """Return the columns of what was heard in a recording. Older archives do not have them."""
    state = row.get("transcription")
    if state == TranscriptionState.DISCARDED:
        return {"transcription": TranscriptionState.DISCARDED}
    if state not in PROPOSALS:
        return {}
    data = TranscriptionWrite(language=row["spoken_language"], cues=row["cues"])
    model = MODEL.validate_python(row["transcribed_by"])
    columns = {"transcription": TranscriptionState(state), "spoken_language": data.language, "transcribed_by": model}
    return columns | {"cues": [cue.model_dump() for cue in data.cues]}


def _rows(archive: ZipFile, name: str) -> Iterator[Row]:
    """Yield the rows of a table. Raises Refused for a file that is not JSON Lines, or too large."""
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

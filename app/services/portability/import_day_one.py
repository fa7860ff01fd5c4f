"""Reader of Day One's JSON export: a ZIP of `<journal>.json`, `{"entries": […]}`, and of `photos/<md5>.<type>`."""

import hashlib
import re
from contextlib import suppress
from typing import Any
from uuid import UUID
from zipfile import ZipFile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.imports import ImportSource
from app.models.media import MediaKind
from app.schemas.experiences import ExperienceWrite, Place
from app.schemas.media import MediaWrite
from app.services.portability.import_bundles import (
    READ_ERRORS,
    ROW_ERRORS,
    Bundle,
    ComingExperience,
    ComingMedia,
    derive_id,
)
from app.services.portability.import_words import instant, milliseconds, tags, words

MOMENT = re.compile(r"!\[[^\]]*\]\(dayone-moment:[^)]*\)\s*")
HEADING = re.compile(r"^#{1,6}\s+(.{1,200})\n+")
TYPES = {
    "photos": (MediaKind.PHOTO, {"jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png", "heic": "image/heic"}),
    "audios": (MediaKind.AUDIO, {"m4a": "audio/mp4", "aac": "audio/aac", "mp3": "audio/mpeg"}),
    "videos": (MediaKind.VIDEO, {"mp4": "video/mp4", "mov": "video/quicktime"}),
}
LONGEST_TITLE = 200


def is_day_one(content: object) -> bool:
    return isinstance(content, dict) and isinstance(content.get("entries"), list)


def read(archive: ZipFile, content: dict[str, Any], owner: UUID, bundle: Bundle | None = None) -> Bundle:
    bundle = bundle or Bundle(ImportSource.DAY_ONE)
    for entry in content["entries"]:
        try:
            media = list(_media(archive, entry, owner, bundle))
            bundle.experiences.append(_moment(entry, owner, [medium.id for medium in media]))
        except ROW_ERRORS:
            bundle.left_out["unreadable"] += 1
        else:
            bundle.media += media
    return bundle


def _moment(entry: dict[str, Any], owner: UUID, media: list[UUID]) -> ComingExperience:
    when, lived_at = "captured_at", instant(entry["creationDate"])  # in UTC: the person's clock says which day it was
    with suppress(ZoneInfoNotFoundError, KeyError, ValueError):
        when, lived_at = "lived_at", lived_at.astimezone(ZoneInfo(str(entry["timeZone"]).replace("\\", "")))
    text = words(MOMENT.sub("", str(entry.get("text") or "")).replace("\\", ""))
    heading = HEADING.match(text or "")
    fields = {
        "title": heading[1].strip()[:LONGEST_TITLE] if heading else None,
        "text": words((text or "")[heading.end() :]) if heading else text,
        when: lived_at,
        "place": _place(entry.get("location")),
        "tags": tags(entry.get("tags")),
        "media": media,
    }
    data = ExperienceWrite.model_validate(fields)
    return ComingExperience(derive_id(owner, f"day one {entry['uuid']}", milliseconds(lived_at)), data)


def _place(location: object) -> Place | None:
    if not isinstance(location, dict):
        return None
    label = words(location.get("placeName") or location.get("localityName"))
    if label is None:
        return None
    return Place(label=label[:200], lat=location.get("latitude"), lng=location.get("longitude"))


def _media(archive: ZipFile, entry: dict[str, Any], owner: UUID, bundle: Bundle) -> list[ComingMedia]:
    media = []
    for folder, (kind, types) in TYPES.items():
        for item in entry.get(folder) or []:
            suffix = str(item.get("type") or item.get("format") or "").lower()
            path = f"{folder}/{item.get('md5')}.{suffix}"
            if suffix not in types or path not in archive.NameToInfo:
                bundle.left_out["file_missing"] += 1
                continue
            at = instant(item.get("date") or entry["creationDate"])
            try:
                digest, size = _digest(archive, path)
            except READ_ERRORS:
                bundle.left_out["damaged_media"] += 1
                continue
            fields = {"kind": kind, "content_type": types[suffix], "size": size, "sha256": digest}
            data = MediaWrite.model_validate(fields)
            media.append(
                ComingMedia(derive_id(owner, f"day one {item['identifier']}", milliseconds(at)), data, path, at)
            )
    return media


def _digest(archive: ZipFile, path: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with archive.open(path) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size

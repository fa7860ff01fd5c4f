"""Readers of import files. No file is unpacked to disk. A file that is too large unpacked is not read."""

import json
from pathlib import Path
from uuid import UUID
from zipfile import BadZipFile, ZipFile, is_zipfile

from app.models.imports import ImportRefusal
from app.services.portability import import_archive, import_day_one, import_memos
from app.services.portability.archives import MANIFEST
from app.services.portability.import_bundles import LARGEST_TEXT, READ_ERRORS, Bundle, Refused

MOST_FILES = 300_000
MAX_UNPACKED_BYTES = 20_000_000_000  # bytes, of all files together


def ids_in(path: Path) -> set[UUID]:
    """The ids that the person may own here already. Only our own archives have such ids. Raises Refused."""
    if not is_zipfile(path):
        return set()
    try:
        with _open(path) as archive:
            return import_archive.ids_in(archive) if import_archive.is_ours(_json(archive, MANIFEST)) else set()
    except READ_ERRORS as error:
        raise Refused(ImportRefusal.DAMAGED) from error


def read(path: Path, owner: UUID, existing_ids: set[UUID]) -> Bundle:
    """Read the file as our archive, Day One or Memos. Raises Refused."""
    if is_zipfile(path):
        with _open(path) as archive:
            return _read_archive(archive, owner, existing_ids)
    if path.stat().st_size > LARGEST_TEXT:
        raise Refused(ImportRefusal.UNKNOWN_FORMAT)
    memos = import_memos.memos_in(_parse(path.read_bytes()))
    if not memos:
        raise Refused(ImportRefusal.UNKNOWN_FORMAT)
    return import_memos.read(memos, owner)


def _open(path: Path) -> ZipFile:
    try:
        archive = ZipFile(path)
    except (BadZipFile, OSError, ValueError) as error:
        raise Refused(ImportRefusal.DAMAGED) from error
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refused(ImportRefusal.TOO_LARGE)
    return archive


def _read_archive(archive: ZipFile, owner: UUID, existing_ids: set[UUID]) -> Bundle:
    try:
        if import_archive.is_ours(_json(archive, MANIFEST)):
            return import_archive.read(archive, owner, existing_ids)
        bundle: Bundle | None = None
        for name in (item for item in archive.namelist() if item.endswith(".json") and "/" not in item):
            content = _json(archive, name)
            if import_day_one.is_day_one(content):
                bundle = import_day_one.read(archive, content, owner, bundle)
    except READ_ERRORS as error:
        raise Refused(ImportRefusal.DAMAGED) from error
    if bundle is None:
        raise Refused(ImportRefusal.UNKNOWN_FORMAT)
    return bundle


def _json(archive: ZipFile, name: str) -> dict[str, object]:
    """The JSON object of that name; empty for a missing file or another value."""
    entry = archive.NameToInfo.get(name)
    if entry is None or entry.file_size > LARGEST_TEXT:
        return {}
    content = _parse(archive.read(entry))
    return content if isinstance(content, dict) else {}


def _parse(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(ImportRefusal.DAMAGED) from error

"""What sort of file it is, and what is in it. Nothing is unpacked to disk; what is too large unpacked is not read."""

import json
from pathlib import Path
from uuid import UUID
from zipfile import BadZipFile, ZipFile, is_zipfile

from app.models.imports import ImportRefusal
from app.services.portability import import_archive, import_day_one, import_memos
from app.services.portability.archives import MANIFEST
from app.services.portability.import_bundles import DAMAGED, LARGEST_TEXT, Bundle, Refused

MOST_FILES = 300_000
LARGEST_UNPACKED = 20_000_000_000  # bytes, of all files together


def ids_in(path: Path) -> set[UUID]:
    """The ids under which this person may have something already: of our own archives alone."""
    if not is_zipfile(path):
        return set()
    try:
        with _opened(path) as archive:
            return import_archive.ids_in(archive) if import_archive.is_ours(_json(archive, MANIFEST)) else set()
    except DAMAGED as error:
        raise Refused(ImportRefusal.DAMAGED) from error


def read(path: Path, owner: UUID, known: set[UUID]) -> Bundle:
    """Raises Refused."""
    if is_zipfile(path):
        with _opened(path) as archive:
            return _read_archive(archive, owner, known)
    if path.stat().st_size > LARGEST_TEXT:
        raise Refused(ImportRefusal.UNKNOWN_FORMAT)
    memos = import_memos.memos_in(_parsed(path.read_bytes()))
    if not memos:
        raise Refused(ImportRefusal.UNKNOWN_FORMAT)
    return import_memos.read(memos, owner)


def _opened(path: Path) -> ZipFile:
    try:
        archive = ZipFile(path)
    except (BadZipFile, OSError, ValueError) as error:
        raise Refused(ImportRefusal.DAMAGED) from error
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Refused(ImportRefusal.TOO_LARGE)
    return archive


def _read_archive(archive: ZipFile, owner: UUID, known: set[UUID]) -> Bundle:
    try:
        if import_archive.is_ours(_json(archive, MANIFEST)):
            return import_archive.read(archive, owner, known)
        bundle: Bundle | None = None
        for name in (item for item in archive.namelist() if item.endswith(".json") and "/" not in item):
            content = _json(archive, name)
            if import_day_one.is_day_one(content):
                bundle = import_day_one.read(archive, content, owner, bundle)
    except DAMAGED as error:
        raise Refused(ImportRefusal.DAMAGED) from error
    if bundle is None:
        raise Refused(ImportRefusal.UNKNOWN_FORMAT)
    return bundle


def _json(archive: ZipFile, name: str) -> dict[str, object]:
    """Empty for what is not there, or is no object."""
    entry = archive.NameToInfo.get(name)
    if entry is None or entry.file_size > LARGEST_TEXT:
        return {}
    content = _parsed(archive.read(entry))
    return content if isinstance(content, dict) else {}


def _parsed(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(ImportRefusal.DAMAGED) from error

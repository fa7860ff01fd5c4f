"""The file format of backups: a tar, written and read from front to back, so that it can go through a pipe.

Each member carries its SHA-256, and the last member lists all of them in the format of `sha256sum -c`: truncation and
changes are detected.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from app.core.stopped import Stopped

SUMS = "SHA256SUMS"
PREFIX = "DAYTRIPPER."  # of additional fields in a member's header
CHUNK = 1024**2


class DamagedBackup(Stopped):
    def __init__(self, reason: str) -> None:
        super().__init__(f"This is no whole backup of Day Tripper: {reason}. Nothing was restored.")


class BackupWriter:
    def __init__(self, out: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT, bufsize=CHUNK)  # noqa: SIM115  closed by `close` alone
        self._sums = TemporaryFile()  # noqa: SIM115  the same

    def add(self, name: str, data: bytes) -> None:
        self._add(name, io.BytesIO(data), len(data), {"sha256": hashlib.sha256(data).hexdigest()})

    def add_file(self, name: str, path: Path, **notes: str) -> None:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            self._add(name, file, size, {"sha256": digest} | notes)

    def close(self) -> None:
        """Write the list of digests. A file without it is not accepted as a backup."""
        entry = tarfile.TarInfo(SUMS)
        entry.size = self._sums.tell()
        self._sums.seek(0)
        self._tar.addfile(entry, self._sums)
        self._tar.close()
        self._sums.close()

    def _add(self, name: str, content: IO[bytes], size: int, notes: dict[str, str]) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        entry.pax_headers = {PREFIX + key: value for key, value in notes.items()}
        self._tar.addfile(entry, content)
        self._tar.members = []  # type: ignore[attr-defined]  # it would remember them all
        self._sums.write(_line(notes["sha256"], name))


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    notes: dict[str, str]
    _content: IO[bytes]

    def read(self) -> bytes:
        """Return a small member whole. Raises DamagedBackup."""
        whole = io.BytesIO()
        self._pour(whole)
        return whole.getvalue()

    def save(self, path: Path) -> None:
        """Write a member to a file. Raises DamagedBackup."""
        with path.open("wb") as file:
            self._pour(file)

    def _pour(self, to: IO[bytes]) -> None:
        with _readable():
            digest = _digest(self._content, to)
        if digest != self.notes.get("sha256"):
            raise DamagedBackup(f"{self.name} has changed since it was written")


def entries(source: IO[bytes]) -> Iterator[Entry]:
    """Yield members in the order of the file; each has to be read before the next. Raises DamagedBackup."""
    digest_of_list = hashlib.sha256()
    with _readable(), tarfile.open(fileobj=source, mode="r|", bufsize=CHUNK) as tar:
        while (entry := tar.next()) is not None:
            tar.members = []  # type: ignore[attr-defined]
            content = tar.extractfile(entry)
            if content is None:
                raise DamagedBackup(f"{entry.name} is no file")
            if entry.name == SUMS:
                if _digest(content) != digest_of_list.hexdigest():
                    raise DamagedBackup("something is missing from it, or was added")
                return
            notes = {
                key.removeprefix(PREFIX): value for key, value in entry.pax_headers.items() if key.startswith(PREFIX)
            }
            digest_of_list.update(_line(notes.get("sha256", ""), entry.name))
            yield Entry(entry.name, notes, content)
    raise DamagedBackup("its end is missing")


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        raise DamagedBackup("it was cut off, or is something else") from error


def _digest(content: IO[bytes], to: IO[bytes] | None = None) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        if to is not None:
            to.write(chunk)
    return digest.hexdigest()


def _line(digest: str, name: str) -> bytes:
    return f"{digest}  {name}\n".encode()

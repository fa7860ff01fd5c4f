import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

State = tuple[int, int]  # size, and when it last changed


class Disk:
    """Syncs files of SeaweedFS, which acknowledges writes that are only in the system's cache, where a power cut loses
    them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._synced: dict[str, State] = {}
        self._lock = Lock()

    def sync(self) -> None:
        """Sync all files that were written below the folder before the call."""
        with self._lock:
            for path, state in _entries(self._folder):
                if self._synced.get(path) != state:
                    _sync(path)
                    self._synced[path] = state


def _entries(folder: Path | str) -> Iterator[tuple[str, State]]:
    """Yield files before the folders that contain them."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _entries(entry.path)
            else:
                with suppress(FileNotFoundError):
                    yield entry.path, _state(entry.stat())
    with suppress(FileNotFoundError):
        yield str(folder), _state(Path(folder).stat())


def _state(status: os.stat_result) -> State:
    return status.st_size, status.st_mtime_ns


def _sync(path: str) -> None:
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

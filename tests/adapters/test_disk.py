import os
from pathlib import Path

import pytest

from app.adapters.disk import Disk


@pytest.fixture
def sync_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what the system was asked to write down."""
    names: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: names.append(Path(f"/proc/self/fd/{handle}").readlink().name))
    return names


def test_what_was_written_is_on_disk_before_the_folder_that_names_it(tmp_path: Path, sync_calls: list[str]) -> None:
    (tmp_path / "filer").mkdir()
    (tmp_path / "filer" / "000001.log").write_bytes(b"one")
    Disk(tmp_path).sync()
    assert sync_calls == ["000001.log", "filer", tmp_path.name]


def test_only_what_changed_is_written_down_again(tmp_path: Path, sync_calls: list[str]) -> None:
    for name in ("1.dat", "2.dat"):
        (tmp_path / name).write_bytes(b"one")
    disk = Disk(tmp_path)
    disk.sync()
    sync_calls.clear()
    disk.sync()
    assert sync_calls == []
    with (tmp_path / "2.dat").open("ab") as file:
        file.write(b"more")
    disk.sync()
    assert sync_calls == ["2.dat"]


def test_files_that_go_away_meanwhile_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1.dat").touch()
    open_file, file = os.open, tmp_path / "1.dat"

    def open_late(path: str, flags: int) -> int:
        file.unlink(missing_ok=True)
        return open_file(path, flags)

    monkeypatch.setattr(os, "open", open_late)
    Disk(tmp_path).sync()
    Disk(tmp_path / "never").sync()

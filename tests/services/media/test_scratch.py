import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.services.media import scratch

PROGRAM = """
import os, signal
from app.services.media import scratch
with scratch.folder() as made:
    (made / "original").write_bytes(b"a photo")
    print(made, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
LONG_AGO = time.time() - 3600


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def left_by_a_killed_process() -> Path:
    process = subprocess.run([sys.executable, "-c", PROGRAM], check=False, capture_output=True, text=True)
    return Path(process.stdout.strip())


def test_what_a_killed_process_left_goes_with_the_next_folder() -> None:
    left = left_by_a_killed_process()
    os.utime(left, (LONG_AGO, LONG_AGO))
    assert (left / "original").exists()
    with scratch.folder() as new_folder:
        assert new_folder.exists()
        assert not left.exists()
    assert not new_folder.exists()


def test_a_folder_that_somebody_works_in_stays() -> None:
    with scratch.folder() as first:
        os.utime(first, (LONG_AGO, LONG_AGO))
        with scratch.folder() as second:
            assert first.exists()
        assert not second.exists()


def test_a_folder_that_may_just_be_being_made_stays() -> None:
    left = left_by_a_killed_process()
    with scratch.folder():
        assert left.exists()


def test_what_a_link_points_to_is_not_ours_to_remove(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    os.utime(tmp_path / "photos", (LONG_AGO, LONG_AGO))
    (tmp_path / f"{scratch.PREFIX}link").symlink_to(tmp_path / "photos")
    with scratch.folder():
        assert (tmp_path / "photos").exists()

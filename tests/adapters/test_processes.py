from pathlib import Path

import pytest

from app.adapters.processes import AlreadyRunning, claimed


def test_a_folder_is_claimed_once_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with claimed(folder), pytest.raises(AlreadyRunning, match=str(folder)), claimed(folder):
        pass
    with claimed(folder):
        pass


def test_what_fails_for_want_of_something_else_says_so_and_leaves_the_claim(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError, match="a pipe is full"), claimed(tmp_path):
        raise BlockingIOError("a pipe is full")
    with claimed(tmp_path):
        pass

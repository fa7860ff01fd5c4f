import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app.core.logs import configure
from app.core.settings import Settings

SECRET = "rose@example.org"  # noqa: S105  what a person wrote, and a driver repeats


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setattr("sys.stderr", stream)
    before = logging.getLogger().handlers[:]
    configure(Settings(log_json=True))
    yield stream
    logging.getLogger().handlers[:] = before
    configure(Settings())


@pytest.mark.parametrize("library", [False, True], ids=["ours", "of a library"])
def test_a_line_is_json_and_repeats_no_value(output: io.StringIO, *, library: bool) -> None:
    logger = logging.getLogger("pgqueuer") if library else structlog.wrap_logger(structlog.PrintLogger(output))
    try:
        fail()
    except RuntimeError:
        logger.exception("job_failed")
    line = json.loads(output.getvalue().splitlines()[-1])
    assert SECRET not in output.getvalue()
    assert line["event"] == "job_failed"
    assert line["exception"] == ["RuntimeError", "ValueError"]
    assert "test_logs.py" in line["frames"][-1]


def fail() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error

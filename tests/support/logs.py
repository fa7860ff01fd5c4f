"""Every line that is logged: in the form of production, and of our own loggers each line that they can write."""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog

from app.core.db import reach
from app.core.logs import configure
from app.core.settings import Settings

OURS = logging.getLogger("app")


@contextmanager
def recorded() -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", stream)
        patch.setattr("sys.stderr", stream)
        configure(Settings(log_json=True, log_level="DEBUG"))
        OURS.setLevel(logging.DEBUG)
        _begin_anew()
        try:
            yield stream
        finally:
            OURS.setLevel(logging.NOTSET)
            configure(Settings())
            root.handlers[:] = before
            _begin_anew()


async def lines_of_postgresql(url: str) -> list[str]:
    """The log of the embedded server, since it began."""
    connection = await reach(url)
    try:
        folder = Path(await connection.fetchval("show data_directory"))
    finally:
        await connection.close()
    return (folder.parent / "server.log").read_text(errors="replace").splitlines()


def _begin_anew() -> None:
    """A logger that was used keeps its level and its stream."""
    for module in list(sys.modules.values()):
        logger: Any = getattr(module, "__dict__", {}).get("logger")
        if isinstance(logger, structlog._config.BoundLoggerLazyProxy):
            vars(logger).pop("bind", None)

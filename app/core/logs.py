"""Logs hold ids and kinds, never content, addresses or tokens."""

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.core.settings import Settings


def configure(settings: Settings) -> None:
    """Write JSON lines for operators, from the application and its libraries; or text for developers."""
    plain = structlog.dev.ConsoleRenderer(
        exception_formatter=structlog.dev.plain_traceback
    )  # the rich formatter shows local variables
    processors: list[Processor] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso")]
    last: list[Processor] = [drop_values, structlog.processors.JSONRenderer()] if settings.log_json else [plain]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *processors, *last],
        cache_logger_on_first_use=True,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
    )
    handler = logging.StreamHandler()
    if settings.log_json:
        drop_message = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                processors=[drop_message, *last], foreign_pre_chain=[first_line, *processors]
            )
        )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def first_line(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Keep the first line of a library's message: below it asyncio repeats exceptions, which may quote a person."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def drop_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Log where an exception was raised and its types, without its message, which may quote a person."""
    exception = event.pop("exc_info", None)
    error = sys.exception() if exception is True else exception[1] if isinstance(exception, tuple) else exception
    if isinstance(error, BaseException):
        event["exception"] = list(_kinds(error))
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(error)]
    return event


def _kinds(error: BaseException | None) -> list[str]:
    kinds = []
    while error is not None:
        kinds.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return kinds


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))[-12:]

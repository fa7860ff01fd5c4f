"""Logs hold ids and kinds, never content, addresses or tokens."""

import logging

import structlog

from app.core.settings import Settings


def configure(settings: Settings) -> None:
    plain = structlog.dev.ConsoleRenderer(
        exception_formatter=structlog.dev.plain_traceback
    )  # the rich one shows locals
    renderer = structlog.processors.JSONRenderer() if settings.log_json else plain
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        cache_logger_on_first_use=True,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
    )
    logging.basicConfig(level=logging.WARNING)

"""Runs the migrations of the database schema."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config

from app.adapters.database_checks import expect_reachable


def migrations(url: str) -> Config:
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))
    return config


def migrate(url: str) -> None:
    """Migrate to the latest revision. Raises DatabaseUnreachable."""
    asyncio.run(expect_reachable(url))
    command.upgrade(migrations(url), "head")

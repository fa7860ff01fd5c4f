"""The schema of the database, as migrations make it."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from app.core.stopped import Stopped


def migrations(url: str) -> Config:
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))
    return config


class DatabaseUnreachable(Stopped):
    pass


def migrate(url: str) -> None:
    """Raises DatabaseUnreachable."""
    try:
        command.upgrade(migrations(url), "head")
    except OSError as error:
        raise DatabaseUnreachable(
            f"The database of DAYTRIPPER_DATABASE_URL cannot be reached: {error}. Nothing was changed."
        ) from error

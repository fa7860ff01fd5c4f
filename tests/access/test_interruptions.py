"""An access that is taken back while it is read shows nothing, or was read before: at each statement of each read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import await_only

from tests.access.lines import Cell
from tests.access.paths import COUNSELLOR, Path
from tests.access.settlement import Settlement
from tests.access.undoing import undone

pytestmark = pytest.mark.slow

REVOCATION = "update grants set revoked_at = $1, version = version + 1 where owner_id = $2 and revoked_at is null"
OPENING = [path for path in COUNSELLOR if path.of != "session"]
OVER = frozenset({403, 404, 422})
MAX_STATEMENTS = 40  # statements of a read


@asynccontextmanager
async def revoking(connection: AsyncConnection, cell: Cell, before: int) -> AsyncIterator[list[str]]:
    """Before that statement all that she gave is taken back. The statements until then are gathered."""
    driver: asyncpg.Connection = (await connection.get_raw_connection()).driver_connection
    statements: list[str] = []
    values = (cell.settlement.watch.now, cell.settlement.people["owner"].id)

    def notice(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        if len(statements) == before:
            await_only(driver.execute(REVOCATION, *values))
        statements.append(statement)

    event.listen(connection.sync_connection, "before_cursor_execute", notice)
    try:
        yield statements
    finally:
        event.remove(connection.sync_connection, "before_cursor_execute", notice)


@pytest.mark.parametrize("path", OPENING, ids=[path.name for path in OPENING])
async def test_what_is_taken_back_meanwhile_is_not_found_and_never_an_error(settlement: Settlement, path: Path) -> None:
    wrong, boundary, last = {}, 0, False
    async with settlement.engine.connect() as connection:
        while not last:
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, settlement.people["counsellor_with"], runtime)
                async with revoking(connection, cell, boundary) as statements:
                    answer = await path.asked(cell)
                last = len(statements) <= boundary
                if not (answer.status in OVER or 200 <= answer.status < 300):
                    wrong[boundary] = f"{answer.status} {answer.text[:300]}"
            boundary += 1
    assert wrong == {}
    assert boundary < MAX_STATEMENTS


def test_each_way_of_reading_what_was_granted_is_interrupted() -> None:
    assert len(OPENING) > 20

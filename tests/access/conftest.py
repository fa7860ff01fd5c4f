from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from app.core.settings import Settings
from tests.access.belongings import furnish
from tests.access.settlement import Settlement, gathered, settled
from tests.support.people import NOW, Watch
from tests.support.world import app_apart


@pytest.fixture(scope="session")
async def app(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    """Here, what other tests do to everybody months later is not done to the people whom these share."""
    async with app_apart(settings, watch) as app:
        yield app


@pytest.fixture(scope="session")
async def settlement(app: FastAPI, watch: Watch) -> Settlement:
    """Nobody changes it: what is asked here is taken back."""
    watch.now = NOW
    place = await gathered(app, watch)
    await furnish(place)
    return await settled(place)

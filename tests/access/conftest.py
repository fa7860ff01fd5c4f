import pytest
from fastapi import FastAPI

from tests.access.belongings import furnish
from tests.access.settlement import Settlement, gathered, settled
from tests.factories import NOW, Watch


@pytest.fixture(scope="session")
async def here(app: FastAPI, watch: Watch) -> Settlement:
    """Nobody changes it: what is asked here is taken back."""
    watch.now = NOW
    made = await gathered(app, watch)
    await furnish(made)
    return await settled(made)

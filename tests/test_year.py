"""The machinery of `make year`: its first days, in one zone."""

from datetime import timedelta
from importlib import import_module

import pytest

from app.core.settings import Settings
from tests.support.world import furnished

pytestmark = pytest.mark.slow


async def test_the_first_days_of_a_year_keep_what_is_promised(settings: Settings) -> None:
    life, zone = import_module("benchmarks.year.life"), {"Paris": "Europe/Paris"}
    outcome = await life.live(await furnished(settings), life.BEGIN + timedelta(days=3), print, zone)
    assert outcome.broken == []
    assert sum(outcome.leftovers.rows.values()) > 0
    kinds = {promise.what for promise in outcome.promises if promise.came}
    assert kinds >= {"a mailed code comes at once", "it is good for ten minutes", "and gone an hour later"}

from datetime import timedelta

import pytest

from app.core.errors import TooMany
from app.core.ids import uuid7
from app.core.limits import Rule, hit
from app.core.uow import Runtime
from tests.support.people import NOW

RULE = Rule("window under test", 2, timedelta(minutes=15))


async def test_a_window_that_a_clock_ahead_began_refuses_for_one_window_at_most_and_forgets_no_try(
    runtime: Runtime,
) -> None:
    target, ahead = uuid7(), NOW + timedelta(hours=1)
    await hit(runtime, RULE, target, ahead)
    await hit(runtime, RULE, target, ahead)
    with pytest.raises(TooMany) as refusal:
        await hit(runtime, RULE, target, NOW)
    assert refusal.value.extensions == {"retry_after": RULE.window.total_seconds()}
    await hit(runtime, RULE, target, NOW + RULE.window)

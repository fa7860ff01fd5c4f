"""What was stored as lived after it was over can be read again, and changed."""

from importlib import import_module
from uuid import UUID

from sqlalchemy import text

from app.core.uow import Runtime
from tests.support.people import FULL, Person, capture

MIGRATION = import_module("migrations.versions.20261126_1100_moments_that_ended_before")
OVER = "update experiences set lived_until = lived_at - interval '2 days' where id = $1 returning id"


async def test_it_was_lived_by_then(alice: Person, runtime: Runtime) -> None:
    moment, control = await capture(alice, FULL), await capture(alice, FULL)
    await runtime.database.writes.fetch(OVER, UUID(moment["id"]))
    async with runtime.database.sessions.begin() as session:
        await session.execute(text(MIGRATION.LIVED).bindparams(size=10_000))
    now = await alice.ask("GET", f"/v1/experiences/{moment['id']}", 200)
    assert now["lived_at"] == now["lived_until"] < moment["lived_at"]
    changes = {"json": {"title": "Un mur"}, "headers": {"If-Match": '"1"'}}
    await alice.ask("PATCH", f"/v1/experiences/{moment['id']}", 200, **changes)
    assert await alice.ask("GET", f"/v1/experiences/{control['id']}", 200) == control

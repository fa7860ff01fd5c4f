"""What portraits went on showing of stories that were withdrawn is taken out of them; what was not stays."""

from importlib import import_module
from uuid import UUID

from app.core.uow import Runtime
from tests.support.people import Person, Watch
from tests.support.portraits import draw
from tests.support.portraits import publish as publish_portrait
from tests.support.stories import begin, publish, rewrite, text

MIGRATION = import_module("migrations.versions.20261127_1110_stories_that_were_withdrawn")
CONTENT = "select content from portrait_editions where portrait_id = $1"
PINS = "select story_id::text from portrait_stories where portrait_id = $1"
BEFORE = """
with said as (update portrait_editions set content = $2 where portrait_id = $1)
insert into portrait_stories select $1, 1, unnest($3::text[])::uuid, 1 on conflict do nothing
"""


async def test_it_is_taken_out_of_portraits(alice: Person, runtime: Runtime, watch: Watch) -> None:
    writes, titles = runtime.database.writes, ("Retirée", "Revenue", "Restée")
    journals = [await begin(alice, text(), title=title) for title in titles]
    stories = [(await publish(alice, journal))["id"] for journal in journals]
    path = await draw(alice, headline="Maçonne {access}", pinned_stories=stories)
    portrait = UUID(path.rpartition("/")[2])
    await publish_portrait(alice, path)
    [before] = await writes.fetch(CONTENT, portrait)
    watch.advance(minutes=1)
    for journal in journals[:2]:
        await alice.ask("DELETE", f"{journal}/publication", 204)
    watch.advance(minutes=1)
    for journal in journals[1:]:
        await rewrite(alice, journal, title="Autre")
        await publish(alice, journal)
    [after] = await writes.fetch(CONTENT, portrait)
    await writes.fetch(BEFORE, portrait, before["content"], stories)
    async with runtime.database.sessions.begin() as session:
        connection = await session.connection()
        looked_at = [await connection.run_sync(MIGRATION.forget, 500) for _ in range(3)]
    assert looked_at == [2, 1, 0]
    assert [row["content"] for row in await writes.fetch(CONTENT, portrait)] == [after["content"]]
    assert [row["story_id"] for row in await writes.fetch(PINS, portrait)] == stories[2:]

"""Informations whose feed item went with the account of their author are in the feed again."""

from importlib import import_module
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import text

from app.core.uow import Runtime
from app.models.memberships import Role
from tests.support.communities import gather, grown_up
from tests.support.people import Person, Watch, erase

MIGRATION = import_module("migrations.versions.20261129_5691_informations_in_the_feed")


async def test_lost_items_are_inserted_and_those_of_authors_released(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    fay = await grown_up(app, "fay")
    community_id = await gather(runtime, alice, bob, fay, roles={alice.id: Role.MANAGER, fay.id: Role.MANAGER})
    path, feed = f"/v1/communities/{community_id}/informations", f"/v1/feed?community_id={community_id}"
    for author, title in ((fay, "Le forum change de salle"), (alice, "Le gymnase ouvre")):
        await author.ask("POST", path, 201, json={"title": title, "text": "Rendez-vous à neuf heures."})
        watch.advance(minutes=1)
    own = "update feed_items set owner_id = author_id from informations i where ref = i.id and i.community_id = $1"
    await runtime.database.writes.fetch(own, community_id)  # as earlier versions wrote them
    await erase(runtime, watch, fay)
    assert len((await bob.ask("GET", feed, 200))["items"]) == 1
    for times in ("first", "again"):
        async with runtime.database.sessions.begin() as session:
            for statement in (MIGRATION.RELEASE, MIGRATION.RESTORE):
                await session.execute(text(statement).bindparams(size=10_000))
        items = (await bob.ask("GET", feed, 200))["items"]
        titles = [(item["information"]["title"], item["information"]["author"]) for item in items]
        assert [title for title, _ in titles] == ["Le gymnase ouvre", "Le forum change de salle"], times
        assert [author and UUID(author["id"]) for _, author in titles] == [alice.id, None]
        owners = "select owner_id from feed_items where owner_id is not null and community_id = $1"
        assert await runtime.database.reads.fetch(owners, community_id) == []

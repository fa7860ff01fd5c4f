from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from app.core.changes import ChangeLog
from app.core.cursors import owner_of, seal
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.sync import ChangesRead
from tests.support.communities import gather
from tests.support.missions import send as ask
from tests.support.people import FULL, Person, capture, sign_in
from tests.support.stories import publish
from tests.support.talents import claim

THINGS = ("experience", "media", "journal", "story", "portrait", "grant", "talent", "mission", "response")


async def changes_since(person: Person, cursor: str | None = None, limit: int = 200) -> Any:
    """Return a page of the things that people make; test_sync_kinds has what happens to them."""
    query = {"limit": str(limit), "types": ",".join(THINGS)} | ({"cursor": cursor} if cursor else {})
    return await person.ask("GET", "/v1/sync", 200, params=query)


async def all_since(person: Person, cursor: str | None = None, limit: int = 200) -> tuple[list[Any], str]:
    changes: list[Any] = []
    while True:
        page = await changes_since(person, cursor, limit)
        changes, cursor = changes + page["changes"], page["next_cursor"]
        if not page["has_more"]:
            assert cursor
            return changes, cursor


async def trash(person: Person, experience: dict[str, Any]) -> None:
    headers = {"If-Match": f'"{experience["version"]}"'}
    await person.ask("DELETE", f"/v1/experiences/{experience['id']}", 204, headers=headers)


async def rewrite(person: Person, experience: dict[str, Any], title: str) -> Any:
    headers = {"If-Match": f'"{experience["version"]}"'}
    body = FULL | {"title": title}
    return await person.ask("PUT", f"/v1/experiences/{experience['id']}", 200, json=body, headers=headers)


async def set_floor(runtime: Runtime, person: Person, floor: int) -> None:
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(ChangeLog).where(ChangeLog.user_id == person.id).values(floor=floor))


async def test_a_new_phone_gets_everything_as_its_own_read_shows_it(alice: Person) -> None:
    experiences = [await capture(alice, FULL), await capture(alice)]
    page = await changes_since(alice)
    assert [change["data"] for change in page["changes"]] == experiences
    for change, experience in zip(page["changes"], experiences, strict=True):
        assert change == {
            "type": "experience",
            "id": experience["id"],
            "version": 1,
            "deleted": False,
            "data": experience,
        }
        assert change["data"] == await alice.ask("GET", f"/v1/experiences/{experience['id']}", 200)
    assert page["has_more"] is False


@pytest.mark.slow
async def test_each_kind_of_thing_is_as_its_own_read_shows_it(alice: Person, bob: Person, runtime: Runtime) -> None:
    sent = await ask(runtime, bob, await gather(runtime, bob, alice))
    mission = await alice.ask("GET", f"/v1/missions/{sent['id']}", 200)
    experience, journal, medium = await capture(alice, FULL), uuid7(), uuid7()
    file = {"kind": "photo", "content_type": "image/jpeg", "size": 9, "sha256": "0" * 64, "alt": "Un mur"}
    await alice.ask("PUT", f"/v1/media/{medium}", 201, json=file)
    blocks = [{"kind": "text", "text": "Trois semaines"}, {"kind": "experience", "experience_id": experience["id"]}]
    await alice.ask("PUT", f"/v1/journals/{journal}", 201, json={"title": "Mon stage", "blocks": blocks})
    story = await publish(alice, f"/v1/journals/{journal}")
    target, audience = {"type": "story", "id": story["id"]}, {"type": "link"}
    body = {"target": target, "audience": audience, "purpose": "personal", "label": "Famille"}
    await alice.ask("POST", "/v1/grants", 201, json=body)
    portrait = await alice.ask("PUT", f"/v1/portraits/{uuid7()}", 201, json={"headline": "Maçonne"})
    talent = await claim(alice, "COM.1", evidence=[experience["id"]])
    changes, cursor = await all_since(alice)
    assert {change["type"]: change["data"] for change in changes} == {
        "experience": await alice.ask("GET", f"/v1/experiences/{experience['id']}", 200),
        "media": await alice.ask("GET", f"/v1/media/{medium}", 200),
        "journal": await alice.ask("GET", f"/v1/journals/{journal}", 200),
        "story": (await alice.ask("GET", "/v1/stories", 200))["items"][0],
        "portrait": portrait,
        "grant": (await alice.ask("GET", "/v1/grants", 200))["items"][0],
        "mission": mission,
        "response": await alice.ask("GET", f"/v1/responses/{mission['response']['id']}", 200),
        "talent": await alice.ask("GET", f"/v1/talents/{talent['skill_id']}", 200),
    }
    assert {change["type"] for change in changes} == set(THINGS)
    page = {"changes": changes, "next_cursor": cursor, "has_more": False, "served_at": "2026-03-03T14:10:00.000Z"}
    assert ChangesRead.model_validate(page)
    await alice.ask("DELETE", f"/v1/journals/{journal}/publication", 204)
    later, _ = await all_since(alice, cursor)
    assert {change["type"] for change in later} == {"story", "journal", "grant"}
    assert all(change["data"] and not change["deleted"] for change in later)  # withdrawn, revoked: they say so


async def test_when_nothing_is_new_the_cursor_stays_good(alice: Person) -> None:
    empty = await changes_since(alice)
    assert empty["changes"] == []
    repetition = await changes_since(alice, empty["next_cursor"])
    assert repetition | {"served_at": ""} == empty | {"served_at": ""}
    experience = await capture(alice)
    assert [change["id"] for change in (await changes_since(alice, empty["next_cursor"]))["changes"]] == [
        experience["id"]
    ]


async def test_only_the_last_change_of_a_thing_is_sent(alice: Person) -> None:
    first, second = await capture(alice), await capture(alice)
    _, cursor = await all_since(alice)
    later = await rewrite(alice, await rewrite(alice, first, "Deux"), "Trois")
    page = await changes_since(alice, cursor)
    assert [(change["version"], change["data"]) for change in page["changes"]] == [(3, later)]
    assert [change["id"] for change in (await changes_since(alice))["changes"]] == [second["id"], first["id"]]


async def test_a_deletion_is_a_tombstone_and_a_restoration_brings_it_back(alice: Person) -> None:
    experience = await capture(alice)
    _, cursor = await all_since(alice)
    await trash(alice, experience)
    page = await changes_since(alice, cursor)
    assert page["changes"] == [
        {"type": "experience", "id": experience["id"], "version": 2, "deleted": True, "data": None}
    ]
    await alice.ask("PUT", f"/v1/experiences/{experience['id']}/restoration", 200)
    back = await changes_since(alice, page["next_cursor"])
    assert [(change["version"], change["deleted"]) for change in back["changes"]] == [(3, False)]


async def test_a_new_phone_hears_of_no_tombstones(alice: Person) -> None:
    kept_experience, gone_experience = await capture(alice), await capture(alice)
    await trash(alice, gone_experience)
    changes, cursor = await all_since(alice, limit=1)
    assert [change["id"] for change in changes] == [kept_experience["id"]]
    assert (await changes_since(alice, cursor))["changes"] == []


async def test_what_is_deleted_during_a_first_sync_is_told(alice: Person) -> None:
    experiences = [await capture(alice) for _ in range(4)]
    page = await changes_since(alice, limit=2)
    await trash(alice, experiences[0])
    await trash(alice, experiences[3])
    rest, _ = await all_since(alice, page["next_cursor"], limit=1)
    assert [(change["id"], change["deleted"]) for change in rest] == [
        (experiences[2]["id"], False),
        (experiences[0]["id"], True),
        (experiences[3]["id"], True),
    ]


async def test_pages_follow_each_other_in_order_without_gap(alice: Person) -> None:
    ids = [(await capture(alice))["id"] for _ in range(7)]
    for limit in (1, 2, 3, 7, 1000):
        changes, _ = await all_since(alice, limit=limit)
        assert [change["id"] for change in changes] == ids


async def test_it_is_ones_own_feed_and_cursor(alice: Person, bob: Person) -> None:
    await capture(alice)
    cursor = (await changes_since(alice))["next_cursor"]
    assert (await changes_since(bob))["changes"] == []
    for foreign_cursor in (cursor, "x", "e30=", seal(owner_of(alice.id.bytes, "sync"), (2**63, 0))):
        answer = await bob.ask("GET", "/v1/sync", 400, params={"cursor": foreign_cursor})
        assert answer["type"] == "/problems/invalid-cursor"


async def test_a_session_that_ended_hears_nothing(app: FastAPI, alice: Person) -> None:
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    await alice.ask("GET", "/v1/sync", 401)
    await alice.ask("POST", "/v1/sync", 401, json={"operations": []})


async def test_the_limit_has_bounds(alice: Person) -> None:
    for limit in ("0", "1001", "x", "-1"):
        answer = await alice.ask("GET", "/v1/sync", 422, params={"limit": limit})
        assert answer["errors"][0]["pointer"] == "/limit"


async def test_a_cursor_from_before_what_is_kept_starts_anew(alice: Person, runtime: Runtime) -> None:
    for _ in range(3):
        await capture(alice)
    old, new = (await changes_since(alice, limit=1))["next_cursor"], (await all_since(alice))[1]
    await capture(alice)
    later = (await all_since(alice))[1]
    await set_floor(runtime, alice, 4)
    assert (await changes_since(alice, new))["changes"]
    await set_floor(runtime, alice, 5)
    for cursor in (old, new):
        reset = await alice.ask("GET", "/v1/sync", 410, params={"cursor": cursor, "types": ",".join(THINGS)})
        assert reset["type"] == "/problems/sync-reset"
    assert (await changes_since(alice, later))["changes"] == []
    assert len((await all_since(alice, limit=1))[0]) == 4  # a first sync, in pages, needs no tombstone of before


async def test_a_cursor_of_a_future_that_a_backup_undid_starts_anew(alice: Person) -> None:
    await capture(alice)
    ahead = seal(owner_of(alice.id.bytes, "sync"), (9, 9))
    await alice.ask("GET", "/v1/sync", 410, params={"cursor": ahead})


async def test_two_phones_end_up_with_the_same(app: FastAPI, alice: Person) -> None:
    other_person = await sign_in(app, email=alice.email, device_name="tablet")
    cursors: dict[str, str | None] = {"phone": None, "tablet": None}
    stores: dict[str, dict[str, Any]] = {"phone": {}, "tablet": {}}

    async def sync(name: str, person: Person) -> None:
        changes, cursors[name] = await all_since(person, cursors[name], limit=2)
        for change in changes:
            stores[name].pop(change["id"], None)
            if not change["deleted"]:
                stores[name][change["id"]] = change["data"]["title"]

    experiences = [await capture(alice) for _ in range(3)]
    await sync("phone", alice)
    await rewrite(other_person, experiences[0], "Depuis la tablette")
    await sync("tablet", other_person)
    await trash(alice, experiences[1])
    await capture(other_person, FULL)
    await sync("tablet", other_person)
    await sync("phone", alice)
    assert len(stores["phone"]) == 3
    assert stores["phone"] == stores["tablet"]
    await other_person.client.aclose()

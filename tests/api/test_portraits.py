import asyncio

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.portraits import PortraitRead
from tests.support.grants import codes, told
from tests.support.people import Person, Watch, capture
from tests.support.portraits import draw, talent
from tests.support.stories import rewrite


async def test_a_portrait_is_kept_as_it_was_chosen(alice: Person, runtime: Runtime) -> None:
    story, experience = await told(alice), await capture(alice)
    skill_id = await talent(runtime, alice)
    sections = [
        {"kind": "text", "id": "t", "text": "Permis B."},
        {"kind": "work", "only": [experience["id"]], "most": 3},
    ]
    fields = {
        "name": "Bâtiment",
        "headline": "Maçonne",
        "about": "J’aime quand c’est d’aplomb.",
        "template": "poster",
        "languages": ["fr", "en"],
        "pinned_stories": [story["id"]],
        "pinned_talents": [skill_id],
        "show_contact": True,
        "show_photo": True,
    }
    words = {"headline": "Mason", "about": None, "sections": [{"id": "t", "title": None, "text": "Driving licence."}]}
    path = await draw(alice, sections=sections, translations={"en": words}, **fields)
    portrait = await alice.ask("GET", path, 200)
    assert {name: portrait[name] for name in fields} == fields
    assert portrait["translations"] == {"en": words}
    assert [(section["kind"], section["only"], section["most"]) for section in portrait["sections"]] == [
        ("text", [], None),
        ("work", [experience["id"]], 3),
    ]
    assert (portrait["edition"], portrait["published_at"], portrait["withdrawn_at"]) == (0, None, None)
    assert list(portrait) == list(PortraitRead.model_fields)


async def test_nothing_needs_to_be_chosen(alice: Person) -> None:
    portrait = await alice.ask("GET", await draw(alice), 200)
    assert (portrait["template"], portrait["languages"], portrait["sections"]) == ("notebook", ["fr"], [])
    assert not portrait["show_contact"]
    assert not portrait["show_photo"]


async def test_portraits_are_listed_newest_first_and_none_is_skipped_that_is_edited_between_pages(
    alice: Person, bob: Person, watch: Watch
) -> None:
    first = await draw(alice, name="Un")
    watch.advance(minutes=1)
    await draw(alice, name="Deux")
    watch.advance(minutes=1)
    page = await alice.ask("GET", "/v1/portraits?limit=1", 200)
    await rewrite(alice, first, headline="Revu")
    rest = await alice.ask("GET", f"/v1/portraits?limit=1&cursor={page['next_cursor']}", 200)
    assert [item["name"] for item in page["items"] + rest["items"]] == ["Deux", "Un"]
    assert (await bob.ask("GET", "/v1/portraits", 200))["items"] == []


async def test_the_same_portrait_again_is_the_same_row(alice: Person) -> None:
    path, body = f"/v1/portraits/{uuid7()}", {"name": "Bâtiment"}
    answers = await asyncio.gather(*(alice.client.put(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert (await alice.ask("PUT", path, 200, json=body))["version"] == 1


async def test_changing_a_portrait_names_its_version(alice: Person) -> None:
    path = await draw(alice, name="Un", headline="Maçonne")
    await alice.ask("PUT", path, 428, json={"name": "Deux"})
    answer = await alice.ask("PATCH", path, 200, json={"name": "Deux"}, headers={"If-Match": '"1"'})
    assert (answer["name"], answer["headline"], answer["version"]) == ("Deux", "Maçonne", 2)
    stale = await alice.ask("PUT", path, 412, json={"name": "Trois"}, headers={"If-Match": '"1"'})
    assert stale["current"] == answer
    etag = (await alice.client.get(path)).headers["etag"]
    assert (await alice.client.get(path, headers={"If-None-Match": etag})).status_code == 304


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"template": "neon"}, ("/template", "not_one_of")),
        ({"languages": ["fr", "fr"]}, ("/languages", "repeated")),
        ({"languages": ["fr", "fr_FR"]}, ("/languages/1", "bad_pattern")),
        ({"sections": [{"kind": "text"}]}, ("/sections/0", "text_required")),
        ({"sections": [{"kind": "work", "id": "a"}, {"kind": "leisure", "id": "a"}]}, ("/sections", "repeated")),
        ({"sections": [{"kind": "work", "most": 0}]}, ("/sections/0/most", "too_small")),
        ({"show_contact": 1}, ("/show_contact", "wrong_type")),
        ({"translations": {"fr_FR": {}}}, ("/translations", "bad_pattern")),
        ({"owner_id": "x"}, ("/owner_id", "unknown_field")),
    ],
)
async def test_a_fault_is_said_where_it_is(alice: Person, body: object, fault: tuple[str, str]) -> None:
    assert codes(await alice.ask("PUT", f"/v1/portraits/{uuid7()}", 422, json=body)) == [fault]


async def test_a_portrait_names_nothing_of_somebody_elses(alice: Person, bob: Person, runtime: Runtime) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
    others = (await told(bob))["id"], await talent(runtime, bob, "LEARN.2"), (await capture(bob))["id"]
    answers = []
    for story_id, skill_id, experience_id in (others, [str(uuid7())] * 3):
        sections = [
            {"kind": "stories", "left_out": [story_id]},
            {"kind": "talents", "only": [skill_id]},
            {"kind": "work", "only": [experience_id]},
        ]
        body = {"pinned_stories": [story_id], "pinned_talents": [skill_id], "sections": sections}
        answers.append(await alice.ask("PUT", f"/v1/portraits/{uuid7()}", 422, json=body))
        path = await draw(alice)
        answer = await alice.ask("PATCH", path, 422, json=body, headers={"If-Match": '"1"'})
        assert answer["errors"] == answers[-1]["errors"]
    assert answers[0]["errors"] == answers[1]["errors"]
    assert codes(answers[0]) == [
        ("/pinned_stories/0", "unknown_story"),
        ("/pinned_talents/0", "unknown_talent"),
        ("/sections/0/left_out/0", "unknown_story"),
        ("/sections/1/only/0", "unknown_talent"),
        ("/sections/2/only/0", "unknown_experience"),
    ]


async def test_what_is_in_the_bin_by_now_may_stay_named(alice: Person) -> None:
    experience = await capture(alice)
    path = await draw(alice, sections=[{"kind": "work", "only": [experience["id"]]}])
    await alice.ask("DELETE", f"/v1/experiences/{experience['id']}", 204, headers={"If-Match": '"1"'})
    document = await rewrite(alice, path, headline="Sans la perdre")
    assert document["sections"][0]["only"] == [experience["id"]]


@pytest.mark.slow
async def test_somebody_elses_portrait_is_as_unknown_as_none(alice: Person, bob: Person) -> None:
    portrait_path, seen = await draw(alice, name="Un"), []
    for path in (portrait_path, f"/v1/portraits/{uuid7()}"):
        calls = [
            await bob.client.get(path),
            await bob.client.patch(path, json={"name": "A"}, headers={"If-Match": '"1"'}),
            await bob.client.delete(path, headers={"If-Match": '"1"'}),
        ]
        seen.append([(call.status_code, call.json()["type"], call.json()["title"]) for call in calls])
    assert seen[0] == seen[1]
    assert {status for status, *_ in seen[0]} == {404}
    await bob.ask("PUT", portrait_path, 404, json={"name": "À moi"})


async def test_a_deleted_portrait_is_gone(alice: Person) -> None:
    path = await draw(alice, name="Un")
    await alice.ask("DELETE", path, 428)
    await alice.ask("DELETE", path, 204, headers={"If-Match": '"1"'})
    for method in ("GET", "DELETE"):
        await alice.ask(method, path, 404, headers={"If-Match": '"2"'})
    await alice.ask("PUT", path, 404, json={"name": "Un"})


async def test_a_portrait_drawn_offline_comes_home_by_sync(alice: Person) -> None:
    portrait_id = str(uuid7())
    sent_body = {"operations": [{"op": "put", "type": "portrait", "id": portrait_id, "data": {"name": "Un"}}]}
    [result] = (await alice.ask("POST", "/v1/sync", 200, json=sent_body))["results"]
    assert (result["status"], result["data"]["name"]) == (201, "Un")
    answer = await alice.ask("GET", "/v1/sync", 200)
    assert [change["data"] for change in answer["changes"] if change["type"] == "portrait"] == [result["data"]]
    gone_body = {"operations": [{"op": "delete", "type": "portrait", "id": portrait_id, "if_match": 1}]}
    assert (await alice.ask("POST", "/v1/sync", 200, json=gone_body))["results"][0]["status"] == 204

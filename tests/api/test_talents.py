import asyncio
from typing import Any

import httpx
import pytest

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.talents import TalentRead, TalentTreeRead
from app.services.departures import experience_bin
from tests.support.people import Person, Watch, capture
from tests.support.talents import claim, skill

PLAIN = {"level": 3, "stance": "has"}


async def test_a_talent_is_kept_as_it_was_said(alice: Person) -> None:
    first, second = await capture(alice), await capture(alice)
    talent = await claim(alice, "COM.1", level=4, stance="offers", evidence=[second["id"], first["id"]])
    assert TalentRead.model_validate(talent).model_dump(mode="json") == talent
    assert (talent["level"], talent["stance"], talent["evidence"]) == (4, "offers", [second["id"], first["id"]])
    assert (talent["skill"]["framework"], talent["skill"]["code"]) == ("everyday-skills", "COM.1")
    assert talent == await alice.ask("GET", f"/v1/talents/{skill('COM.1')}", 200)


async def test_what_is_said_again_changes_nothing(alice: Person) -> None:
    path = f"/v1/talents/{skill('COM.1')}"
    answers = await asyncio.gather(*(alice.client.put(path, json=PLAIN) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    talent = await alice.ask("PUT", path, 200, json=PLAIN | {"level": 4}, headers={"If-Match": '"1"'})
    repeated_talent = await alice.ask("PUT", path, 200, json=PLAIN | {"level": 4}, headers={"If-Match": '"1"'})
    assert repeated_talent == talent
    assert talent["version"] == 2


async def test_a_change_names_the_version_it_changes(alice: Person) -> None:
    await claim(alice, "COM.1")
    path, change = f"/v1/talents/{skill('COM.1')}", PLAIN | {"stance": "seeks"}
    await alice.ask("PUT", path, 428, json=change)
    answer = await alice.ask("PUT", path, 200, json=change, headers={"If-Match": '"1"'})
    stale = await alice.ask("PUT", path, 412, json=PLAIN, headers={"If-Match": '"1"'})
    assert stale["current"] == answer
    await alice.ask("DELETE", path, 412, headers={"If-Match": '"1"'})
    await alice.ask("DELETE", path, 204)
    await alice.ask("GET", path, 404)
    await alice.ask("DELETE", path, 404, headers={"If-Match": '"2"'})
    await alice.ask("PUT", path, 201, json=PLAIN)


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"level": 0}, "/level", "too_small"),
        ({"level": 5}, "/level", "too_large"),
        ({"level": "3"}, "/level", "wrong_type"),
        ({"stance": "loves"}, "/stance", "not_one_of"),
        ({"evidence": ["x"]}, "/evidence/0", "bad_id"),
        ({"evidence": [str(uuid7())] * 2}, "/evidence", "repeated"),
        ({"evidence": [str(uuid7()) for _ in range(31)]}, "/evidence", "too_long"),
        ({"endorsed": True}, "/endorsed", "unknown_field"),
    ],
)
async def test_what_is_not_a_talent_is_refused(alice: Person, fields: dict[str, Any], pointer: str, code: str) -> None:
    answer = await alice.ask("PUT", f"/v1/talents/{skill('COM.1')}", 422, json=PLAIN | fields)
    assert [(error["pointer"], error["code"]) for error in answer["errors"]] == [(pointer, code)]


async def test_somebody_elses_experience_is_refused_like_an_unknown_one(alice: Person, bob: Person) -> None:
    own_experience, thrown_experience = await capture(alice), await capture(alice)
    await alice.ask("DELETE", f"/v1/experiences/{thrown_experience['id']}", 204, headers={"If-Match": '"1"'})
    refusals = []
    for item in (await capture(bob), {"id": str(uuid7())}, thrown_experience):
        body = PLAIN | {"evidence": [own_experience["id"], item["id"]]}
        refusals.append((await alice.ask("PUT", f"/v1/talents/{skill('COM.1')}", 422, json=body))["errors"])
    assert refusals[0] == refusals[1] == refusals[2]
    assert [(refusal["pointer"], refusal["code"]) for refusal in refusals[0]] == [("/evidence/1", "unknown_experience")]
    await alice.ask("GET", f"/v1/talents/{skill('COM.1')}", 404)


async def test_evidence_may_lie_in_the_bin_until_the_bin_is_emptied(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    kept_experience, thrown_experience = await capture(alice), await capture(alice)
    await claim(alice, "COM.1", evidence=[kept_experience["id"], thrown_experience["id"]])
    await alice.ask("DELETE", f"/v1/experiences/{thrown_experience['id']}", 204, headers={"If-Match": '"1"'})
    path, higher = (
        f"/v1/talents/{skill('COM.1')}",
        PLAIN | {"level": 4, "evidence": [thrown_experience["id"], kept_experience["id"]]},
    )
    assert (await alice.ask("PUT", path, 200, json=higher, headers={"If-Match": '"1"'}))["level"] == 4
    now = (await alice.ask("GET", "/v1/sync?types=talent", 200))["next_cursor"]
    watch.advance(days=31)
    async with runtime.work(SYSTEM) as uow:
        await experience_bin.empty(uow)
    watch.advance(days=-31)  # the phone's token is that of the day
    [change] = (await alice.ask("GET", f"/v1/sync?types=talent&cursor={now}", 200))["changes"]
    assert (change["type"], change["version"], change["data"]["evidence"]) == ("talent", 3, [kept_experience["id"]])


async def test_only_skills_can_be_talents(alice: Person) -> None:
    for item in (skill("COM"), str(uuid7())):
        answer = await alice.ask("PUT", f"/v1/talents/{item}", 404, json=PLAIN)
        assert answer["type"] == "/problems/skill-not-found"
    await alice.ask("PUT", "/v1/talents/COM.1", 422, json=PLAIN)


async def test_talents_are_listed_newest_first_and_none_is_skipped_that_is_edited_between_pages(
    alice: Person, watch: Watch
) -> None:
    for code in ("COM.1", "COM.2", "COOP.1"):
        await claim(alice, code, stance="seeks" if code == "COM.2" else "has")
        watch.advance(minutes=1)
    path = f"/v1/talents/{skill('COM.1')}"
    first = await alice.ask("GET", "/v1/talents?limit=2", 200)
    await alice.ask("PUT", path, 200, json=PLAIN | {"level": 1}, headers={"If-Match": '"1"'})
    rest = await alice.ask("GET", f"/v1/talents?limit=2&cursor={first['next_cursor']}", 200)
    items = first["items"] + rest["items"]
    assert [item["skill"]["code"] for item in items] == ["COOP.1", "COM.2", "COM.1"]
    assert rest["next_cursor"] is None
    [talent] = (await alice.ask("GET", "/v1/talents?stance=seeks", 200))["items"]
    assert talent == items[1]


async def test_the_tree_counts_them_in_the_order_of_the_frameworks(alice: Person, bob: Person) -> None:
    empty = await alice.client.get("/v1/talents/tree")
    assert empty.json() == {"frameworks": []}
    for code, stance in (("COOP.1", "seeks"), ("COM.2", "offers"), ("COM.1", "has"), ("VII.2", "has")):
        await claim(alice, code, stance=stance)
    await claim(bob, "COM.3")
    tree = await alice.client.get("/v1/talents/tree", headers={"If-None-Match": empty.headers["etag"]})
    assert TalentTreeRead.model_validate(tree.json()).model_dump(mode="json") == tree.json()
    domains = [
        (framework["code"], domain) for framework in tree.json()["frameworks"] for domain in framework["domains"]
    ]
    assert [
        (framework, domain["code"], domain["have"], domain["offer"], domain["seek"]) for framework, domain in domains
    ] == [
        ("everyday-skills", "COM", 2, 1, 0),
        ("everyday-skills", "COOP", 0, 0, 1),
        ("spro-coordination", "VII", 1, 0, 0),
    ]
    talents = (await alice.ask("GET", "/v1/talents", 200))["items"]
    counts = [
        item
        for _, domain in domains
        for item in (await alice.ask("GET", f"/v1/talents?domain_id={domain['id']}", 200))["items"]
    ]
    assert sorted(map(str, talents)) == sorted(map(str, counts))
    answer = await alice.client.get("/v1/talents/tree", headers={"If-None-Match": tree.headers["etag"]})
    assert answer.status_code == 304


async def test_somebody_elses_talent_is_as_unknown_as_none(
    alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    await claim(alice, "COM.1")
    answers = []
    for code in ("COM.1", "COM.2"):
        calls = [
            await bob.client.get(f"/v1/talents/{skill(code)}"),
            await bob.client.delete(f"/v1/talents/{skill(code)}", headers={"If-Match": '"1"'}),
        ]
        answers.append([(call.status_code, call.json()["type"]) for call in calls])
    assert answers[0] == answers[1] == [(404, "/problems/talent-not-found")] * 2
    assert (await bob.ask("GET", "/v1/talents", 200))["items"] == []
    assert (await bob.ask("GET", "/v1/talents/tree", 200))["frameworks"] == []
    await bob.ask("PUT", f"/v1/talents/{skill('COM.1')}", 201, json=PLAIN | {"level": 1})
    assert (await alice.ask("GET", f"/v1/talents/{skill('COM.1')}", 200))["level"] == 3
    for path in ("/v1/talents", "/v1/talents/tree", f"/v1/talents/{skill('COM.1')}"):
        assert (await guest.get(path)).status_code == 401
    await bob.ask("DELETE", "/v1/sessions/current", 204)
    for path in ("/v1/talents", "/v1/talents/tree", f"/v1/talents/{skill('COM.1')}"):
        await bob.ask("GET", path, 401)


async def test_a_phone_hears_of_talents(alice: Person) -> None:
    talent = await claim(alice, "COM.1")
    answer = await alice.ask("GET", "/v1/sync?types=talent", 200)
    change = {"type": "talent", "id": talent["skill_id"], "version": 1, "deleted": False, "data": talent}
    assert answer["changes"] == [change]
    await alice.ask("DELETE", f"/v1/talents/{talent['skill_id']}", 204, headers={"If-Match": '"1"'})
    [gone_change] = (await alice.ask("GET", f"/v1/sync?types=talent&cursor={answer['next_cursor']}", 200))["changes"]
    assert gone_change == change | {"version": 2, "deleted": True, "data": None}

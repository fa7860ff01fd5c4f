"""What a guest did is taken into an account, once; what nobody takes is erased."""

import re
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.departures import guests
from tests.support.ballots import close, put_to_room, results, vote
from tests.support.communities import gather
from tests.support.guardians import YOUNG
from tests.support.mails import mails_to
from tests.support.missions import SURVEY
from tests.support.people import ADULT, Person, Watch, sign_in, visit
from tests.support.proposals import SEVERAL, decide, propose
from tests.support.rooms import ask_in, come, count_heads, open_up, proof_now, show

SHEET = {"answers": [{"code": "clarte", "number": 4}]}
NAMED = {"survey": {"questions": SURVEY["survey"]["questions"], "sheets": "named"}}  # type: ignore[index]


async def answer(person: Person, survey: Any, number: int = 4, status: int = 200) -> Any:
    body = {"answers": [{"code": "clarte", "number": number}]}
    return await person.ask("PUT", f"/v1/missions/{survey['id']}/response", status, json=body)


async def claim(person: Person, code: str, status: int = 201) -> Any:
    return await person.ask("POST", "/v1/me/claims", status, json={"claim_code": code})


async def sheets(runtime: Runtime, survey: Any) -> list[tuple[UUID, int]]:
    statement = "select user_id, answers from responses where mission_id = $1 and answers is not null order by 1"
    rows = await runtime.database.reads.fetch(statement, UUID(survey["id"]))
    return [(row["user_id"], row["answers"]) for row in rows]


async def people(runtime: Runtime, ids: list[UUID]) -> int:
    rows = await runtime.database.reads.fetch("select count(*) as number from users where id = any($1)", ids)
    return int(rows[0]["number"])


async def test_what_a_guest_did_moves_into_an_account_once(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    guest = await come(app, room, name="Bob")
    first, second = [await ask_in(runtime, alice, room, **NAMED) for _ in range(2)]
    await answer(guest, first)
    taken = await claim(bob, guest.email.upper())
    assert taken["room_id"] == room["id"]
    assert (await claim(bob, guest.email, 200))["claimed_at"] == taken["claimed_at"]
    assert (await claim(alice, guest.email, 409))["type"] == "/problems/already-claimed"
    refusal = await claim(bob, "aaaaa-aaaaa", 404)
    assert refusal["type"] == "/problems/claim-not-found"  # of a year of birth as well
    assert refusal["detail"].startswith("This code leads to nothing")
    assert [user_id for user_id, _ in await sheets(runtime, first)] == [bob.id]
    await answer(bob, second)
    assert await people(runtime, [guest.id]) == 0
    await guest.ask("GET", f"/v1/rooms/{room['id']}/state", 401)
    assert (await alice.ask("GET", f"/v1/rooms/{room['id']}", 200))["people"] == 1
    [entry] = (await alice.ask("GET", f"/v1/rooms/{room['id']}/entries", 200))["items"]
    assert (entry["name"], entry["user"]["id"]) == (None, str(bob.id))
    shown = (await bob.ask("GET", "/v1/me/visibility", 200))["items"]
    assert "room" in {item["kind"] for item in shown}


async def test_nobody_answers_as_guest_and_as_member(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    """Abuse 2: where the account has answered, the guest's answer drops; where it has not, it is replaced."""
    room = await open_up(alice, await gather(runtime, alice, bob))
    guest = await come(app, room)
    both, theirs = [await ask_in(runtime, alice, room, **NAMED | {"audience": {"type": "all"}}) for _ in range(2)]
    for survey in (both, theirs):
        await answer(guest, survey, 1)
    await answer(bob, both, 5)
    await claim(bob, guest.email)
    assert len(await sheets(runtime, both)) == len(await sheets(runtime, theirs)) == 1
    for survey, number in ((both, 5), (theirs, 1)):
        mission = await bob.ask("GET", f"/v1/missions/{survey['id']}", 200)
        response = await bob.ask("GET", f"/v1/responses/{mission['response']['id']}", 200)
        assert response["answers"][0]["number"] == number


async def test_a_vote_is_claimed_and_counted_once(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    """Abuse 2, in a vote: of a guest and the member that they are, the member's vote stands."""
    room, ballot, options = await put_to_room(alice, bob, limit=1)
    entry = {"proof": await proof_now(runtime, room)}
    await bob.ask("PUT", f"/v1/rooms/{room['code']}/entry", 200, json=entry)
    guests = [await come(app, room) for _ in range(12)]
    await count_heads(alice, room, 13)
    await show(alice, room, phase="vote", mission_id=ballot["id"])
    duplicate, stranger, goer, *rest = guests
    member, neighbour = bob, await sign_in(app, birth_year=1990)
    for voter in (member, stranger, goer, *rest):
        await vote(voter, ballot, options[:1])
    await vote(duplicate, ballot, options[1:])
    await claim(member, duplicate.email)
    await claim(neighbour, stranger.email)
    assert (await vote(neighbour, ballot, options[:1]))["version"] == 3  # theirs now: the same again
    await goer.ask("DELETE", "/v1/me", 204)  # the voice stays, without a name
    counts = "select count(*) as number from responses where mission_id = $1 and choices is not null"
    [row] = await runtime.database.reads.fetch(counts, UUID(ballot["id"]))
    assert row["number"] == 11
    await close(alice, ballot)
    first, second = (await results(member, ballot))["ballot"]["options"]
    assert [(item["proposal_id"], item["people"]) for item in (first, second)] == [(options[0], 12), (options[1], 0)]
    await claim(member, rest[0].email)  # counted: nothing is taken out of it
    assert (await results(member, ballot))["ballot"]["options"] == [first, second]


async def mailed_code(app: FastAPI, runtime: Runtime, email: str) -> str:
    async with visit(app) as visitor:
        assert (await visitor.post("/v1/sessions/codes", json={"email": email})).status_code == 202
    text = (await mails_to(runtime, email))[-1]["text"]
    return re.search(r"\b\d{6}\b", text).group()  # type: ignore[union-attr]


async def test_a_guest_with_an_address_is_an_account(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    survey = await ask_in(runtime, alice, room, **NAMED)
    new, old = await come(app, room), await come(app, room)
    email = f"lena-{new.id.hex[:8]}@example.org"
    for guest, address, user_id in ((new, email, new.id), (old, bob.email, bob.id)):
        await answer(guest, survey)
        code = await mailed_code(app, runtime, address)
        wrong = {"email": address, "code": f"{(int(code) + 1) % 1_000_000:06d}"}
        await guest.ask("PUT", "/v1/me/address", 401, json=wrong)
        tokens = await guest.ask("PUT", "/v1/me/address", 200, json={"email": address, "code": code})
        assert (tokens["user"]["id"], tokens["user"]["email"]) == (str(user_id), address)
        await guest.ask("GET", f"/v1/rooms/{room['id']}/state", 401)
        async with visit(app, {"Authorization": f"Bearer {tokens['access_token']}"}) as account:
            mission = await account.get(f"/v1/missions/{survey['id']}")
            assert mission.json()["response"]["state"] == "submitted"
            assert (await account.get("/v1/sync")).status_code == 200
    await claim(alice, new.email, 409)
    await bob.ask("PUT", "/v1/me/address", 403, json={"email": email, "code": "123456"})
    assert await people(runtime, [new.id, old.id]) == 1


async def test_who_proves_the_address_of_a_child_makes_nobody_older(
    alice: Person, zoe: Person, runtime: Runtime, app: FastAPI
) -> None:
    guest = await come(app, await open_up(alice, await gather(runtime, alice)))
    body = {"email": zoe.email, "code": await mailed_code(app, runtime, zoe.email), "birth_year": ADULT}
    tokens = await guest.ask("PUT", "/v1/me/address", 200, json=body)
    assert tokens["user"]["id"] == str(zoe.id)
    me = await zoe.ask("GET", "/v1/me", 200)
    assert (me["birth_year"], me["claimed_birth_year"]) == (YOUNG, None)


async def test_a_guest_forgets_at_once(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    survey = await ask_in(runtime, alice, room)
    guest = await come(app, room, name="Inès")
    await answer(guest, survey)
    await guest.ask("DELETE", "/v1/me", 204)
    await guest.ask("DELETE", "/v1/me", 401)
    await claim(bob, guest.email, 404)
    [row] = await runtime.database.reads.fetch(
        "select count(*) as number from sheets where mission_id = $1", UUID(survey["id"])
    )
    assert row["number"] == 1  # without a name: nobody knows which one it is
    assert (await alice.ask("GET", f"/v1/rooms/{room['id']}/entries", 200))["items"] == []
    assert (await alice.ask("GET", f"/v1/rooms/{room['id']}", 200))["people"] == 1
    assert (await bob.ask("DELETE", "/v1/me", 403))["type"] == "/problems/guests-only"


async def test_the_age_that_a_guest_said_is_read_by_nobody_and_goes_with_the_claim(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    room = await open_up(alice, await gather(runtime, alice), minors="over_15")
    visitor = await come(app, room, age_bracket="minor")

    async def age_brackets() -> list[str | None]:
        statement = "select age_bracket from room_entries where room_id = $1"
        rows = await runtime.database.reads.fetch(statement, UUID(room["id"]))
        return [row["age_bracket"] for row in rows]

    assert await age_brackets() == ["minor"]
    entries = await alice.client.get(f"/v1/rooms/{room['id']}/entries")
    assert (entries.status_code, "minor" in entries.text) == (200, False)
    await claim(bob, visitor.email)
    assert await age_brackets() == [None]


async def test_ideas_of_guests_are_claimed_or_stay_without_an_author(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    visitor, neighbour = await come(app, room), await come(app, room)
    young = await come(app, await open_up(alice, room["community_id"], minors="over_15"), age_bracket="minor")
    mission = await ask_in(runtime, alice, room, SEVERAL)
    ideas = {
        name: await propose(person, mission, title=name)
        for name, person in {"own": visitor, "approved": neighbour, "waiting": neighbour}.items()
    }
    assert young.id not in {visitor.id, neighbour.id}
    await decide(alice, ideas["approved"], "approve")
    await claim(bob, visitor.email)
    assert (await bob.ask("GET", f"/v1/proposals/{ideas['own']['id']}", 200))["authors"][0]["id"] == str(bob.id)
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/closing", 200)
    watch.advance(days=31)
    async with runtime.work(SYSTEM) as uow:
        await guests.erase_due(uow)
    rows = await runtime.database.reads.fetch("select title from proposals where mission_id = $1", UUID(mission["id"]))
    assert {row["title"] for row in rows} == {"own", "approved"}
    statement = (
        "select user_id from proposal_authors join proposals on proposals.id = proposal_id where mission_id = $1"
    )
    rows = await runtime.database.reads.fetch(statement, UUID(mission["id"]))
    assert [row["user_id"] for row in rows] == [bob.id]


async def test_guests_that_nobody_claimed_are_gone_after_thirty_days(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    room, open_room = [await open_up(alice, await gather(runtime, alice)) for _ in range(2)]
    claimed, left, other = await come(app, room), await come(app, room), await come(app, open_room)
    await claim(bob, claimed.email)
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/closing", 200)
    started = watch.now
    for days, expected in ((29, 2), (30, 1)):
        watch.now = started
        watch.advance(days=days)
        async with runtime.work(SYSTEM) as uow:
            await guests.erase_due(uow)
        assert await people(runtime, [left.id, other.id]) == expected, days
    watch.advance(days=1)
    async with runtime.work(SYSTEM) as uow:
        await guests.erase_due(uow)
    assert await people(runtime, [left.id, other.id, bob.id]) == 1
    [row] = await runtime.database.reads.fetch("select people from rooms where id = $1", UUID(room["id"]))
    assert row["people"] == 2

"""Guests: people who come into a room without an account, and open nothing else."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.policies.guests import GUEST_OPERATIONS
from app.services.accounts import inactivity
from app.services.rooms import entrance
from tests.access.lines import operations
from tests.api.test_claims import mailed_code
from tests.support.ballots import put_to_room, vote
from tests.support.communities import gather, verify
from tests.support.documents import whole_document
from tests.support.missions import SURVEY
from tests.support.people import ADULT, Person, Watch, sign_in, visit, visit_from
from tests.support.rooms import ask_in, come, knock, open_up, proof_now, show

SHEET = {"answers": [{"code": "clarte", "number": 4}]}


def problem(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")


async def people(team: Person, room: Any) -> int:
    return int((await team.ask("GET", f"/v1/rooms/{room['id']}", 200))["people"])


async def test_a_guest_answers_what_the_room_asks(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    early = await come(app, room, name="Inès")
    survey = await ask_in(runtime, alice, room)
    late = await come(app, room)
    for guest in (early, late):
        state = await guest.ask("GET", f"/v1/rooms/{room['id']}/state", 200)
        assert state["mission"]["survey"]["questions"][0]["code"] == "clarte"
        assert (state["mission"]["response"]["state"], state["people"]) == ("assigned", 0)
        answer = await guest.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=SHEET)
        assert (answer["state"], answer["mission"]["title"]) == ("submitted", SURVEY["title"])
    tag = (await early.client.get(f"/v1/rooms/{room['id']}/state")).headers["etag"]
    await early.ask("GET", f"/v1/rooms/{room['id']}/state", 304, headers={"If-None-Match": tag})
    await show(alice, room, phase="thanks", message="Merci !")
    state = await early.ask("GET", f"/v1/rooms/{room['id']}/state", 200, headers={"If-None-Match": tag})
    assert (state["scene"]["phase"], state["scene"]["message"], state["mission"]) == ("thanks", "Merci !", None)
    entries = (await alice.ask("GET", f"/v1/rooms/{room['id']}/entries", 200))["items"]
    assert [(entry["name"], entry["user"]) for entry in entries] == [(None, None), ("Inès", None)]
    assert await people(alice, room) == 2


async def test_a_guest_opens_nothing_but_the_room(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    """Abuse 8: each operation of the document, with a guest's token."""
    community_id = await gather(runtime, alice)
    guest = await come(app, await open_up(alice, community_id))
    open_to_all = {name for name, item in described().items() if item.get("security") == []}
    count = 0
    for name, operation in operations(whole_document()).items():
        if name in GUEST_OPERATIONS | open_to_all:
            continue
        path = operation.path
        for parameter in operation.parameters:
            path = path.replace(f"{{{parameter}}}", str(community_id))
        body: Any = {} if operation.method in {"post", "put", "patch"} else None
        answer = await guest.client.request(operation.method, path, json=body)
        assert answer.status_code == 403, (name, answer.text)
        assert operation.method == "head" or problem(answer) == "not-your-room", name
        count += 1
    assert count > 190
    assert operations(whole_document()).keys() - open_to_all >= GUEST_OPERATIONS
    assert (await guest.client.get("/scim/v2/Users")).status_code in {401, 404}


def described() -> dict[str, Any]:
    return {item["operationId"]: item for path in whole_document()["paths"].values() for item in path.values()}


async def test_a_guest_of_one_room_reads_no_other(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    """Abuse 9."""
    own_room, other_room = [await open_up(team, await gather(runtime, team)) for team in (alice, bob)]
    guest, other_guest = await come(app, own_room), await come(app, other_room)
    survey = await ask_in(runtime, bob, other_room)
    await guest.ask("GET", f"/v1/rooms/{other_room['id']}/state", 404)
    await guest.ask("GET", f"/v1/missions/{survey['id']}", 404)
    await guest.ask("PUT", f"/v1/missions/{survey['id']}/response", 404, json=SHEET)
    await guest.ask("GET", f"/v1/missions/{survey['id']}/results", 404)
    answer = await other_guest.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=SHEET)
    await guest.ask("GET", f"/v1/responses/{answer['id']}", 404)
    second_room = await open_up(alice, own_room["community_id"])
    await guest.ask("GET", f"/v1/rooms/{second_room['id']}/state", 404)


async def test_only_who_came_in_is_counted_by_a_proof(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    """A phone that a busy server or a full room did not let in knocks again, and takes nobody's place."""
    room = await open_up(alice, await gather(runtime, alice), capacity=1)
    statuses = [(await knock(app, room)).status_code for _ in range(61)]
    assert statuses == [201] + [409] * 60
    body = {"capacity": 2}
    await alice.ask("PATCH", f"/v1/rooms/{room['id']}", 200, json=body, headers={"If-Match": "*"})
    assert (await knock(app, room)).status_code == 201


async def test_ninety_phones_behind_one_address_come_in(
    alice: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    """Abuse 5: a proof lets 60 in, the next one others; the door and the capacity hold."""
    room = await open_up(alice, await gather(runtime, alice), capacity=95)
    first = [await knock(app, room) for _ in range(61)]
    assert [answer.status_code for answer in first] == [201] * 60 + [429]
    watch.advance(seconds=30)
    second = await asyncio.gather(*(knock(app, room) for _ in range(30)))
    assert {answer.status_code for answer in second} == {201}
    assert await people(alice, room) == 90
    rest = await asyncio.gather(*(knock(app, room) for _ in range(8)))
    assert sorted(answer.status_code for answer in rest) == [201] * 5 + [409] * 3
    assert {problem(answer) for answer in rest if answer.status_code == 409} == {"room-full"}
    headers = {"If-Match": "*"}
    await alice.ask("PATCH", f"/v1/rooms/{room['id']}", 200, json={"capacity": 99}, headers=headers)
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/door", 200, json={"door": "locked"})
    assert problem(await knock(app, room)) == "door-locked"
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/closing", 200)
    assert problem(await knock(app, room)) == "room-closed"
    assert await people(alice, room) == 95


async def test_a_photo_of_the_wall_opens_nothing_two_minutes_later(
    alice: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    """Abuse 6."""
    room = await open_up(alice, await gather(runtime, alice))
    photo = await proof_now(runtime, room)
    watch.advance(seconds=89)
    assert (await knock(app, room, proof=photo)).status_code == 201
    watch.advance(seconds=31)
    assert (await knock(app, room, proof=photo)).status_code == 410
    other_room = await open_up(alice, room["community_id"])
    for proof in (await proof_now(runtime, other_room), "x", "dte_" + "x" * 64):
        assert problem(await knock(app, room, proof=proof)) == "proof-over"


async def test_of_two_who_use_a_ticket_one_comes_in(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    """Abuse 7."""
    room = await open_up(alice, await gather(runtime, alice))
    path, headers = f"/v1/rooms/{room['id']}/tickets", {"Idempotency-Key": "k1"}
    codes = (await alice.ask("POST", path, 201, json={"number": 3}, headers=headers))["codes"]
    assert (await alice.ask("POST", path, 201, json={"number": 3}, headers=headers))["codes"] == codes
    typed = codes[0].upper().replace("-", " ")
    answers = await asyncio.gather(*(knock(app, room, ticket=typed) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 410, 410, 410]
    assert problem(await knock(app, room, ticket="aaaa-aaaa")) == "ticket-used"
    other_room = await open_up(alice, room["community_id"])
    assert problem(await knock(app, other_room, ticket=codes[1])) == "ticket-used"
    assert await people(alice, room) == 1


async def test_an_answer_that_was_lost_is_asked_for_again(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    [code] = (await alice.ask("POST", f"/v1/rooms/{room['id']}/tickets", 201, json={"number": 1}))["codes"]
    entries = [(await knock(app, room, ticket=code, key="k" * 22)).json() for _ in range(2)]
    assert entries[0] == entries[1]
    assert await people(alice, room) == 1


async def test_the_key_of_a_guest_who_has_an_account_lets_another_guest_in(
    alice: Person, runtime: Runtime, app: FastAPI
) -> None:
    """A phone keeps its key: the next person who holds it would get a token that opens nothing."""
    room = await open_up(alice, await gather(runtime, alice))
    tokens = list[str]()
    for name in ("inès", "lena"):
        entry = (await knock(app, room, key="k" * 22)).json()
        assert (await knock(app, room, key="k" * 22)).json() == entry
        tokens.append(entry["access_token"])
        async with visit(app, {"Authorization": f"Bearer {tokens[-1]}"}) as phone:
            assert (await phone.get(f"/v1/rooms/{room['id']}/state")).status_code == 200
            email = f"{name}-{entry['guest_id'][:8]}@example.org"
            body = {"email": email, "code": await mailed_code(app, runtime, email), "birth_year": ADULT}
            assert (await phone.put("/v1/me/address", json=body)).status_code == 200
    assert len(set(tokens)) == 2
    assert await people(alice, room) == 2


async def test_sources_that_guess_at_tickets_shut_the_room_to_nobody_else(
    alice: Person, runtime: Runtime, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`GUESSED_AT` of the room leaves each source `FEW_WRONG_TICKETS`, and a right one is taken from all others."""
    monkeypatch.setattr(entrance, "GUESSED_AT", replace(entrance.GUESSED_AT, most=2))
    room = await open_up(alice, await gather(runtime, alice))
    codes = (await alice.ask("POST", f"/v1/rooms/{room['id']}/tickets", 201, json={"number": 2}))["codes"]

    async def try_from(host: str, ticket: str) -> int:
        async with visit_from(app, host) as phone:
            body = {"age_bracket": "adult", "ticket": ticket}
            return (await phone.post(f"/v1/rooms/{room['code']}/guests", json=body)).status_code

    few = entrance.FEW_WRONG_TICKETS.most
    for host in ("192.0.2.1", "192.0.2.2"):
        assert await try_from(host, "aaaa-aaaa") == 410
    assert [await try_from("192.0.2.3", "aaaa-aaaa") for _ in range(few + 1)] == [410] * few + [429]
    assert await try_from("192.0.2.3", codes[0]) == 429
    assert [await try_from("192.0.2.4", code) for code in codes] == [201, 201]


async def test_who_is_too_young_for_the_room_is_told_so(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    school_id = await gather(runtime, alice, kind="school")
    await verify(runtime, {"id": str(school_id)})
    statuses = {"none": (403, 403, 201), "over_15": (403, 201, 201), "school": (201, 201, 201)}
    for minors, expectation in statuses.items():
        room = await open_up(alice, school_id, minors=minors)
        answers = [await knock(app, room, age_bracket=bracket) for bracket in ("under_15", "minor", "adult")]
        assert tuple(answer.status_code for answer in answers) == expectation
        assert {problem(answer) for answer in answers if answer.status_code == 403} <= {"too-young-for-room"}
    await verify(runtime, {"id": str(school_id)}, doubt=True)
    assert problem(await knock(app, room, age_bracket="under_15")) == "too-young-for-room"
    inner_room = await open_up(alice, school_id, allow_guests=False)
    assert problem(await knock(app, inner_room)) == "members-only"


async def test_who_comes_after_the_opening_of_a_vote_has_no_voice(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    """Abuse 1, 3 and 4: the electorate is who has a row when it opens; another window is another guest, without one."""
    room, ballot, [option, _] = await put_to_room(alice, bob)
    early = await come(app, room)
    await show(alice, room, phase="vote", mission_id=ballot["id"], seconds=60)
    late, other_window = await come(app, room), await come(app, room)
    for _ in range(2):
        answer = await vote(early, ballot, [option])
    assert answer["version"] == 2
    for guest in (late, other_window):
        state = await guest.ask("GET", f"/v1/rooms/{room['id']}/state", 200)
        assert (state["mission"]["title"], state["mission"]["response"]) == (ballot["title"], None)
        assert state["mission"]["open_ballot"]["electorate"] == 1
        assert (await vote(guest, ballot, [option], 403))["type"] == "/problems/not-in-this-ballot"
    await alice.ask("PATCH", f"/v1/rooms/{room['id']}", 200, json={"missions": []}, headers={"If-Match": "*"})
    await alice.ask(
        "PATCH", f"/v1/rooms/{room['id']}", 200, json={"missions": [ballot["id"]]}, headers={"If-Match": "*"}
    )
    await vote(late, ballot, [option], 403)
    own = (await early.ask("GET", f"/v1/rooms/{room['id']}/state", 200))["mission"]["response"]["choices"]
    assert [choice["proposal_id"] for choice in own] == [option]
    assert await people(alice, room) == 3


async def test_people_come_in_with_their_account(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    member, stranger, child = bob, await sign_in(app, birth_year=1990), await sign_in(app, birth_year=2013)
    room = await open_up(alice, await gather(runtime, alice, member))
    survey = await ask_in(runtime, alice, room)
    proof = {"proof": await proof_now(runtime, room)}
    for person in (member, stranger):
        await person.ask("PUT", f"/v1/missions/{survey['id']}/response", 404, json=SHEET)
        for _ in range(2):
            await person.ask("PUT", f"/v1/rooms/{room['code']}/entry", 200, json=proof)
        await person.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=SHEET)
        assert (await person.ask("GET", f"/v1/rooms/{room['id']}/state", 200))["mission"]["response"]
    await child.ask("PUT", f"/v1/rooms/{room['code']}/entry", 403, json=proof)
    assert await people(alice, room) == 2
    listing = (await alice.ask("GET", f"/v1/rooms/{room['id']}/entries", 200))["items"]
    assert {entry["user"]["id"] for entry in listing} == {str(member.id), str(stranger.id)}


async def test_the_team_reads_named_answers_of_guests(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    guest = await come(app, room)
    form = {"questions": SURVEY["survey"]["questions"], "sheets": "named"}  # type: ignore[index]
    survey = await ask_in(runtime, alice, room, survey=form)
    answer = await guest.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=SHEET)
    assert (await alice.ask("GET", f"/v1/responses/{answer['id']}", 200))["answers"][0]["number"] == 4
    await guest.ask("DELETE", f"/v1/missions/{survey['id']}/response", 204)


async def test_a_guest_is_no_account(alice: Person, runtime: Runtime, app: FastAPI, watch: Watch) -> None:
    """Nobody is counted, warned or found among accounts who is a guest."""
    statement = "select count(*) as number from users where guest_of is null"
    [before] = await runtime.database.reads.fetch(statement)
    room = await open_up(alice, await gather(runtime, alice))
    guest = await come(app, room)
    [after] = await runtime.database.reads.fetch(statement)
    assert before == after
    [row] = await runtime.database.reads.fetch("select * from users where id = $1", guest.id)
    assert (row["email"], row["display_name"], str(row["guest_of"])) == (None, None, room["id"])
    await runtime.database.writes.fetch("update users set last_active_on = '2020-01-01' where id = $1", guest.id)
    async with runtime.work(SYSTEM) as uow:
        await inactivity.end(uow)
    [row] = await runtime.database.reads.fetch("select inactive_warned_at from users where id = $1", guest.id)
    assert row["inactive_warned_at"] is None

"""Who is in the room votes in the room, once; and who was heard is counted, though servers stop."""

from datetime import timedelta
from uuid import UUID

from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.missions import ballot_clock, ballot_hearing
from tests.support.ballots import close, put_to_room, put_to_vote, results, vote
from tests.support.communities import gather
from tests.support.missions import write as write_mission
from tests.support.people import Person, Watch, sign_in, work_off
from tests.support.programmes import move
from tests.support.programmes import write as write_programme
from tests.support.rooms import come, count_heads, knock, open_up, proof_now, show

HACK = "hack-ton-orientation"


async def test_one_telephone_that_comes_in_many_times_is_seen(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    """It cast 32 of 32 votes: the team sees 32 entries of one source, and the result says for how many people."""
    room, ballot, (a, _) = await put_to_room(alice, bob)
    windows = [await come(app, room) for _ in range(32)]
    other = await come(app, room, telephone="another telephone")
    path = f"/v1/rooms/{room['id']}"
    read = await alice.ask("GET", path, 200)
    assert (read["people"], read["alike"], read["heads"]) == (33, 32, None)
    live = await alice.ask("GET", f"{path}/live", 200)
    assert (live["counts"]["alike"], live["counts"]["heads"]) == (32, None)
    assert (await other.ask("GET", f"{path}/live", 200))["counts"]["alike"] is None
    entries = (await alice.ask("GET", f"{path}/entries?limit=50", 200))["items"]
    assert sorted(entry["alike"] for entry in entries) == [1] + [32] * 32
    await count_heads(alice, room, 2)
    await show(alice, room, phase="vote", mission_id=ballot["id"], seconds=60)
    open_ballot = (await other.ask("GET", f"{path}/state", 200))["mission"]["open_ballot"]
    assert (open_ballot["in_room"], open_ballot["heads"], open_ballot["members"]) == (
        33,
        2,
        0,
    )  # each reads it before they vote
    for window in windows:
        await vote(window, ballot, [a])
    await close(alice, ballot)
    outcome = await results(other, ballot)
    assert (outcome["withheld"], outcome["ballot"]["in_room"], outcome["ballot"]["heads"]) == (True, 33, 2)
    await alice.ask("PUT", f"{path}/closing", 200)
    statement = "select count(source_mac) as kept from room_entries where room_id = $1"
    [row] = await runtime.database.reads.fetch(statement, UUID(room["id"]))
    assert row["kept"] == 0


async def test_one_telephone_neither_fills_the_room_nor_takes_the_proof(
    alice: Person, runtime: Runtime, app: FastAPI
) -> None:
    room = await open_up(alice, await gather(runtime, alice), capacity=50)
    flood = [await knock(app, room) for _ in range(70)]
    assert [answer.status_code for answer in flood].count(201) == 50
    honest = [await knock(app, room, telephone=f"telephone {n}") for n in range(30)]
    assert {answer.status_code for answer in honest} == {201}
    assert (await knock(app, room)).status_code in {409, 429}
    read = await alice.ask("GET", f"/v1/rooms/{room['id']}", 200)
    assert (read["people"], read["alike"]) == (80, 50)


async def test_people_with_tickets_are_people(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    room, ballot, (a, _) = await put_to_room(alice, bob)
    codes = (await alice.ask("POST", f"/v1/rooms/{room['id']}/tickets", 201, json={"number": 10}))["codes"]
    guests = [await come(app, room, ticket=code) for code in codes]
    await show(alice, room, phase="vote", mission_id=ballot["id"], seconds=60)
    for guest in guests:
        await vote(guest, ballot, [a])
    await close(alice, ballot)
    outcome = await results(alice, ballot)
    assert (outcome["withheld"], outcome["people"], outcome["ballot"]["options"][0]["total"]) == (False, 10, 10)


async def test_a_vote_of_a_room_is_of_who_is_there(  # noqa: PLR0915  a day, in its order
    alice: Person, runtime: Runtime, app: FastAPI
) -> None:
    """A template's vote reaches guests and members in its room; members at home neither vote nor hear of it."""
    attendee, absentee = await sign_in(app, "here", birth_year=1990), await sign_in(app, "away", birth_year=1990)
    community_id = await gather(runtime, alice, attendee, absentee)
    programme = await write_programme(alice, community_id, template=HACK)
    await move(alice, programme, "start")
    steps = [await alice.ask("GET", f"/v1/missions/{step['id']}", 200) for step in programme["steps"]]
    [room] = (await alice.ask("GET", f"/v1/communities/{community_id}/rooms", 200))["items"]
    assert {step["id"] for step in steps if step["audience"]["room_id"] == room["id"]} == set(room["missions"])
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/opening", 200)
    [ballot] = [step for step in steps if step["kind"] == "ballot"]
    challenge = next(step for step in steps if step["id"] in ballot["ballot"]["of"])
    await show(alice, room, phase="ask", mission_id=challenge["id"])
    guest = await come(app, room)
    idea = {"mission_id": challenge["id"], "title": "Un stage", "text": "Une semaine."}
    proposal = await guest.ask("PUT", f"/v1/proposals/{uuid7()}", 201, json=idea)
    await alice.ask("PUT", f"/v1/proposals/{proposal['id']}/review", 200, json={"decision": "approve"})
    proof = {"proof": await proof_now(runtime, room)}
    await attendee.ask("PUT", f"/v1/rooms/{room['code']}/entry", 200, json=proof)
    await show(alice, room, phase="vote", mission_id=ballot["id"])
    await work_off(runtime)
    for person in (guest, attendee):
        state = await person.ask("GET", f"/v1/rooms/{room['id']}/state", 200)
        open_ballot = state["mission"]["open_ballot"]
        assert (open_ballot["electorate"], open_ballot["in_room"], open_ballot["members"]) == (2, 2, 0)
        await vote(person, ballot, {proposal["id"]: 5})
    await vote(absentee, ballot, {proposal["id"]: 5}, 403)
    notifications = (await absentee.ask("GET", "/v1/notifications", 200))["items"]
    assert not [
        notification
        for notification in notifications
        if notification["target"] and notification["target"]["id"] in room["missions"]
    ]
    to_do = (await absentee.ask("GET", "/v1/missions?state=to_do", 200))["items"]
    assert not [mission for mission in to_do if mission["id"] in room["missions"]]


async def test_the_electorate_says_who_is_in_the_room_and_who_is_not(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    """Of a vote that is for all members, and that a room asks, too."""
    community_id, earlier, _ = await put_to_vote(runtime, alice, [bob])
    room = await open_up(alice, community_id)
    guests = [await come(app, room) for _ in range(3)]
    body = {"kind": "ballot", "title": "Que fait-on ?", "ballot": {"of": earlier["ballot"]["of"]}}
    ballot = await write_mission(alice, community_id, **body)
    fields = {"missions": [ballot["id"]]}
    await alice.ask("PATCH", f"/v1/rooms/{room['id']}", 200, json=fields, headers={"If-Match": "*"})
    open_ballot = (await alice.ask("PUT", f"/v1/missions/{ballot['id']}/opening", 200))["open_ballot"]
    assert (open_ballot["electorate"], open_ballot["in_room"], open_ballot["members"]) == (5, 3, 2)
    assert (await guests[0].ask("GET", f"/v1/missions/{ballot['id']}", 200))["open_ballot"]["in_room"] == 3


async def test_a_vote_for_a_room_opens_before_anybody_is_there(alice: Person, bob: Person) -> None:
    _, ballot, _ = await put_to_room(alice, bob)
    open_ballot = await alice.ask("PUT", f"/v1/missions/{ballot['id']}/opening", 200)
    assert (open_ballot["state"], open_ballot["open_ballot"]["electorate"]) == ("open", 0)


async def test_a_vote_that_no_server_heard_end_goes_on_for_what_was_lost(  # noqa: PLR0915  a minute, in its order
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    """A server was down for the last 40 of 60 seconds: 12 of 20 voices were lost. Now they have their 40 seconds."""
    room, ballot, (a, _) = await put_to_room(alice, bob)
    codes = (await alice.ask("POST", f"/v1/rooms/{room['id']}/tickets", 201, json={"number": 20}))["codes"]
    guests = [await come(app, room, ticket=code) for code in codes]
    scene = await show(alice, room, phase="vote", mission_id=ballot["id"], seconds=60)
    await listen(runtime)
    for guest in [*guests[:8], None, None]:
        watch.advance(seconds=2)
        await listen(runtime)
        if guest:
            await vote(guest, ballot, [a])
    watch.advance(seconds=100)  # nobody listens meanwhile
    await tick(runtime)  # of a worker that goes on without the API
    watch.advance(seconds=30)
    await listen(runtime)  # the API is back
    await tick(runtime)
    room_now = await alice.ask("GET", f"/v1/rooms/{room['id']}", 200)
    assert (room_now["scene"]["phase"], room_now["scene"]["ends_at"] > scene["scene"]["ends_at"]) == ("vote", True)
    for guest in guests[8:]:
        await vote(guest, ballot, [a])
        watch.advance(seconds=3)
        await listen(runtime)
        await tick(runtime)
    assert (await alice.ask("GET", f"/v1/missions/{ballot['id']}", 200))["state"] == "open"
    watch.advance(seconds=8)
    await listen(runtime)
    await tick(runtime)
    outcome = await results(alice, ballot)
    assert (outcome["is_over"], outcome["people"]) == (True, 20)


async def test_a_vote_that_was_heard_ends_on_time(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    room, ballot, (a, _) = await put_to_room(alice, bob)
    guest = await come(app, room)
    await show(alice, room, phase="vote", mission_id=ballot["id"], seconds=60)
    for _ in range(32):
        await listen(runtime)
        watch.advance(seconds=2)
    await tick(runtime)
    assert (await vote(guest, ballot, [a], 409))["type"] == "/problems/ballot-over"
    mission = await alice.ask("GET", f"/v1/missions/{ballot['id']}", 200)
    end = (watch.now - timedelta(seconds=4)).strftime("%Y-%m-%dT%H:%M:%S")
    assert (mission["ended_at"], mission["closes_at"][: len(end)]) == (mission["closes_at"], end)


async def listen(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await ballot_hearing.listen(uow)


async def tick(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await ballot_clock.close_due(uow)

"""The page of a room on a phone: it works without a script, and is small."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.rooms import clock
from app.web.assets import asset, asset_at
from tests.support.ballots import put_to_room
from tests.support.communities import gather
from tests.support.missions import SURVEY
from tests.support.people import Person, Watch, visit
from tests.support.proposals import SEVERAL
from tests.support.rooms import ask_in, come, count_heads, open_up, proof_now, show
from tests.web.reading import words_of

LIGHT = 60_000  # bytes, with its style and its script
QUESTIONS = [
    {"code": "frein", "text": "Ce qui te freine", "type": "several", "options": ["argent", "transports"]},
    {"code": "clarte", "text": "Je sais à qui parler", "type": "scale", "required": True},
    {"code": "vecu", "text": "Raconte", "type": "long"},
]


def hidden(page: Response) -> dict[str, str]:
    """Return the hidden fields of the first form."""
    form = page.text.partition("<form")[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


async def post(visitor: AsyncClient, room: Any, fields: Mapping[str, Any], status: int = 200) -> Response:
    page = await visitor.post(f"/r/{room['code']}?lang=fr", data=dict(fields))
    assert page.status_code == status, page.text
    return page


async def come_in(visitor: AsyncClient, runtime: Runtime, room: Any, **fields: str) -> Response:
    page = await visitor.get(f"/r/{room['code']}?lang=fr&p={await proof_now(runtime, room)}")
    assert page.status_code == 200, page.text
    return await post(visitor, room, hidden(page) | {"age_bracket": "minor"} | fields)


async def test_a_phone_comes_in_answers_and_keeps_its_code(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    room = await open_up(alice, await gather(runtime, alice), minors="over_15")
    survey = await ask_in(runtime, alice, room, survey={"questions": QUESTIONS})
    async with visit(app) as visitor:
        page = await come_in(visitor, runtime, room, name="Inès <b>")
        assert "Je sais à qui parler" in page.text
        wrong = hidden(page) | {"q-clarte": "9", "q-vecu": "Un <i>choix</i>"}
        page = await post(visitor, room, wrong, 422)
        assert "Un &lt;i&gt;choix&lt;/i&gt;" in page.text
        page = await post(visitor, room, hidden(page) | {"q-clarte": "4", "q-frein": ["argent", "transports"]})
        assert "Merci, c’est envoyé" in page.text.replace("\u00a0", " ")
        again = await post(visitor, room, hidden(page) | {"act": "answer", "mission": survey["id"], "q-clarte": "1"})
        assert "Merci, c’est envoyé" in again.text.replace("\u00a0", " ")
        await show(alice, room, phase="thanks", message="À bientôt <3")
        page = await post(visitor, room, hidden(page))
        assert "À bientôt &lt;3" in page.text
        assert re.search(r"[a-z2-9]{5}-[a-z2-9]{5}", page.text)
        assert "data:image/svg+xml" in page.text
        token = hidden(page)["guest"]
        assert "C’est effacé" in (await post(visitor, room, {"act": "forget", "guest": token})).text
        await post(visitor, room, {"act": "look", "guest": token}, 404)
    [row] = await runtime.database.reads.fetch("select answers from sheets where mission_id = $1::uuid", survey["id"])
    assert '"clarte": 4' in str(row["answers"])
    assert (await alice.ask("GET", f"/v1/rooms/{room['id']}", 200))["people"] == 1


async def test_the_code_that_the_wall_shows_leads_to_the_room(guest: AsyncClient) -> None:
    """The wall says « daytripper.example/r »: there the code is typed, in whatever letters."""
    page = words_of((await guest.get("/r?lang=fr")).text)
    assert "Le code de la salle" in page
    answer = await guest.get("/r?code=+n3qqmn+")
    assert (answer.status_code, answer.headers["location"]) == (303, "/r/N3QQMN")
    assert (await guest.get("/r?code=N3QQMN&lang=fr-x-simple")).headers["location"] == "/r/N3QQMN?lang=fr-x-simple"
    assert "Ce code a six signes." in words_of((await guest.get("/r?code=N3Q&lang=fr")).text)


async def test_an_idea_is_sent_once(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    room = await open_up(alice, await gather(runtime, alice), minors="over_15")
    mission = await ask_in(runtime, alice, room, SEVERAL)
    async with visit(app) as visitor:
        page = await come_in(visitor, runtime, room)
        fields = hidden(page) | {"q-title": "Un stage <court>"}
        for _ in range(2):
            page = await post(visitor, room, fields)
        assert "1 sur 9" in re.sub(
            r"[\u00a0\u202f\u2068\u2069]", lambda mark: " " if mark[0] == "\u00a0" else "", page.text
        )
        await post(visitor, room, hidden(page) | {"q-title": "x" * 200}, 422)
    [idea] = (await alice.ask("GET", f"/v1/missions/{mission['id']}/proposals", 200))["items"]
    assert idea["title"] == "Un stage <court>"


def plain(page: Response) -> str:
    return re.sub(r"[\u2068\u2069]", "", page.text).replace("\u00a0", " ").replace("\u202f", " ")


def field_names(page: Response) -> list[str]:
    return re.findall(r'name="(q-[^"]+)"', page.text)


@pytest.mark.parametrize("method", ["approval", "points", "rank"])
async def test_a_phone_votes_without_a_script(  # noqa: PLR0915  one vote, in its order
    alice: Person, bob: Person, app: FastAPI, watch: Watch, method: str
) -> None:
    runtime = alice.runtime
    limit = {"approval": 2, "points": 5, "rank": 2}[method]
    room, ballot, (first, second, third) = await put_to_room(alice, bob, 3, method=method, limit=limit, seconds=60)
    path = f"/v1/missions/{ballot['id']}/response"
    async with visit(app) as visitor, visit(app) as latecomer:
        page = await come_in(visitor, runtime, room, age_bracket="adult")
        guests = [await come(app, room) for _ in range(10)]
        await count_heads(alice, room, 11)
        await show(alice, room, phase="vote", mission_id=ballot["id"])
        token = hidden(page)["guest"]
        poll = {"act": "look", "guest": token}
        page = await post(visitor, room, poll)
        assert "le serveur oublie qui a voté quoi à la fermeture" in plain(page)
        assert "Le vote se termine dans 1 min." in plain(page)
        assert "Idée &lt;0&gt;" in page.text
        votes: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
            "approval": ({"q-choice": [first, second, third]}, {"q-choice": first}, {"q-choice": [first, second]}),
            "points": (
                {f"q-points-{first}": "4", f"q-points-{second}": "2"},
                {f"q-points-{first}": "5"},
                {f"q-points-{first}": "3", f"q-points-{second}": "2", f"q-points-{third}": ""},
            ),
            "rank": (
                {f"q-rank-{first}": "1", f"q-rank-{second}": "1"},
                {f"q-rank-{first}": "2"},
                {f"q-rank-{first}": "1", f"q-rank-{second}": "2"},
            ),
        }
        much, one, two = votes[method]
        form = hidden(page)
        page = await post(visitor, room, form | much, 422)
        assert "Ton vote n’est pas parti" in plain(page)
        marks = {"approval": " checked", "points": 'value="[42]"', "rank": 'name="q-rank-[^"]*" value="1"'}[method]
        assert len(re.findall(marks, page.text)) == len(much.get("q-choice", much))
        await post(visitor, room, form | {"q-points-x": "²"}, 422)
        await post(visitor, room, form | {"mission": "x"} | one, 422)
        for fields in (one, two, two):  # changed, then sent twice
            page = await post(visitor, room, form | fields)
            assert "Merci, ton vote est noté" in plain(page)
            assert "Changer mon vote" in plain(page)
        tallies = {"approval": "choisies : 2 sur 2", "points": "te restent : 0 sur 5", "rank": "classées : 2 sur 2"}
        assert tallies[method] in plain(page)
        late = await come_in(latecomer, runtime, room, age_bracket="adult")
        assert "Ce vote a commencé avant ton arrivée" in plain(late)
        assert "Idée &lt;2&gt;" in late.text
        assert field_names(late) == []
        late_fields = form | {"guest": hidden(late)["guest"]} | two
        assert "Ce vote a commencé avant" in plain(await post(latecomer, room, late_fields, 422))
        for guest in guests[:6]:
            part = {"approval": {}, "points": {"points": 1}, "rank": {"rank": 1}}[method]
            await guest.ask("PUT", path, 200, json={"choices": [{"proposal_id": second} | part]})
        watch.advance(seconds=61)
        assert "s’affiche ici" in plain(await post(visitor, room, poll))
        watch.advance(seconds=3)
        assert "ton vote n’est pas parti" in plain(await post(visitor, room, form | one, 422))
        async with runtime.work(SYSTEM) as uow:
            await clock.close_due(uow)
        assert "ton vote n’est pas parti" in plain(await post(visitor, room, form | one, 422))
        for page in (
            await post(visitor, room, poll),
            await post(latecomer, room, poll | {"guest": late_fields["guest"]}),
        ):
            ends = {"approval": "7 voix", "points": "8 points", "rank": "13 points"}
            assert f"1. Idée &lt;1&gt; · {ends[method]} · <strong>retenue</strong>" in plain(page)
            assert "Le serveur a oublié qui a voté quoi." in plain(page)
    kept = "select 1 from responses where choices is not null and mission_id = $1"
    assert (await runtime.database.reads.fetch(kept, UUID(ballot["id"]))) == []


async def test_whoever_may_not_come_in_reads_why(alice: Person, runtime: Runtime, app: FastAPI, watch: Watch) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    path = f"/r/{room['code']}?lang=fr"
    async with visit(app) as visitor:
        proof = await proof_now(runtime, room)
        page = await visitor.get(f"{path}&p={proof}")
        fields = hidden(page)
        refusal = await post(visitor, room, fields | {"age_bracket": "minor"}, 403)
        assert "ton âge" in refusal.text
        await post(visitor, room, fields, 422)
        watch.advance(minutes=5)  # the page was opened in time
        await post(visitor, room, fields | {"age_bracket": "adult"})
        await post(visitor, room, fields | {"age_bracket": "adult"})
        assert (await alice.ask("GET", f"/v1/rooms/{room['id']}", 200))["people"] == 1
        assert (await visitor.get(f"{path}&p={proof}")).status_code == 410
        without = await visitor.get(path)
        assert without.status_code == 200
        assert 'name="ticket"' in without.text
        await post(visitor, room, {"act": "enter", "ticket": "aaaa-aaaa", "age_bracket": "adult"}, 410)
        await post(visitor, room, {"act": "enter", "age_bracket": "adult"}, 422)
        await alice.ask("PUT", f"/v1/rooms/{room['id']}/closing", 200)
        assert (await visitor.get(path)).status_code == 409
        assert (await visitor.get("/r/ZZZZZZ")).status_code == 404
        assert (await visitor.get(f"/r/{'x' * 40}")).status_code == 404
        assert (await visitor.get(path.lower())).status_code == 409


async def test_a_vote_on_many_ideas_is_light(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    room, ballot, _ = await put_to_room(alice, bob, 10, method="rank", limit=10)
    async with visit(app) as visitor:
        page = await come_in(visitor, runtime, room, age_bracket="adult")
        await show(alice, room, phase="vote", mission_id=ballot["id"])
        page = await post(visitor, room, {"act": "look", "guest": hidden(page)["guest"]})
    assert "Le vote se termine quand l’équipe le ferme." in plain(page)
    assert weight(page) < LIGHT


def weight(page: Response) -> int:
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page.text))
    bodies = [file.body for name in files if (file := asset_at(name))]
    return len(page.content) + sum(map(len, bodies))


@pytest.mark.parametrize("path", ["", "?lang=en"])
async def test_the_page_is_light_and_loads_nothing_from_elsewhere(
    alice: Person, runtime: Runtime, app: FastAPI, path: str
) -> None:
    room = await open_up(alice, await gather(runtime, alice), minors="over_15")
    many = [{"code": f"q{n}", "text": f"Question {n} ?", "type": "scale"} for n in range(30)]
    await ask_in(runtime, alice, room, survey=SURVEY["survey"] | {"questions": many})  # type: ignore[operator]
    async with visit(app) as visitor:
        entry = await visitor.get(f"/r/{room['code']}{path}")
        now = await come_in(visitor, runtime, room)
        for page in (entry, now):
            files = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page.text))
            assert files == {asset("site.css"), asset("room.js")}
            assert weight(page) < LIGHT
            assert "set-cookie" not in page.headers
            policy = page.headers["content-security-policy"]
            assert "script-src 'self'; connect-src 'self'" in policy

"""The page of a room on a phone: it works without a script, and is small."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from app.core.uow import Runtime
from app.web.assets import asset, asset_at
from tests.support.communities import gather
from tests.support.missions import SURVEY
from tests.support.people import Person, Watch, visit
from tests.support.proposals import SEVERAL
from tests.support.rooms import ask_in, open_up, proof_now, show

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
            bodies = [file.body for name in files if (file := asset_at(name))]
            assert len(page.content) + sum(map(len, bodies)) < LIGHT
            assert "set-cookie" not in page.headers
            policy = page.headers["content-security-policy"]
            assert "script-src 'self'; connect-src 'self'" in policy

"""What a manager's code opens is not the pupil's journal."""

from typing import Any

import httpx

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.departures import retention
from tests.api.test_clocks_put_back import code_mailed
from tests.api.test_sign_in_passes import School, scan, school
from tests.support.people import BARE, FULL, NOW, Watch, capture

__all__ = ["school"]


async def opened(guest: httpx.AsyncClient, school: School, watch: Watch) -> dict[str, str]:
    """The manager makes a code and opens it. Returns the headers of that session."""
    watch.advance(seconds=1)
    return {"Authorization": f"Bearer {(await scan(guest, await school.show())).json()['access_token']}"}


async def test_a_manager_who_scans_the_code_has_nothing_of_the_journal(
    guest: httpx.AsyncClient, school: School, watch: Watch
) -> None:
    """Read, give to their own account, take along, erase, sign the pupil out: all ask for the pupil's own proof."""
    moment = await capture(school.pupil, FULL)
    headers = await opened(guest, school, watch)
    grant = {"target": {"type": "experiences"}, "audience": {"type": "user", "id": str(school.manager.id)}}
    for method, path, body in (
        ("GET", "/v1/experiences", None),
        ("POST", "/v1/grants", grant),
        ("POST", "/v1/exports", {}),
        ("POST", "/v1/me/erasure", {}),
        ("GET", "/v1/sessions", None),
        ("PUT", "/v1/me/guardian", {"email": "moi@example.org"}),
    ):
        answer = await guest.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/own-proof-required"), (path, answer.text)
    assert (await guest.get(f"/v1/experiences/{moment['id']}", headers=headers)).status_code == 404
    page: Any = (await guest.get("/v1/sync", headers=headers)).json()
    assert str(FULL["title"]) not in str(page)
    assert {change["type"] for change in page["changes"]} <= {"user", "membership", "mission", "response"}
    assert await school.pupil.ask("GET", f"/v1/experiences/{moment['id']}", 200)


async def test_what_was_written_in_the_session_is_read_in_it(
    guest: httpx.AsyncClient, school: School, watch: Watch
) -> None:
    headers = await opened(guest, school, watch)
    written = await guest.post("/v1/experiences", json={"title": "Écrit en classe"}, headers=headers)
    assert written.status_code == 201, written.text
    path = f"/v1/experiences/{written.json()['id']}"
    assert (await guest.get(path, headers=headers)).json()["title"] == "Écrit en classe"
    changed = await guest.patch(path, json={"text": "Suite"}, headers=headers | {"If-Match": "*"})
    assert changed.json()["text"] == "Suite"
    page: Any = (await guest.get("/v1/sync", headers=headers)).json()
    assert [change["id"] for change in page["changes"] if change["type"] == "experience"] == [written.json()["id"]]
    assert (await school.pupil.ask("GET", path, 200))["text"] == "Suite"


async def test_who_opened_it_and_what_was_done_is_told_in_each_session(
    guest: httpx.AsyncClient, school: School, watch: Watch
) -> None:
    headers = await opened(guest, school, watch)
    await guest.post("/v1/experiences", json={"title": "Écrit en classe"}, headers=headers)
    for client, current in ((guest, True), (school.pupil.client, False)):
        answer = await client.get("/v1/sessions/delegated", headers=headers if current else {})
        [told] = answer.json()["items"]
        assert told["opened_by"]["id"] == str(school.manager.id)
        assert (told["community"]["name"], told["current"]) == ("Lycée Zola", current)
        assert told["acts"] == {"moments": 1, "media": 0, "answers": 0, "ideas": 0, "endings": 0, "reports": 0}
    path = f"/v1/sessions/delegated/{told['id']}/acknowledgement"
    assert (await guest.put(path, headers=headers)).status_code == 403
    await school.pupil.ask("PUT", path, 204)
    assert (await school.pupil.ask("GET", "/v1/sessions/delegated", 200))["items"] == []
    operations = [{"op": "put", "type": "experience", "id": str(uuid7()), "data": BARE}]
    batch = await guest.post("/v1/sync", json={"operations": operations}, headers=headers)
    assert [result["status"] for result in batch.json()["results"]] == [201]
    [told] = (await school.pupil.ask("GET", "/v1/sessions/delegated", 200))["items"]
    assert told["acts"]["moments"] == 2


async def test_the_pupils_own_proof_opens_the_rest_for_the_hours_that_are_left(
    runtime: Runtime, guest: httpx.AsyncClient, school: School, watch: Watch
) -> None:
    moment = await capture(school.pupil, FULL)
    watch.advance(seconds=1)
    tokens = (await scan(guest, await school.show())).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    path = "/v1/sessions/current/ownership"
    for body, problem in (({}, "proof-required"), ({"code": "000000"}, "wrong-proof")):
        answer = await guest.put(path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, f"/problems/{problem}")
    code = await code_mailed(runtime, guest, school.pupil.email)
    assert (await guest.put(path, json={"code": code}, headers=headers)).status_code == 204
    renewed = (await guest.post("/v1/sessions/refresh", json={"refresh_token": tokens["refresh_token"]})).json()
    own_headers = {"Authorization": f"Bearer {renewed['access_token']}"}
    assert renewed["user"]["email"] == school.pupil.email
    assert (await guest.get(f"/v1/experiences/{moment['id']}", headers=own_headers)).status_code == 200
    watch.advance(hours=10)
    refresh = {"refresh_token": renewed["refresh_token"]}
    assert (await guest.post("/v1/sessions/refresh", json=refresh)).json()["type"] == "/problems/session-ended"


async def test_it_lives_ten_hours_one_at_a_time(
    runtime: Runtime, guest: httpx.AsyncClient, school: School, watch: Watch
) -> None:
    first, second = [(await scan(guest, await school.show())).json() for _ in range(2)]
    for tokens, status in ((first, 401), (second, 200)):
        refresh = {"refresh_token": tokens["refresh_token"]}
        assert (await guest.post("/v1/sessions/refresh", json=refresh)).status_code == status
    watch.advance(hours=9, minutes=59)
    late = (await guest.post("/v1/sessions/refresh", json={"refresh_token": second["refresh_token"]})).json()
    headers = {"Authorization": f"Bearer {late['access_token']}"}
    assert (await guest.get("/v1/me", headers=headers)).json()["email"] != school.pupil.email
    watch.advance(minutes=1)
    assert (await guest.get("/v1/me", headers=headers)).status_code == 401
    async with runtime.work(SYSTEM) as uow:
        await retention.end_pass_sessions(uow)
    query = "select ended_at from sessions where user_id = $1 and by_pass order by ended_at"
    rows = await runtime.database.reads.fetch(query, school.pupil.id)
    assert [row["ended_at"] for row in rows] == [NOW, watch.now]

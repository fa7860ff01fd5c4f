import asyncio
import random
import re
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.accounts import sign_in_proofs
from tests.support.people import NOW, Person, Watch, sign_in, visit, visit_from, work_off


def address() -> str:
    return f"ines-{uuid7().hex[-12:]}@example.org"


async def mailed(runtime: Runtime, client: httpx.AsyncClient, email: str, language: str = "fr") -> tuple[str, str]:
    """The code and the link's token, as the person reads them."""
    answer = await client.post("/v1/sessions/codes", json={"email": email}, headers={"Accept-Language": language})
    assert answer.status_code == 202, answer.text
    await work_off(runtime)
    mails = sorted((runtime.settings.data_dir / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    text = next(mail for mail in reversed([file.read_text() for file in mails]) if email in mail)
    code, link = re.search(r"\b\d{6}\b", text.partition("\n\n")[2]), re.search(r"dtl_[A-Za-z0-9_-]{32}", text)
    assert code
    assert link
    return code[0], link[0]


async def test_a_first_sign_in_makes_the_account_and_the_next_one_finds_it(
    runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    email, users = address(), set[str]()
    for written in (email, email.upper()):
        code, _ = await mailed(runtime, guest, email)
        spaced = f" {code[:3]}\u00a0{code[3:]}" if users else code
        answer = await guest.post("/v1/sessions", json={"email": written, "code": spaced, "device_name": "téléphone"})
        assert answer.status_code == 201, answer.text
        tokens = answer.json()
        assert (tokens["token_type"], tokens["expires_in"], tokens["user"]["email"]) == ("Bearer", 600, email)
        users.add(tokens["user"]["id"])
    assert len(users) == 1


async def test_a_year_in_which_nobody_was_born_makes_no_account_and_the_code_stays_good(
    runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    email = address()
    code, _ = await mailed(runtime, guest, email)
    body = {"email": email, "code": code, "birth_year": NOW.year + 1}
    answer = await guest.post("/v1/sessions", json=body)
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/birth_year", "no_year_of_birth")
    response = await guest.post("/v1/sessions", json=body | {"birth_year": NOW.year - 16})
    assert (response.status_code, response.json()["user"]["birth_year"]) == (201, NOW.year - 16)


async def test_the_link_signs_in_as_well_as_the_code(runtime: Runtime, guest: httpx.AsyncClient) -> None:
    _, link = await mailed(runtime, guest, address())
    assert (await guest.post("/v1/sessions", json={"link_token": link})).status_code == 201
    assert (await guest.post("/v1/sessions", json={"link_token": link})).status_code == 401


async def test_the_answer_is_the_same_for_known_and_unknown_addresses(
    app: FastAPI, guest: httpx.AsyncClient, alice: Person
) -> None:
    answers = [await guest.post("/v1/sessions/codes", json={"email": item}) for item in (alice.email, address())]
    assert answers[0].status_code == answers[1].status_code == 202
    assert answers[0].json() == answers[1].json()


async def test_a_code_is_good_once(runtime: Runtime, guest: httpx.AsyncClient) -> None:
    email = address()
    code, _ = await mailed(runtime, guest, email)
    attempts = (guest.post("/v1/sessions", json={"email": email, "code": code}) for _ in range(4))
    assert sorted(answer.status_code for answer in await asyncio.gather(*attempts)) == [201, 401, 401, 401]


@pytest.mark.slow
async def test_wrong_codes_stop_who_guesses_and_not_the_mailed_link(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    """Nor the code, from another address."""
    email = address()
    code, link = await mailed(runtime, guest, email)
    wrong = {"email": email, "code": f"{(int(code) + 1) % 10**6:06}"}
    answers = await asyncio.gather(*(guest.post("/v1/sessions", json=wrong) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 2
    tries = [answer.json()["attempts_left"] for answer in answers if answer.status_code == 401]
    assert sorted(tries) == list(range(10))
    assert (await guest.post("/v1/sessions", json={"email": email, "code": code})).status_code == 429
    assert (await guest.post("/v1/sessions", json={"link_token": link})).status_code == 201
    watch.advance(minutes=1)
    code, _ = await mailed(runtime, guest, email)
    async with visit_from(app, "192.0.2.1") as elsewhere:
        assert (await elsewhere.post("/v1/sessions", json={"email": email, "code": code})).status_code == 201


@pytest.mark.slow
async def test_each_mail_within_an_hour_repeats_the_code_until_it_was_used(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    email = address()
    first = await mailed(runtime, guest, email)
    responses = [guest.post("/v1/sessions/codes", json={"email": email}) for _ in range(3)]
    assert {answer.status_code for answer in await asyncio.gather(*responses)} == {202}
    for host in range(4):
        watch.advance(minutes=9)
        async with visit_from(app, f"192.0.2.{host}") as elsewhere:
            assert await mailed(runtime, elsewhere, email) == first
    watch.advance(minutes=9)
    assert (await guest.post("/v1/sessions", json={"email": email, "code": first[0]})).status_code == 201
    assert await mailed(runtime, guest, email) != first


@pytest.mark.slow
async def test_after_an_hour_there_is_another_code(runtime: Runtime, guest: httpx.AsyncClient, watch: Watch) -> None:
    email = address()
    first = await mailed(runtime, guest, email)
    for _ in range(6):
        assert await mailed(runtime, guest, email) == first
        watch.advance(minutes=9, seconds=59)
    watch.advance(seconds=6)
    assert await mailed(runtime, guest, email) != first


async def test_a_code_of_the_release_before_is_replaced(runtime: Runtime, guest: httpx.AsyncClient) -> None:
    email = address()
    await mailed(runtime, guest, email)
    for forget in (True, False):
        other = """update sign_in_codes set made_at = case when $3 then null else made_at end, code_mac = 'x',
            link_digest = $2 where email = $1"""
        await runtime.database.writes.fetch(other, email, uuid7().bytes, forget)
        code, _ = await mailed(runtime, guest, email)
    assert (await guest.post("/v1/sessions", json={"email": email, "code": code})).status_code == 201


@pytest.mark.slow
async def test_a_school_behind_one_address_signs_in_within_ten_minutes(
    runtime: Runtime, guest: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten pupils, where each limit per source is a hundredth: who has used the code makes room."""
    for name in ("CODES_PER_SOURCE", "WRONG_PER_SOURCE"):
        rule = getattr(sign_in_proofs, name)
        assert rule.most >= 1_000
        monkeypatch.setattr(sign_in_proofs, name, replace(rule, name=f"{rule.name} {uuid7()}", most=rule.most // 100))
    pupils = [address() for _ in range(10)]
    for _ in range(3):
        for email in pupils:
            code, _ = await mailed(runtime, guest, email)
            assert (await guest.post("/v1/sessions", json={"email": email, "code": code})).status_code == 201
    for email in pupils * 2:
        assert (await guest.post("/v1/sessions/codes", json={"email": email})).status_code == 202
    statuses = [(await guest.post("/v1/sessions/codes", json={"email": address()})).status_code for _ in range(6)]
    assert statuses == [202] * 5 + [429]


@pytest.mark.slow
async def test_a_code_lives_ten_minutes(runtime: Runtime, guest: httpx.AsyncClient, watch: Watch) -> None:
    email = address()
    code, _ = await mailed(runtime, guest, email)
    watch.advance(minutes=10)
    assert (await guest.post("/v1/sessions", json={"email": email, "code": code})).status_code == 401


async def test_an_address_gets_five_codes_in_a_quarter_of_an_hour(guest: httpx.AsyncClient, watch: Watch) -> None:
    email = address()
    for _ in range(5):
        assert (await guest.post("/v1/sessions/codes", json={"email": email})).status_code == 202
    answer = await guest.post("/v1/sessions/codes", json={"email": email})
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many")
    assert answer.headers["retry-after"] == "900"
    watch.advance(minutes=15)
    assert (await guest.post("/v1/sessions/codes", json={"email": email})).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "ines@example.org"},
        {"code": "123456"},
        {"email": "ines@example.org", "code": "12345"},
        {"email": "ines@example.org", "code": "123456", "password": "x"},
        {"email": "ines@example", "code": "123456"},
        {"email": "a@b@c.org", "code": "123456"},
    ],
)
async def test_a_sign_in_says_one_way_in(guest: httpx.AsyncClient, body: dict[str, str]) -> None:
    assert (await guest.post("/v1/sessions", json=body)).status_code == 422


async def refreshed(guest: httpx.AsyncClient, token: str) -> str | None:
    """The next refresh token; None when the session has ended."""
    answer = await guest.post("/v1/sessions/refresh", json={"refresh_token": token})
    if answer.status_code == 200:
        return str(answer.json()["refresh_token"])
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/session-ended")
    assert "sign in again" in answer.json()["detail"]
    return None


async def test_a_token_that_is_used_after_its_successor_ends_the_session(
    alice: Person, guest: httpx.AsyncClient
) -> None:
    second = await refreshed(guest, alice.refresh_token)
    assert second not in {None, alice.refresh_token}
    third = await refreshed(guest, str(second))
    for token in (alice.refresh_token, str(second), str(third), "dtr_x"):
        assert await refreshed(guest, token) is None
    assert (await alice.ask("GET", "/v1/me", 401))["type"] == "/problems/unauthenticated"


@pytest.mark.parametrize("days", [0, 1, 179])
async def test_a_lost_answer_is_given_again_until_it_was_used(
    alice: Person, guest: httpx.AsyncClient, watch: Watch, days: int
) -> None:
    answers = {await refreshed(guest, alice.refresh_token)}
    watch.advance(days=days, seconds=31)
    answers |= set(await asyncio.gather(*(refreshed(guest, alice.refresh_token) for _ in range(8))))
    [second] = answers
    assert second
    assert await refreshed(guest, second)


async def test_of_a_token_used_at_once_with_its_successor_both_are_answered_or_the_session_ends(
    alice: Person, guest: httpx.AsyncClient
) -> None:
    first = alice.refresh_token
    second = str(await refreshed(guest, first))
    third, repetition = await asyncio.gather(refreshed(guest, second), refreshed(guest, first))
    assert repetition in {None, second}
    if repetition:
        assert await refreshed(guest, str(third))
    else:
        assert await refreshed(guest, str(third or second)) is None


class Phone:
    """Refreshes on a network that loses answers, and asks again with what it has."""

    def __init__(self, token: str, seed: int) -> None:
        self.token, self.chance = token, random.Random(seed)  # noqa: S311

    async def renew(self, guest: httpx.AsyncClient) -> None:
        answer = await refreshed(guest, self.token)
        assert answer
        if self.chance.random() < 0.5:
            self.token = answer


@pytest.mark.parametrize("seed", range(3))
async def test_a_network_that_loses_half_of_all_answers_signs_nobody_out(
    alice: Person, guest: httpx.AsyncClient, watch: Watch, seed: int
) -> None:
    phone = Phone(alice.refresh_token, seed)
    for _ in range(30):
        await phone.renew(guest)
        watch.advance(hours=phone.chance.choice([0, 0, 1, 200]))
    assert phone.token != alice.refresh_token


async def test_an_idle_session_ends_after_half_a_year(alice: Person, guest: httpx.AsyncClient, watch: Watch) -> None:
    watch.advance(days=180)
    answer = await guest.post("/v1/sessions/refresh", json={"refresh_token": alice.refresh_token})
    assert answer.status_code == 401


@pytest.mark.parametrize("token", ["", "x", "dtr_", "dtr_" + "A" * 59, "dtr_é", "Bearer"])
async def test_a_refresh_token_that_we_did_not_make_is_refused(guest: httpx.AsyncClient, token: str) -> None:
    assert (await guest.post("/v1/sessions/refresh", json={"refresh_token": token})).status_code in {401, 422}


async def test_ending_a_session_is_effective_on_its_next_request(app: FastAPI, alice: Person) -> None:
    phone = await sign_in(app, email=alice.email, device_name="second phone")
    sessions = (await alice.ask("GET", "/v1/sessions", 200))["items"]
    assert [(session["device_name"], session["current"]) for session in sessions] == [
        ("second phone", False),
        ("phone", True),
    ]
    await alice.ask("DELETE", f"/v1/sessions/{sessions[0]['id']}", 204)
    await phone.ask("GET", "/v1/me", 401)
    await phone.ask("GET", "/v1/experiences", 401)
    await phone.ask("PUT", f"/v1/experiences/{uuid7()}", 401, json={})
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    await alice.ask("GET", "/v1/me", 401)


async def test_nobody_ends_the_session_of_another(alice: Person, bob: Person) -> None:
    [session] = (await alice.ask("GET", "/v1/sessions", 200))["items"]
    await bob.ask("DELETE", f"/v1/sessions/{session['id']}", 404)
    await alice.ask("GET", "/v1/me", 200)


async def test_an_access_token_lives_ten_minutes(alice: Person, watch: Watch) -> None:
    watch.advance(minutes=10)
    answer = await alice.client.get("/v1/me")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_a_password_opens_too_and_setting_it_ends_the_other_sessions(app: FastAPI, alice: Person) -> None:
    person = await sign_in(app, email=alice.email)
    await alice.ask("PUT", "/v1/me/password", 204, json={"password": "trois chats verts"})
    await person.ask("GET", "/v1/me", 401)
    assert (await alice.ask("GET", "/v1/me", 200))["has_password"] is True
    async with visit(app) as phone:
        body = {"email": alice.email, "password": "trois chats verts"}
        assert (await phone.post("/v1/sessions", json=body)).status_code == 201
        for wrong in (body | {"password": "deux chats verts"}, body | {"email": address()}):
            assert (await phone.post("/v1/sessions", json=wrong)).status_code == 401
        tries = [(await phone.post("/v1/sessions", json=body | {"password": "no"})).status_code for _ in range(10)]
        assert tries == [401] * 9 + [429]
        assert (await phone.post("/v1/sessions", json=body)).status_code == 429
    async with visit_from(app, "192.0.2.1") as elsewhere:
        assert (await elsewhere.post("/v1/sessions", json=body)).status_code == 201


async def test_over_ipv6_all_addresses_of_a_network_are_one_source(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_proofs, "CODES_PER_SOURCE", replace(sign_in_proofs.CODES_PER_SOURCE, most=2))
    network = f"2001:db8:{uuid7().hex[-4:]}:{uuid7().hex[-4:]}"
    answers = []
    for host in range(1, 4):
        transport = httpx.ASGITransport(app, client=(f"{network}::{host}", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as one:
            answers.append((await one.post("/v1/sessions/codes", json={"email": address()})).status_code)
    assert answers == [202, 202, 429]

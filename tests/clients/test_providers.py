"""Sign-in through providers of identity: real ones, honest and forged."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI

from app.core.settings import Settings
from tests.api.test_sessions import mailed
from tests.clients.providers import TWO_FACTORS, Providers, person, providers, query
from tests.support.mails import received
from tests.support.people import sign_in, work_off
from tests.support.people import visit as visit_server

IDENTITIES = "/v1/me/identities"


@pytest.fixture(scope="module")
async def running(node: str, settings: Settings) -> AsyncIterator[Providers]:
    async with providers(node, settings) as running:
        yield running


@pytest.fixture
async def world(running: Providers) -> Providers:
    running.clock.ahead = timedelta()
    await running.control(person=None)
    return running


async def test_who_comes_with_a_verified_address_has_an_account_and_is_known_again(world: Providers) -> None:
    [offer] = [
        item for item in (await world.guest.get("/v1/sessions/providers")).json()["items"] if item["id"] == "standard"
    ]
    assert offer == {"id": "standard", "name": "École", "button": "Sign in with École", "about_url": None}
    leo = person("leo")
    await world.control(person=leo)
    first = await world.tokens(birth_year=1990)
    assert (first["user"]["email"], first["user"]["birth_year"]) == (leo["email"], 1990)
    await world.control(person=leo | {"email": "another@example.org"})  # an address names nobody
    second = await world.tokens()
    assert second["user"]["id"] == first["user"]["id"]
    assert second["user"]["email"] == leo["email"]
    async with world.phone(second) as phone:
        [identity] = (await phone.get(IDENTITIES)).json()["items"]
        assert (identity["provider"], identity["issuer"]) == ("standard", world.issuers["standard"])
        events = [item["kind"] for item in (await phone.get("/v1/me/security-events")).json()["items"]]
        assert sorted(events) == ["identity_added", "signed_in", "signed_in"]
        assert (await phone.get("/v1/me/second-factor")).json()["verified_until"] is None
        assert (await phone.delete("/v1/sessions/current")).status_code == 204  # it asks for no sign-out there
    await work_off(world.runtime)
    [mail] = received(world.runtime, str(leo["email"]))
    assert "identity service" in str(mail["Subject"])


async def test_an_account_that_is_there_opens_by_its_mailed_code_alone(world: Providers) -> None:
    ines = await sign_in(world.app, "ines")
    await world.control(person=person("ines", email=ines.email))  # as verified there as can be
    visit = await world.visit()
    refusal = (await world.exchange(visit)).json()
    assert (refusal["type"], refusal["email"]) == ("/problems/address-unproven", ines.email)
    code, _ = await mailed(world.runtime, world.guest, ines.email)
    wrong = await world.exchange(visit, email=ines.email, code=f"{(int(code) + 1) % 10**6:06}")
    assert wrong.json()["type"] == "/problems/sign-in-refused"
    welcome = await world.exchange(visit, email=ines.email, code=code)
    assert welcome.json()["user"]["id"] == str(ines.id)
    assert (await world.exchange(visit)).status_code == 401  # it served
    assert (await world.tokens())["user"]["id"] == str(ines.id)  # and no code any more
    await ines.client.aclose()


@pytest.mark.parametrize("verdict", [False, "true", 1, None])
async def test_an_address_that_is_not_verified_makes_no_account(world: Providers, verdict: object) -> None:
    await world.control(person=person("nour", email_verified=verdict))
    visit = await world.visit()
    refusal = await world.exchange(visit)
    assert (refusal.status_code, refusal.json()["type"]) == (403, "/problems/address-unproven")
    assert await world.rows("select from users where email = $1", refusal.json()["email"]) == []


async def test_franceconnect_is_asked_what_it_takes_and_its_address_is_what_somebody_typed(world: Providers) -> None:
    zoe = person("zoe")  # FranceConnect says nothing of `email_verified`; even if it did
    await world.control(person=zoe)
    visit = await world.visit("franceconnect")
    [request] = await world.control()
    assert sorted(request) == ["acr_values", "client_id", "nonce", "redirect_uri", "response_type", "scope", "state"]
    assert (await world.exchange(visit)).json()["type"] == "/problems/address-unproven"
    own = f"mine-of-{zoe['email']}"
    code, _ = await mailed(world.runtime, world.guest, own)
    young = await world.exchange(visit, email=own, code=code, birth_year=world.clock().year - 9)
    assert young.json()["type"] == "/problems/below-minimum-age"  # as with a code alone
    tokens = (await world.exchange(visit, email=own, code=code, birth_year=world.clock().year - 13)).json()
    assert (tokens["user"]["email"], tokens["user"]["age_bracket"]) == (own, "under_15")
    async with world.phone(tokens) as phone:
        story = await phone.put("/v1/communities/0197f0c4-0000-7000-8000-000000000001/membership", json={})
        assert story.status_code in {403, 404}
        answer = await phone.delete("/v1/sessions/current")
        assert answer.status_code == 200
        assert (await phone.get("/v1/me")).status_code == 401
    await leaves(world, answer.json()["end_session_url"], "franceconnect")


async def leaves(world: Providers, url: str, provider: str) -> None:
    """The provider knows whose session it is to end, asks, and leads back."""
    assert query(url).keys() == {"id_token_hint", "post_logout_redirect_uri", "state"}
    page = await world.browser.get(url)
    assert page.status_code == 200, page.text
    token = page.text.partition('name="xsrf" value="')[2].partition('"')[0]
    body = urlencode({"xsrf": token, "logout": "yes"})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await world.browser.post(f"{world.issuers[provider]}/session/end/confirm", content=body, headers=headers)
    assert answer.headers["location"] == f"http://test/signed-out?state={query(url)['state']}"
    assert "You are signed out" in (await world.guest.get(answer.headers["location"])).text


async def test_proconnect_signs_what_it_says_and_its_two_factors_count(world: Providers) -> None:
    rose = person("rose", acr=TWO_FACTORS)
    await world.control(person=rose)
    tokens = (await world.exchange(await world.visit("proconnect", second_factor=True))).json()
    [request] = await world.control(person=rose | {"acr": "eidas1"})
    assert '"essential":true' in request["claims"].partition("auth_time")[0]
    assert request["code_challenge_method"] == "S256"
    async with world.phone(tokens) as phone:
        factor = (await phone.get("/v1/me/second-factor")).json()
        assert (factor["state"], factor["verified_until"] is None) == ("none", False)
        renewal = await phone.post("/v1/me/second-factor/recovery-codes")
        assert renewal.json()["type"] == "/problems/no-second-factor"  # there is no authenticator to recover
        [identity] = (await phone.get(IDENTITIES)).json()["items"]
        one_factor = await world.tokens("proconnect")
        async with world.phone(one_factor) as weak:
            assert (await weak.get("/v1/me/second-factor")).json()["verified_until"] is None
        assert (await phone.delete(f"{IDENTITIES}/{identity['id']}")).status_code == 204
        assert (await phone.get("/v1/me/second-factor")).json()["verified_until"] is None  # its word went with it
        left = await phone.delete("/v1/sessions/current")
    await leaves(world, left.json()["end_session_url"], "proconnect")


async def test_a_second_factor_counts_from_when_it_was_given(world: Providers) -> None:
    hours = int(world.clock().timestamp()) - 13 * 3_600
    await world.control(person=person("old", acr=TWO_FACTORS, auth_time=hours))
    async with world.phone(await world.tokens("proconnect")) as phone:
        assert (await phone.get("/v1/me/second-factor")).json()["verified_until"] is None


PAST, FUTURE = 1_700_000_000, 4_000_000_000
ID_TOKENS: dict[str, tuple[str, dict[str, Any]]] = {  # and the reason for which each is refused, and no other
    "no algorithm": ("algorithm", {"sign": "none", "header": {"alg": "none"}}),
    "no signature": ("signature", {"sign": "none"}),
    "the secret as a key": ("algorithm", {"sign": "secret", "header": {"alg": "HS256"}}),
    "the public key as a secret": ("algorithm", {"sign": "public key", "header": {"alg": "HS256"}}),
    "somebody else's key": ("signature", {"sign": "stranger"}),
    "an unknown key": ("key", {"header": {"kid": "unknown"}}),
    "a key of its own": ("key", {"sign": "stranger", "header": {"kid": "x", "jwk": {"kty": "oct", "k": "eA"}}}),
    "keys of its own": ("key", {"sign": "stranger", "header": {"kid": "x", "jku": "http://127.0.0.1:9/keys"}}),
    "what we do not understand": ("algorithm", {"sign": "kept", "header": {"crit": ["exp"]}}),
    "claims of another after signing": ("signature", {"sign": "kept", "claims": {"sub": "victim"}}),
    "another issuer": ("issuer", {"claims": {"iss": "https://evil.example"}}),
    "another audience": ("audience", {"claims": {"aud": "another"}}),
    "one more audience": ("audience", {"claims": {"aud": ["standard", "another"]}}),
    "another authorised party": ("authorised party", {"claims": {"azp": "another"}}),
    "expired": ("expired", {"claims": {"exp": PAST}}),
    "no expiry": ("expiry", {"without": ["exp"]}),
    "an expiry that is no number": ("expiry", {"claims": {"exp": "2099"}}),
    "signed long ago": ("time of signature", {"claims": {"iat": PAST}}),
    "signed in the future": ("time of signature", {"claims": {"iat": FUTURE}}),
    "not yet valid": ("beginning", {"claims": {"nbf": FUTURE}}),
    "another nonce": ("nonce", {"claims": {"nonce": "0" * 64}}),
    "no nonce": ("nonce", {"without": ["nonce"]}),
    "no subject": ("subject", {"without": ["sub"]}),
    "an empty subject": ("subject", {"claims": {"sub": ""}}),
    "a subject that is no word": ("subject", {"claims": {"sub": 7}}),
    "a subject without end": ("subject", {"claims": {"sub": "x" * 256}}),
    "another access token": ("hash of the access token", {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}),
}
USERINFO: dict[str, tuple[str, str, dict[str, Any]]] = {
    "somebody else's data": ("standard", "subject of userinfo", {"userinfo": {"claims": {"sub": "victim"}}}),
    "somebody else's, signed": ("proconnect", "subject of userinfo", {"userinfo": {"claims": {"sub": "victim"}}}),
    "data that nobody signed": ("proconnect", "unsigned userinfo", {"plain": True}),
    "data that a stranger signed": ("proconnect", "signature", {"userinfo": {"sign": "stranger"}}),
    "data for another": ("proconnect", "audience", {"userinfo": {"claims": {"aud": "another"}}}),
    "data of another issuer": ("proconnect", "issuer", {"userinfo": {"claims": {"iss": "https://evil.example"}}}),
    "data without an algorithm": ("proconnect", "algorithm", {"userinfo": {"sign": "none", "header": {"alg": "none"}}}),
}
FORGERIES = {
    name: ("standard", reason, {"id_token": change}) for name, (reason, change) in ID_TOKENS.items()
} | USERINFO


@pytest.mark.parametrize("name", FORGERIES)
async def test_what_is_forged_is_refused(world: Providers, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    provider, reason, forge = FORGERIES[name]
    await world.control(person=person("mallory"), forge=forge)
    location = await world.browse((await world.begin(provider)).authorize_url)
    answer = await world.guest.get(location)
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert reason in capsys.readouterr().out.partition("reason")[2]
    await world.control()
    assert (await world.guest.get(location)).status_code == 400  # its state is used up
    statement = "select assertion from provider_sign_ins where id = $1::text::uuid and returned_at is not null"
    assert [row["assertion"] for row in await world.rows(statement, query(location)["state"][:32])] == [None]


async def test_an_answer_that_is_not_the_one_asked_for_is_refused(world: Providers) -> None:
    await world.control(person=person("eve"))
    second, own = await world.begin(), await world.begin()
    location = await world.browse(own.authorize_url)
    answer, page = query(location), "http://test/connect/standard?"
    elsewhere = query(await world.browse(second.authorize_url))
    altered_state = answer["state"][:-1] + ("0" if answer["state"][-1] != "0" else "1")
    for name, parameters in {
        "no state": {"code": answer["code"], "iss": answer["iss"]},
        "a state of nobody": answer | {"state": "f" * 64},
        "a state with another tag": answer | {"state": altered_state},
        "a state that is no word": answer | {"state": "é" * 64},
    }.items():
        assert (await world.guest.get(page + urlencode(parameters))).status_code == 400, name
    # Each of these uses its state up.
    for name, parameters in {
        "another issuer": answer | {"iss": world.issuers["proconnect"]},
        "no issuer where one is promised": {key: answer[key] for key in ("code", "state")},
        "a code of another sign-in": answer | {"code": elsewhere["code"]},
        "no code": {"state": answer["state"], "iss": answer["iss"], "error": "access_denied"},
    }.items():
        fresh = query(await world.browse((await world.begin()).authorize_url))
        fields = {key: fresh.get(key, "") if value == answer.get(key) else value for key, value in parameters.items()}
        assert (await world.guest.get(page + urlencode(fields))).status_code == 400, name
    repetition = f"{page}{urlencode(answer)}&state={elsewhere['state']}"
    assert (await world.guest.get(repetition)).status_code == 400
    mixed_up = location.replace("/connect/standard", "/connect/proconnect")  # an answer meant for another provider
    assert (await world.guest.get(mixed_up)).status_code == 400
    assert (await world.guest.get(f"{location}&state={answer['state']}")).status_code == 400  # said twice
    replay = await world.browse(own.authorize_url)  # the provider gives another code for the same state
    own.ticket = await world.arrive(location)
    assert (await world.guest.get(replay)).status_code == 400
    world.clock.ahead = timedelta(minutes=16)
    assert (await world.guest.get(f"{page}{urlencode(elsewhere)}")).status_code == 400  # late
    assert (await world.guest.get("/connect/nobody?state=x&code=y")).status_code == 400


async def test_a_person_who_says_no_there_is_told_so(world: Providers) -> None:
    await world.control(person=None)
    answer = await world.guest.get(await world.browse((await world.begin()).authorize_url))
    assert answer.status_code == 400
    assert "text/html" in answer.headers["content-type"]


async def test_a_ticket_is_for_the_application_that_began_once_and_for_half_an_hour(world: Providers) -> None:
    await world.control(person=person("tom"))
    visit, second = await world.visit(), await world.begin()
    theft = await world.guest.post(
        "/v1/sessions", json={"provider_ticket": visit.ticket, "code_verifier": second.verifier}
    )
    assert theft.json()["type"] == "/problems/provider-sign-in-refused"
    for ticket in (f"dto_{'A' * 54}", visit.ticket[:9] + ("A" if visit.ticket[9] != "A" else "B") + visit.ticket[10:]):
        refusal = await world.guest.post(
            "/v1/sessions", json={"provider_ticket": ticket, "code_verifier": visit.verifier}
        )
        assert refusal.status_code == 401
    body = {"provider_ticket": visit.ticket, "code_verifier": visit.verifier}
    for extra in ({"password": "x"}, {"email": "a@example.org"}, {"code": "204816"}, {"link_token": f"dtl_{'x' * 32}"}):
        assert (await world.guest.post("/v1/sessions", json=body | extra)).json()["errors"][0]["code"] == "one_way_in"
    assert (await world.guest.post("/v1/sessions", json={"provider_ticket": visit.ticket})).status_code == 422
    answers = await asyncio.gather(*(world.exchange(visit) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401]
    late = await world.visit()
    world.clock.ahead = timedelta(minutes=31)
    assert (await world.exchange(late)).status_code == 401
    page = await world.guest.get(f"/sign-in/{late.ticket}")  # without an application
    assert (page.status_code, late.ticket in page.text) == (200, False)


async def test_a_sign_in_that_a_clock_ahead_began_ends_in_time(world: Providers) -> None:
    await world.control(person=person("ana"))
    world.clock.ahead = timedelta(hours=1)
    early = await world.begin()
    world.clock.ahead = timedelta(hours=3)
    far = await world.begin()
    world.clock.ahead = timedelta()
    assert await world.arrive(await world.browse(early.authorize_url))
    assert (await world.guest.get(await world.browse(far.authorize_url))).status_code == 400


async def test_a_session_that_is_not_new_adds_no_identity_by_itself(world: Providers) -> None:
    alice = await sign_in(world.app, "alice")
    await world.control(person=person("alice-at-work"))
    visit = await world.visit()
    body = {"provider_ticket": visit.ticket, "code_verifier": visit.verifier}
    world.clock.ahead = timedelta(minutes=16)  # a thief could return by this way
    headers = {"Authorization": f"Bearer {await renewed(world, alice.refresh_token)}"}
    async with visit_server(world.app, headers) as late:
        assert (await late.post(IDENTITIES, json=body)).json()["type"] == "/problems/proof-required"
        code, _ = await mailed(world.runtime, world.guest, alice.email)
        identity = await late.post(IDENTITIES, json=body | {"code": code})
    assert identity.status_code == 201, identity.text
    world.clock.ahead = timedelta()
    assert (await world.tokens())["user"]["id"] == str(alice.id)
    await alice.client.aclose()


async def test_a_signed_in_person_adds_an_identity_and_takes_it_away(world: Providers) -> None:
    alice, bob = await sign_in(world.app, "alice"), await sign_in(world.app, "bob")
    await world.control(person=person("alice-at-work"))
    identity = await alice.ask("POST", IDENTITIES, 201, json=await ticket_of(world))
    assert (await world.tokens())["user"]["id"] == str(alice.id)
    refusal = await bob.ask("POST", IDENTITIES, 409, json=await ticket_of(world))
    assert refusal["type"] == "/problems/identity-taken"
    assert await alice.ask("POST", IDENTITIES, 200, json=await ticket_of(world)) == identity
    path = f"{IDENTITIES}/{identity['id']}"
    await bob.ask("DELETE", path, 404)
    await alice.ask("DELETE", path, 204)
    assert (await alice.ask("GET", IDENTITIES, 200))["items"] == []
    sessions = (await alice.ask("GET", "/v1/sessions", 200))["items"]
    assert [item["current"] for item in sessions] == [True]  # what came through it ended
    assert (await world.tokens())["user"]["id"] != str(alice.id)
    await alice.client.aclose()
    await bob.client.aclose()


async def ticket_of(world: Providers) -> dict[str, str]:
    visit = await world.visit()
    return {"provider_ticket": visit.ticket, "code_verifier": visit.verifier}


async def renewed(world: Providers, refresh_token: str) -> str:
    answer = await world.guest.post("/v1/sessions/refresh", json={"refresh_token": refresh_token})
    return str(answer.json()["access_token"])


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://169.254.169.254/token"},
        {"jwks_uri": "https://evil.example/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": "https://evil.example/out"},
        {"token_endpoint": None},
    ],
)
async def test_a_provider_that_describes_itself_otherwise_is_not_asked(world: Providers, discovery: object) -> None:
    provider = world.runtime.providers._providers["standard"]  # type: ignore[attr-defined]
    provider._documents.clear()
    await world.control(forge={"discovery": discovery})
    body = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
    answer = await world.guest.post("/v1/sessions/providers/standard", json=body)
    assert answer.json()["type"] == "/problems/provider-unavailable"
    provider._documents.clear()
    provider._silent_until = 0.0


async def test_a_server_without_providers_offers_none(app: FastAPI) -> None:
    async with visit_server(app) as guest:
        assert (await guest.get("/v1/sessions/providers")).json() == {"items": []}
        body = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
        answer = await guest.post("/v1/sessions/providers/proconnect", json=body)
        assert answer.json()["type"] == "/problems/provider-not-found"

"""Passkeys: how they are added and used, and what somebody makes of them whose they are not."""

import ast
import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import httpx
from fastapi import FastAPI

from app.core.settings import LinkSettings
from app.core.signatures import base64url
from app.core.uow import Runtime
from app.services.accounts import ceremonies
from tests.support.authenticators import Authenticator
from tests.support.counsellors import code_of, with_second_factor
from tests.support.notifications import mails_to
from tests.support.people import Person, Watch, sign_in, work_off

PATH, FACTOR = "/v1/me/passkeys", "/v1/me/second-factor"
CHALLENGE = "/v1/sessions/passkey-challenge"


async def offer(person: Person) -> Any:
    return (await person.ask("GET", f"{PATH}/creation-challenge", 200))["public_key"]


async def add(person: Person, device: Authenticator | None = None, status: int = 201, name: str = "phone") -> Any:
    credential = (device or Authenticator()).make(await offer(person))
    return await person.ask("POST", PATH, status, json={"name": name, "credential": credential})


async def sign_in_by(guest: httpx.AsyncClient, device: Authenticator, **parts: str) -> httpx.Response:
    options = (await guest.get(CHALLENGE)).json()["public_key"]
    return await guest.post("/v1/sessions", json={"passkey": device.use(options, **parts), "device_name": "phone"})


def session_of(answer: httpx.Response, person: Person) -> Person:
    assert answer.status_code == 201, answer.text
    client = httpx.AsyncClient(
        transport=person.client._transport,
        base_url="http://test",
        headers={"Authorization": f"Bearer {answer.json()['access_token']}", "Accept-Language": "en"},
    )
    return replace(person, client=client)


async def test_a_passkey_is_added_used_named_and_removed(
    runtime: Runtime, guest: httpx.AsyncClient, alice: Person
) -> None:
    device = Authenticator()
    options = await offer(alice)
    assert (options["rp"], options["attestation"]) == ({"id": "test", "name": "Day Tripper"}, "none")
    assert options["authenticatorSelection"]["residentKey"] == "required"
    passkey = await alice.ask("POST", PATH, 201, json={"name": "téléphone", "credential": device.make(options)})
    assert (passkey["is_second_factor"], len(passkey["recovery_codes"])) == (True, 10)
    answer = await sign_in_by(guest, device)
    assert (answer.status_code, answer.json()["user"]["id"]) == (201, str(alice.id))
    renaming = await alice.ask("PUT", f"{PATH}/{passkey['id']}", 200, json={"name": "tablette"})
    assert (renaming["name"], renaming["last_used_at"] is not None) == ("tablette", True)
    assert (await alice.ask("GET", PATH, 200))["items"] == [renaming]
    await alice.ask("DELETE", f"{PATH}/{passkey['id']}", 204)
    assert (await alice.ask("GET", PATH, 200))["items"] == []
    assert (await sign_in_by(guest, device)).status_code == 401
    await work_off(runtime)
    assert [str(mail["Subject"]) for mail in mails_to(runtime, alice)] == [
        "Une nouvelle clé d’accès ouvre ce compte Day Tripper",
        "Une clé d’accès n’ouvre plus ce compte Day Tripper",
    ]
    events = Counter(item["kind"] for item in (await alice.ask("GET", "/v1/me/security-events", 200))["items"])
    assert events["passkey_added"] == events["passkey_removed"] == 1
    assert events["signed_in"] == 2


async def test_a_forged_answer_opens_nothing(guest: httpx.AsyncClient, alice: Person, bob: Person) -> None:
    device, second = Authenticator(sign_count=5), Authenticator()
    await add(alice, device)
    await add(bob, second)
    forgeries = (
        replace(device, origin="https://evil.example.org"),
        replace(device, origin="https://test"),
        replace(device, rp_id="evil.example.org"),
        replace(device, in_frame=True),
        replace(device, key=second.key),
        replace(device, user_handle=second.user_handle),  # held for somebody else
        replace(device, user_handle=None),
        replace(second, credential_id=device.credential_id),
        replace(device, sign_count=4),  # a copy of the key, which counts by itself
        replace(device, credential_id=b"unknown"),
    )
    for forgery in forgeries:
        answer = await sign_in_by(guest, forgery)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/passkey-refused"), forgery
    for parts in (
        {"type": "webauthn.create"},
        {"signature": "AAAA"},
        {"authenticatorData": "AAAA"},
        {"clientDataJSON": "AAAA"},
        {"clientDataJSON": base64url(b'{"challenge": 7}')},
        {"clientDataJSON": base64url(b"[" * 4_000)},
    ):
        assert (await sign_in_by(guest, device, **parts)).status_code == 401, parts
    events = Counter(item["kind"] for item in (await alice.ask("GET", "/v1/me/security-events", 200))["items"])
    assert events["sign_in_refused"] == 1  # at most once a minute
    assert (await sign_in_by(guest, device)).json()["user"]["id"] == str(alice.id)


async def test_a_challenge_is_answered_once_in_time_and_for_what_it_was_made(
    app: FastAPI, guest: httpx.AsyncClient, alice: Person, watch: Watch
) -> None:
    device = Authenticator()
    await add(alice, device)
    second = await sign_in(app, email=alice.email)
    addition = await offer(alice)
    verification = (await alice.ask("GET", f"{PATH}/verification-challenge", 200))["public_key"]
    options = (await guest.get(CHALLENGE)).json()["public_key"]

    for challenge in (addition, verification, options | {"challenge": base64url(bytes(48))}):
        answer = await guest.post("/v1/sessions", json={"passkey": device.use(challenge)})
        assert answer.status_code == 401
    for challenge in (options, addition):
        await alice.ask("PUT", f"{PATH}/verification", 403, json={"credential": device.use(challenge)})
    for person, challenge in ((second, addition), (alice, verification), (alice, options)):
        body = {"credential": Authenticator().make(addition | {"challenge": challenge["challenge"]})}
        await person.ask("POST", PATH, 403, json=body)

    assertions = [{"passkey": device.use(options)} for _ in range(3)]
    answers = await asyncio.gather(*(guest.post("/v1/sessions", json=body) for body in (*assertions, assertions[2])))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]
    for minutes, status in ((5, 401), (-30, 201)):  # a clock that is put back keeps no challenge alive that was used
        options = (await guest.get(CHALLENGE)).json()["public_key"]
        watch.advance(minutes=minutes)
        body = {"passkey": device.use(options)}
        assert (await guest.post("/v1/sessions", json=body)).status_code == status
        assert (await guest.post("/v1/sessions", json=body)).status_code == 401


async def test_a_new_passkey_is_what_was_asked_for(runtime: Runtime, alice: Person, bob: Person) -> None:
    device = Authenticator()
    await add(alice, device)
    for forgery in (
        Authenticator(origin="https://evil.example.org"),
        Authenticator(rp_id="evil.example.org"),
        Authenticator(attestation="packed"),
        Authenticator(in_frame=True),
        Authenticator(credential_id=device.credential_id),  # another person's
    ):
        refusal = await add(bob, forgery, 403)
        assert refusal["type"] == "/problems/wrong-passkey", forgery
    options = await offer(bob)
    deep: Any = 0
    for _ in range(900):
        deep = [deep]
    for content in (b"", b"\xff" * 50, cbor2.dumps({"fmt": "none"}), cbor2.dumps(deep), cbor2.dumps({1: deep})):
        credential = Authenticator().make(options)
        credential["response"]["attestationObject"] = base64url(content or b"\0")
        await bob.ask("POST", PATH, 403, json={"credential": credential})
    assert (await bob.ask("GET", PATH, 200))["items"] == []


async def test_an_answer_that_was_lost_is_sent_again_and_ten_are_enough(alice: Person) -> None:
    credential = Authenticator().make(await offer(alice))
    first = await alice.ask("POST", PATH, 201, json={"name": "one", "credential": credential})
    repetition = await alice.ask("POST", PATH, 200, json={"name": "one", "credential": credential})
    assert repetition == first
    options = await offer(alice)
    for number in range(9):
        await add(alice, name=str(number))
    await alice.ask("GET", f"{PATH}/creation-challenge", 409)
    body = {"credential": Authenticator().make(options)}
    assert (await alice.ask("POST", PATH, 409, json=body))["type"] == "/problems/too-many-passkeys"
    assert len((await offer_after_removal(alice, first["id"]))["excludeCredentials"]) == 9


async def offer_after_removal(person: Person, passkey_id: str) -> Any:
    await person.ask("DELETE", f"{PATH}/{passkey_id}", 204)
    return await offer(person)


async def test_a_session_that_is_not_new_proves_whose_account_it_is(alice: Person, runtime: Runtime) -> None:
    aged = "update sessions set created_at = created_at - interval '15 minutes' where user_id = $1"
    await runtime.database.writes.fetch(aged, alice.id)
    assert (await alice.ask("GET", f"{PATH}/creation-challenge", 200))["needs_proof"] is True
    assert (await add(alice, status=403))["type"] == "/problems/proof-required"
    body = {"credential": Authenticator().make(await offer(alice)), "code": "123456"}
    assert (await alice.ask("POST", PATH, 403, json=body))["type"] == "/problems/wrong-proof"


async def test_a_passkey_verifies_where_it_checked_who_holds_it(
    guest: httpx.AsyncClient, alice: Person, watch: Watch
) -> None:
    device = Authenticator()
    codes = (await add(alice, device))["recovery_codes"]
    state = await alice.ask("GET", FACTOR, 200)
    assert (state["state"], state["passkeys"], state["recovery_codes"]) == ("none", 1, 10)
    session = session_of(await sign_in_by(guest, device), alice)
    assert (await session.ask("GET", FACTOR, 200))["verified_until"] is not None

    mere_presence = replace(device, checks_user=False, sign_count=device.sign_count + 10)
    session = session_of(await sign_in_by(guest, mere_presence), alice)
    assert (await session.ask("GET", FACTOR, 200))["verified_until"] is None
    challenge = (await session.ask("GET", f"{PATH}/verification-challenge", 200))["public_key"]
    assert (challenge["userVerification"], len(challenge["allowCredentials"])) == ("required", 1)
    await session.ask("PUT", f"{PATH}/verification", 403, json={"credential": mere_presence.use(challenge)})
    device.sign_count = 20
    handless = replace(device, user_handle=None)  # which key to use was said, so that it need not say whose it is
    challenge = (await session.ask("GET", f"{PATH}/verification-challenge", 200))["public_key"]
    answer = await session.ask("PUT", f"{PATH}/verification", 200, json={"credential": handless.use(challenge)})
    assert answer["verified_until"] is not None

    session = session_of(await sign_in_by(guest, replace(mere_presence, sign_count=50)), alice)
    await session.ask("PUT", f"{FACTOR}/verification", 403, json={"code": "123456"})
    await session.ask("PUT", f"{FACTOR}/verification", 200, json={"code": codes[0]})


async def test_whoever_only_reads_the_mailbox_adds_no_second_factor(
    app: FastAPI, guest: httpx.AsyncClient, alice: Person, rose: Person, watch: Watch
) -> None:
    """Neither by a passkey beside an app, nor by either beside a passkey."""
    await add(alice)
    for owner in (alice, rose):
        thief, device = await sign_in(app, email=owner.email), Authenticator()
        passkey = await add(thief, device)
        assert (passkey["is_second_factor"], passkey["recovery_codes"]) == (False, None)
        session = session_of(await sign_in_by(guest, device), owner)
        for person in (thief, session):
            assert (await person.ask("GET", FACTOR, 200))["verified_until"] is None
        body = {"credential": device.use((await guest.get(CHALLENGE)).json()["public_key"])}
        await thief.ask("PUT", f"{PATH}/verification", 403, json=body)
        for strong in (await owner.ask("GET", PATH, 200))["items"]:
            status = 403 if strong["is_second_factor"] else 204
            await thief.ask("DELETE", f"{PATH}/{strong['id']}", status)
    thief = await sign_in(app, email=alice.email)
    assert (await thief.ask("POST", FACTOR, 403))["type"] == "/problems/second-factor-required"
    secret = await alice.ask("POST", FACTOR, 201)
    code = {"code": code_of(secret["secret"], watch)}
    await thief.ask("PUT", f"{FACTOR}/verification", 403, json=code)
    await alice.ask("PUT", f"{FACTOR}/verification", 200, json=code)


async def test_the_last_factor_takes_what_was_asked_for_along(
    app: FastAPI, alice: Person, watch: Watch, runtime: Runtime
) -> None:
    await with_second_factor(alice, watch)
    passkey = await add(alice)
    assert (passkey["is_second_factor"], passkey["recovery_codes"]) == (True, None)
    await alice.ask("DELETE", FACTOR, 204)
    assert (await alice.ask("GET", FACTOR, 200))["recovery_codes"] == 10  # the passkey is left
    await alice.ask("DELETE", f"{PATH}/{passkey['id']}", 403)  # what was proved has ended
    await alice.ask("DELETE", f"{PATH}/{alice.id}", 404)
    query = "update sessions set second_factor_at = $2 where user_id = $1 returning id"
    await runtime.database.writes.fetch(query, alice.id, watch.now)
    await alice.ask("DELETE", f"{PATH}/{passkey['id']}", 204)
    state = await alice.ask("GET", FACTOR, 200)
    assert (state["recovery_codes"], state["verified_until"]) == (0, None)


async def test_a_passkey_is_its_owners_alone(alice: Person, bob: Person) -> None:
    passkey = await add(alice)
    await bob.ask("PUT", f"{PATH}/{passkey['id']}", 404, json={"name": "mine"})
    await bob.ask("DELETE", f"{PATH}/{passkey['id']}", 404)
    await bob.ask("GET", f"{PATH}/verification-challenge", 404)


def test_passkeys_are_of_the_servers_host_and_asked_for_where_it_says(runtime: Runtime) -> None:
    prints = ":".join(["0A", "FF"] * 16)
    links = LinkSettings(android_package="fr.exemple.app", android_certificates=prints)
    for base, app_url, party, pages in (
        ("http://127.0.0.1:8000", None, "localhost", ["http://localhost:8000"]),
        ("https://dt.test", "https://app.dt.test/x", "dt.test", ["https://dt.test", "https://app.dt.test"]),
        ("https://dt.test", "https://evildt.test", "dt.test", ["https://dt.test"]),
    ):
        settings = runtime.settings.model_copy(update={"base_url": base, "app_url": app_url, "links": links})
        assert ceremonies.rp_id(settings) == party
        android = "android:apk-key-hash:" + base64url(bytes.fromhex(prints.replace(":", "")))
        assert ceremonies.origins(settings)[:-1] == pages
        assert ceremonies.origins(settings)[-1] == android


def test_a_server_whose_people_use_no_passkeys_does_without_their_library() -> None:
    """It takes memory: only the functions that need it import it."""
    sources = [file for file in Path("app").rglob("*.py") if "webauthn import" in file.read_text()]
    assert sources == [Path("app/services/accounts/ceremonies.py")]
    imports = [node for node in ast.parse(sources[0].read_text()).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [node for node in imports if "webauthn" in ast.dump(node)]

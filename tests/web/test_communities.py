"""From an invitation, or a public community's page, to being in: without an app, an account or a script."""

import re
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.consents import ConsentKind
from app.policies.consent_texts import TEXTS, of_community
from app.web import community_texts
from app.web.communities import COMMUNITY_FORMS
from tests.support.communities import begin, change, decide, grown_up, invite, join, members
from tests.support.grants import FORM
from tests.support.guardians import SHOWN
from tests.support.mails import received, text_of
from tests.support.people import NOW, Person, work_off
from tests.web.reading import meta, words_of

FRENCH = {"Accept-Language": "fr"}
YEAR = "1994"


def path_of(invitation: dict[str, Any]) -> str:
    return str(invitation["url"]).removeprefix("http://test")


async def send(visitor: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await visitor.post(path, content=urlencode([*SHOWN, *fields.items()]), headers=FORM | FRENCH)


async def code_for(visitor: httpx.AsyncClient, runtime: Runtime, path: str, email: str) -> str:
    """What is mailed to who asks for it there."""
    answer = await send(visitor, f"{path}/code", email=email)
    assert answer.status_code == 200
    assert f'name="email" value="{email}"' in answer.text
    assert f'<a href="{path}">' in answer.text  # another address, where that one is wrong
    await work_off(runtime)
    subjects = [str(mail["Subject"]) for mail in received(runtime, email)]
    *_, code = [match[0] for subject in subjects if (match := re.match(r"\d{6}", subject))]
    return code


def address() -> str:
    return f"{uuid7().hex[-12:]}@example.org"


async def test_an_invitation_says_what_it_is_who_invites_and_what_joining_means(
    alice: Person, guest: httpx.AsyncClient
) -> None:
    community = await begin(alice, name="Maçons", charter="**Droits** ou non.", weekly_notification_cap=1)
    invitation = await invite(alice, community, ends_at="2026-04-02T22:00:00.000Z")
    for path in (path_of(invitation), f"/i/{invitation['code']}"):
        answer = await guest.get(path, headers=FRENCH)
        text = words_of(answer.text).replace("\xa0", " ")
        for words in (
            "Alice t’invite à rejoindre",
            "Maçons",
            "Réseau",
            "Droits ou non.",
            "valable jusqu’au 2 avril",
            "une par semaine",
        ):
            assert words in text, words
        assert invitation["code"] in text
        assert "<strong>Droits</strong>" in answer.text
    assert meta(answer.text)["og:title"] == "Invitation\xa0: Maçons"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in answer.headers
    assert (await guest.get(path_of(invitation), headers={"Accept-Language": "en"})).text.count(
        "Alice invites you"
    ) == 1


async def test_somebody_without_an_account_joins_from_the_page(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    community, email = await begin(alice, name="Maçons"), address()
    invitation = await invite(alice, community, max_uses=1)
    code = await code_for(guest, runtime, path_of(invitation), email)
    answer = await send(
        guest, f"{path_of(invitation)}/membership", email=email, code=code, name=" Inès Martin ", birth_year=YEAR
    )
    assert (answer.status_code, "Te voilà dans Maçons" in words_of(answer.text)) == (200, True)
    assert "set-cookie" not in answer.headers
    came, _ = await members(alice, community)
    assert (came["user"]["display_name"], came["state"]) == ("Inès Martin", "active")
    assert (await guest.get(path_of(invitation))).status_code == 404


async def test_who_has_an_account_keeps_its_name_and_year(
    alice: Person, app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    path = path_of(await invite(alice, community))
    code = await code_for(guest, runtime, path, bob.email)
    answer = await send(guest, f"{path}/membership", email=bob.email, code=code, name="Robert", birth_year="2015")
    assert answer.status_code == 200
    me = await bob.ask("GET", "/v1/me", 200)
    assert (me["display_name"], me["birth_year"]) == ("Bob", 1990)
    assert len(await members(alice, community, q="bob")) == 1


async def test_a_form_from_before_the_text_changed_shows_the_new_one_and_loses_nothing(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    path = path_of(await invite(alice, await begin(alice, name="Promo d’ici")))
    email = f"ines-{uuid7().hex}@example.org"
    code = await code_for(guest, runtime, path, email)
    fields = {"email": email, "code": code, "name": "Inès Martin", "birth_year": YEAR}
    response = await send(guest, f"{path}/membership", **fields, join_version="2026-01")
    assert response.status_code == 409
    text = response.text.replace("\xa0", " ")
    assert community_texts.OUTDATED_FAULT.fr in text
    assert TEXTS[ConsentKind.JOIN].said(community=of_community("Promo d’ici")).fr in text
    assert all(f'value="{item}"' in response.text for item in fields.values())
    assert "Te voilà" in (await send(guest, f"{path}/membership", **fields)).text  # with the same code


async def test_a_request_from_a_public_page_waits_for_an_answer(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    community, email = await begin(alice, visibility="public", join_policy="request"), address()
    path = f"/c/{community['id']}"
    code = await code_for(guest, runtime, path, email)
    fields = {"email": email, "code": code, "name": "Inès", "birth_year": YEAR, "reason": "Je commence lundi."}
    answer = await send(guest, f"{path}/membership", **fields)
    assert "Ta demande est envoyée" in words_of(answer.text)
    (waiting,) = await members(alice, community, state="requested")
    assert (waiting["reason"], waiting["user"]["display_name"]) == ("Je commence lundi.", "Inès")


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"code": "000000"}, ["code"]),
        ({"code": "12"}, ["code"]),
        ({"name": ""}, ["name"]),
        ({"name": "\u2800"}, ["name"]),
        ({"birth_year": ""}, ["birth_year"]),
        ({"birth_year": "MMXX"}, ["birth_year"]),
        ({"birth_year": "9" * 5_000}, ["birth_year"]),
        ({"birth_year": "2030"}, ["birth_year"]),
        ({"name": "x" * 201, "code": ""}, ["code", "name"]),
        ({"name": "", "birth_year": ""}, ["birth_year", "name"]),
        ({"name": "", "birth_year": "2030"}, ["birth_year", "name"]),
        ({"name": "x" * 201, "birth_year": ""}, ["birth_year", "name"]),
        ({"email": "ines"}, ["email"]),
    ],
)
@pytest.mark.slow
async def test_what_is_wrong_is_said_beside_it_and_the_code_stays_good(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, changed: dict[str, str], faults: list[str]
) -> None:
    community, email = await begin(alice), address()
    path = path_of(await invite(alice, community))
    right = {"email": email, "code": await code_for(guest, runtime, path, email), "name": "Inès", "birth_year": YEAR}
    response = await send(guest, f"{path}/membership", **right | changed)
    assert response.status_code == 422
    assert sorted(re.findall(r'id="(\w+)-fault"', response.text)) == faults
    query = "select count(*) from users where email = $1"
    assert await runtime.database.reads.fetch(query, email) == [(0,)]  # refused, it leaves no account
    if faults != ["email"]:
        values = [value for value in (right | changed).values() if value]
        assert all(f'value="{value}"' in response.text for value in values)
        assert "Te voilà" in (await send(guest, f"{path}/membership", **right)).text


async def test_in_the_year_of_their_fifteenth_birthday_people_read_until_when_a_parent_is_asked(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    path, email = path_of(await invite(alice, await begin(alice))), address()
    code = await code_for(guest, runtime, path, email)
    response = await send(
        guest, f"{path}/membership", email=email, code=code, name="Inès", birth_year=str(NOW.year - 15)
    )
    assert "jusqu’au 31\xa0décembre de l’année de tes 15\xa0ans" in words_of(response.text)


async def test_an_address_that_is_none_is_asked_again(alice: Person, guest: httpx.AsyncClient) -> None:
    path = path_of(await invite(alice, await begin(alice)))
    response = await send(guest, f"{path}/code", email="ines")
    assert (response.status_code, 'id="email-fault"' in response.text, 'value="ines"' in response.text) == (
        422,
        True,
        True,
    )
    empty = await send(guest, f"{path}/code", email="")
    assert "comme prenom@exemple.fr" in words_of(empty.text)
    email = address()
    for _ in range(5):
        await send(guest, f"{path}/code", email=email)
    assert (await send(guest, f"{path}/code", email=email)).status_code == 422


async def test_a_community_has_a_page_while_it_is_public(alice: Person, guest: httpx.AsyncClient) -> None:
    community = await begin(alice, visibility="public", join_policy="invite", name="Maçons")
    path = f"/c/{community['id']}"
    answer = await guest.get(path, headers=FRENCH)
    assert meta(answer.text)["robots"] == "all"
    assert (answer.headers["cache-control"], "x-robots-tag" in answer.headers) == ("no-cache", False)
    assert "On y entre sur invitation" in words_of(answer.text)
    assert "<form" not in answer.text
    for visibility in ("listed", "secret"):
        community = await change(alice, community, visibility=visibility)
        response, unknown = await guest.get(path), await guest.get(f"/c/{uuid7()}")
        assert (response.status_code, unknown.status_code, response.text[:200]) == (404, 404, unknown.text[:200])
    assert (await guest.get("/c/x")).status_code == 404


async def test_where_one_comes_in_by_invitation_no_form_gets_around_it(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    community, email = await begin(alice, visibility="public", join_policy="invite"), address()
    path = f"/c/{community['id']}"
    code = await code_for(guest, runtime, path, email)
    response = await send(guest, f"{path}/membership", email=email, code=code, birth_year=YEAR)
    assert response.status_code == 422
    assert len(await members(alice, community)) == 1


async def test_an_invitation_that_is_over_looks_like_one_that_never_was(
    alice: Person, app: FastAPI, guest: httpx.AsyncClient
) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    invitation = await invite(alice, community, max_uses=1)
    await join(bob, community, invitation=invitation["code"])
    texts = {(await guest.get(path)).text for path in (path_of(invitation), "/i/dti_x", "/i/AAAA-AAAA")}
    assert len(texts) == 1
    assert "ask for a new invitation" in texts.pop()
    for path in COMMUNITY_FORMS:
        text = path.replace("{token}", "dti_x").replace("{community_id}", str(uuid7()))
        assert (await send(guest, text, email=address())).status_code == 404


@pytest.mark.slow
async def test_who_was_sent_away_asks_here_too(
    alice: Person, app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice, visibility="public", join_policy="open")
    await join(bob, community)
    await decide(alice, community, bob, state="removed")
    path = f"/c/{community['id']}"
    code = await code_for(guest, runtime, path, bob.email)
    answer = await send(guest, f"{path}/membership", email=bob.email, code=code)
    assert "Ta demande est envoyée" in words_of(answer.text)


async def test_the_page_of_a_mailed_invitation_lets_in_its_address_alone(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    community, invited_address, other_address = await begin(alice), address(), address()
    await invite(alice, community, emails=[invited_address])
    await work_off(runtime)
    [mail] = received(runtime, invited_address)
    path = re.findall(r"http://test(/i/[A-Za-z0-9_-]+)", text_of(mail))[0]
    assert "aucune autre" in (await guest.get(path, headers=FRENCH)).text
    for email, status, sentence in (
        (other_address, 422, "à une autre adresse mail"),
        (invited_address, 200, "Te voilà dans"),
    ):
        code = await code_for(guest, runtime, path, email)
        answer = await send(guest, f"{path}/membership", email=email, code=code, name="Inès", birth_year="1990")
        assert (answer.status_code, sentence in words_of(answer.text)) == (status, True), email

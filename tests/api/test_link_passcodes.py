import asyncio
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.services.sharing import links
from tests.support.grants import FORM, amend, link_to, photo_of, read, share, today, token_of, unlock
from tests.support.people import Person, Watch, visit_from
from tests.support.stories import begin, publish, showing
from tests.support.uploads import medium


async def test_without_its_passcode_a_link_says_nothing(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answer = await read(guest, grant)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/passcode-required")
    assert "www-authenticate" not in answer.headers  # no session would open it
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance", "request_id"}
    assert await today(alice, grant) == {"total": 0}


async def test_the_passcode_opens_and_counts_once(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="Atelier e\u0301te\u0301 12", max_views=1)
    answer = await unlock(guest, grant, "Atelier été 12")
    assert answer.json()["content"]["title"] == "Mon stage"
    assert "set-cookie" not in answer.headers
    assert (await today(alice, grant))["opened"] == 1
    assert (await unlock(guest, grant, "Atelier été 12")).json()["type"] == "/problems/link-gone"


async def test_a_link_without_a_passcode_needs_none(alice: Person, guest: httpx.AsyncClient) -> None:
    assert (await unlock(guest, await link_to(alice), "whatever")).status_code == 200


async def test_wrong_passcodes_are_counted_and_limited_for_a_while(
    alice: Person, guest: httpx.AsyncClient, watch: Watch
) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answers = [await unlock(guest, grant, f"atelier {n}") for n in range(10)]
    assert {answer.json()["type"] for answer in answers} == {"/problems/wrong-passcode"}
    refused = await unlock(guest, grant, "atelier 12")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    page = await guest.post(f"/s/{token_of(grant)}/unlock", content="passcode=atelier+12", headers=FORM)
    assert (page.status_code, page.headers["retry-after"]) == (429, "900")
    assert (await today(alice, grant))["wrong_passcodes"] == 10
    watch.advance(minutes=15)
    assert (await unlock(guest, grant, "atelier 12")).status_code == 200


async def test_a_class_that_has_the_passcode_is_not_locked_out(alice: Person, guest: httpx.AsyncClient) -> None:
    """All at once, from one address, after nine wrong ones."""
    grant = await link_to(alice, passcode="atelier 12")
    for _ in range(9):
        assert (await unlock(guest, grant, "atelier 13")).status_code == 403
    answers = await asyncio.gather(*(unlock(guest, grant, "atelier 12") for _ in range(30)))
    assert {answer.status_code for answer in answers} == {200}


async def test_wrong_passcodes_at_once_are_no_more_than_in_a_row(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answers = await asyncio.gather(*(unlock(guest, grant, f"atelier {n}") for n in range(100, 130)))
    assert sorted(answer.status_code for answer in answers) == [403] * 10 + [429] * 20


async def test_who_guesses_elsewhere_locks_nobody_out_but_has_an_end(
    app: FastAPI, alice: Person, guest: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    async with visit_from(app, "192.0.2.1") as elsewhere:
        for _ in range(11):
            await unlock(elsewhere, grant, "wrong")
        assert (await unlock(elsewhere, grant, "atelier 12")).status_code == 429
    assert (await unlock(guest, grant, "atelier 12")).status_code == 200
    monkeypatch.setattr(links, "WRONG_PER_LINK", replace(links.WRONG_PER_LINK, most=12))
    for n, status in enumerate((403, 403, 429)):
        async with visit_from(app, f"192.0.2.{2 + n}") as elsewhere:
            assert (await unlock(elsewhere, grant, "wrong")).status_code == status
    assert (await today(alice, grant))["wrong_passcodes"] == 12


async def test_who_has_the_passcode_gives_no_more_tries_to_who_has_not(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    for _ in range(5):
        await unlock(guest, grant, "wrong")
        await unlock(guest, grant, "wrong")
        assert (await unlock(guest, grant, "atelier 12")).status_code in {200, 429}
    assert (await unlock(guest, grant, "wrong")).status_code == 429


async def test_a_new_passcode_shuts_out_who_had_opened_it_before(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    grant = await share(alice, await publish(alice, await begin(alice, showing(photo["id"]))))
    before = await photo_of(guest, grant)
    changed = await amend(alice, grant, passcode="atelier 12")
    assert (await read(guest, grant)).status_code == 403
    assert (await guest.get(before)).status_code == 404
    after = (await unlock(guest, grant, "atelier 12")).json()["content"]["blocks"][0]["media"]["variants"][0]["url"]
    assert (await guest.get(after)).status_code == 200
    await amend(alice, changed, passcode=None)
    assert (await read(guest, grant)).status_code == 200

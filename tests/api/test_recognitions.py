"""What others confirmed, in what a person publishes; and how it leaves again, wherever it is shown."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support import portraits
from tests.support.endorsements import KARIM, address, ask, asked, confirmed, found, page_of, reply, take_back
from tests.support.grants import token_of
from tests.support.people import Person, Watch, erase, sign_in


async def claims(person: Person, path: str, number: int = 1) -> list[dict[str, Any]]:
    edition = await person.ask("GET", f"{path}/editions/{number}", 200)
    return [item for section in edition["content"]["sections"] for item in section.get("talents", ())]


async def published(runtime: Runtime, person: Person, visitor: httpx.AsyncClient) -> tuple[Any, str]:
    """An endorsement, and the path of a portrait that shows it; its owner writes what we put there ourselves."""
    endorsement = await confirmed(runtime, person, visitor)
    path = await portraits.draw(person, about='{access} "url": "{access}/x"')
    await portraits.publish(person, path)
    return endorsement, path


@pytest.mark.slow
async def test_a_talent_says_so_and_devices_hear_of_it(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    cursor = (await alice.ask("GET", "/v1/sync?types=talent", 200))["next_cursor"]
    endorsement = await confirmed(runtime, alice, guest)
    [change] = (await alice.ask("GET", f"/v1/sync?types=talent&cursor={cursor}", 200))["changes"]
    talent = await alice.ask("GET", f"/v1/talents/{endorsement['skill']['id']}", 200)
    assert (change["type"], change["data"]) == ("talent", talent)
    assert [recognition["name"] for recognition in talent["recognitions"]] == [KARIM["name"]]
    await take_back(alice, endorsement)
    after = await alice.ask("GET", f"/v1/talents/{endorsement['skill']['id']}", 200)
    assert (after["recognitions"], after["version"]) == ([], talent["version"] + 1)


@pytest.mark.slow
async def test_a_claim_says_by_whom_it_is_recognised(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    endorsement, path = await published(runtime, alice, guest)
    [claim] = await claims(alice, path)
    [recognition] = claim["recognitions"]
    assert claim["source"] == "recognised"
    assert recognition == {
        "id": endorsement["id"],
        "name": KARIM["name"],
        "role": KARIM["role"],
        "on": "2026-03-03",
        "comment": KARIM["comment"],
    }


@pytest.mark.slow
@pytest.mark.parametrize("actor", ["person", "endorser"])
async def test_a_withdrawal_reaches_what_was_published(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, actor: str
) -> None:
    endorsement, path = await published(runtime, alice, guest)
    second = await ask(alice, endorsement["skill"]["id"], name="Lea")
    await reply(guest, page_of(runtime, second), "confirmation", name="Léa", role="Voisine")
    await portraits.publish(alice, path)
    link = f"/v1/links/{token_of(await portraits.share(alice, path))}"
    edition = f"{path}/editions/2"
    etag = (await alice.client.get(edition)).headers["etag"]
    assert KARIM["comment"] in (await guest.get(link)).text
    if actor == "person":
        await take_back(alice, endorsement)
    else:
        await reply(guest, page_of(runtime, endorsement), "withdrawal")
    for where in (link, link.replace("/v1/links", "/s")):
        assert "Karim" not in (await guest.get(where)).text
    assert (await alice.client.get(edition, headers={"If-None-Match": etag})).status_code == 200
    (first,), (latest,) = await claims(alice, path, 1), await claims(alice, path, 2)
    assert (first["recognitions"], first["source"]) == ([], "declared")
    assert ([recognition["name"] for recognition in latest["recognitions"]], latest["source"]) == (
        ["Léa"],
        "recognised",
    )
    about = (await alice.ask("GET", edition, 200))["content"]["about"]["fr"]
    assert about == '{access} "url": "{access}/x"'


@pytest.mark.slow
async def test_an_endorser_who_erases_their_account_leaves_nothing_with_others(
    app: FastAPI, alice: Person, runtime: Runtime, watch: Watch, guest: httpx.AsyncClient
) -> None:
    karim = await sign_in(app, email=address())
    given = await confirmed(runtime, alice, guest, email=karim.email, name="Karim Benali")
    endorsement = await asked(runtime, alice, "LEARN.2", email=karim.email, name="Karim Benali")
    await reply(guest, page_of(runtime, endorsement), "refusal")
    path = await portraits.draw(alice)
    await portraits.publish(alice, path)
    assert (await alice.client.get("/v1/notifications")).text.count("Karim Benali answered") == 2
    talent = await alice.ask("GET", f"/v1/talents/{given['skill']['id']}", 200)
    await erase(runtime, watch, karim)
    for where in (f"{path}/editions/1", "/v1/notifications", "/v1/endorsements", "/v1/endorsements"):
        assert "Karim" not in (await alice.client.get(where)).text
    after = await alice.ask("GET", f"/v1/talents/{given['skill']['id']}", 200)
    assert (after["recognitions"], after["version"]) == ([], talent["version"] + 1)
    assert (await found(alice, given))["state"] == "withdrawn"
    assert (await found(alice, endorsement))["state"] == "declined"


async def test_it_leaves_in_the_formats_of_others_too(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement, path = await published(runtime, alice, guest)
    forms = {suffix: f"{path}/editions/1.{suffix}" for suffix in ("jsonresume", "europass", "jsonld", "badges")}
    for suffix, form in forms.items():
        answer = await alice.client.get(form)
        assert answer.status_code == 200
        assert "Karim" in answer.text or suffix == "badges"
    assert len(json.loads((await alice.client.get(forms["badges"])).content)["verifiableCredential"]) == 1
    by_type = await alice.client.get(f"{path}/editions/1", headers={"Accept": "application/vnd.jsonresume+json"})
    assert by_type.headers["content-type"] == "application/vnd.jsonresume+json"
    assert by_type.headers["content-disposition"] == 'attachment; filename="resume.json"'
    await take_back(alice, endorsement)
    for form in forms.values():
        assert "Karim" not in (await alice.client.get(form)).text
    assert json.loads((await alice.client.get(forms["badges"])).content)["verifiableCredential"] == []


@pytest.mark.slow
async def test_what_somebody_else_published_stays_as_it_was(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
    endorsement, _ = await published(runtime, alice, guest)
    _, path = await published(runtime, bob, guest)
    before = (await bob.client.get(f"{path}/editions/1")).content
    await take_back(alice, endorsement)
    assert (await bob.client.get(f"{path}/editions/1")).content == before


async def test_nothing_is_published_that_is_taken_back_meanwhile(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    paths = [await portraits.draw(alice) for _ in range(4)]
    publishing = [portraits.publish(alice, path) for path in paths]
    await asyncio.gather(*publishing[:2], take_back(alice, endorsement), *publishing[2:])
    recognitions = [claim["recognitions"] for path in paths for claim in await claims(alice, path)]
    assert recognitions == [[]] * 4


@pytest.mark.slow
async def test_what_is_hidden_is_kept_and_shown_nowhere(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement, path = await published(runtime, alice, guest)
    where_path, headers = f"/v1/endorsements/{endorsement['id']}", {"If-Match": f'"{endorsement["version"]}"'}
    await bob.ask("PATCH", where_path, 404, json={"hidden": True}, headers=headers)
    await alice.ask("PATCH", where_path, 428, json={"hidden": True})
    for wrong in ({"hidden": "yes"}, {"comment": "Parfaite."}):
        await alice.ask("PATCH", where_path, 422, json=wrong, headers=headers)
    answer = await alice.ask("PATCH", where_path, 200, json={"hidden": True}, headers=headers)
    assert answer == endorsement | {"hidden": True, "version": endorsement["version"] + 1}
    [claim] = await claims(alice, path)
    assert (claim["recognitions"], claim["source"]) == ([], "declared")
    talent = f"/v1/talents/{endorsement['skill']['id']}"
    assert (await alice.ask("GET", talent, 200))["recognitions"] == []
    assert (await alice.client.get(f"{where_path}/credential")).status_code == 200
    await alice.ask("PATCH", where_path, 200, json={"hidden": None}, headers={"If-Match": f'"{answer["version"]}"'})
    assert [recognition["id"] for recognition in (await alice.ask("GET", talent, 200))["recognitions"]] == [
        endorsement["id"]
    ]
    assert (await claims(alice, path))[0]["recognitions"] == []  # frozen without it
    await portraits.publish(alice, path)
    assert (await claims(alice, path, 2))[0]["source"] == "recognised"

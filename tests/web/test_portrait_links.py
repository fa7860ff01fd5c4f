"""A portrait opened by its link: the page, the stories that are pinned to it, and the file."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from app.core.uow import Runtime
from tests.support.grants import FORM, amend, revoke, token_of
from tests.support.people import FULL, Person, Watch, capture
from tests.support.portraits import draw, endorse, publish, share, talent
from tests.support.stories import begin, text
from tests.support.stories import publish as publish_story

DOWNLOAD = ["view", "download"]


@pytest.fixture
async def path(alice: Person, runtime: Runtime) -> str:
    """Of a portrait that is published, with a story pinned to it."""
    moment = await capture(alice, FULL | {"title": "Mon premier mur 😅 œuvre d’Élodie"})
    await endorse(runtime, alice, await talent(runtime, alice, "LEARN.1", moment))
    story = await publish_story(alice, await begin(alice, text("Le béton prend."), title="Un an de chantier"))
    portrait_path = await draw(alice, headline="Maçonne", pinned_stories=[story["id"]])
    await publish(alice, portrait_path)
    return portrait_path


def address(grant: dict[str, Any], suffix: str = "") -> str:
    return f"/s/{token_of(grant)}{suffix}"


async def contents(guest: httpx.AsyncClient, grant: dict[str, Any]) -> Any:
    return (await guest.get(f"/v1/links/{token_of(grant)}")).json()["content"]


async def pinned(guest: httpx.AsyncClient, grant: dict[str, Any]) -> str:
    """The address of the story that is."""
    content = await contents(guest, grant)
    [story] = next(section["stories"] for section in content["sections"] if section["kind"] == "stories")
    address: str = story["url"]
    return address


async def test_a_link_opens_the_page_of_a_portrait(alice: Person, guest: httpx.AsyncClient, path: str) -> None:
    grant = await share(alice, path)
    answer = await guest.get(address(grant))
    assert answer.status_code == 200
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "Mon premier mur 😅" in answer.text
    assert "recognised by Karim" in answer.text
    assert "reconnu par Karim" in (await guest.get(address(grant), params={"lang": "fr"})).text
    assert ".pdf" not in answer.text
    response = await guest.get(address(grant))
    assert response.text == answer.text


async def test_the_story_that_is_pinned_opens_from_the_portrait(
    alice: Person, guest: httpx.AsyncClient, path: str
) -> None:
    grant = await share(alice, path)
    story = await pinned(guest, grant)
    answer = await guest.get(story)
    assert (answer.status_code, "Le béton prend." in answer.text) == (200, True)
    assert (await guest.get(story + "0")).status_code == 404
    assert (await guest.get(story.rpartition("/")[0] + "/nothing")).status_code == 404
    await revoke(alice, grant)
    assert (await guest.get(story)).status_code == 404


@pytest.mark.slow
async def test_a_portrait_is_taken_along_where_that_right_was_given(
    alice: Person, guest: httpx.AsyncClient, path: str
) -> None:
    grant = await share(alice, path)
    assert (await contents(guest, grant))["pdf"] is None
    assert (await guest.get(address(grant, ".pdf"))).status_code == 404
    grant = await amend(alice, grant, rights=DOWNLOAD)
    file = (await contents(guest, grant))["pdf"]["url"]
    grant = await amend(alice, grant, rights=["view"])
    assert (await guest.get(file)).status_code == 404
    grant = await amend(alice, grant, rights=DOWNLOAD)
    assert f'href="{file}"' in (await guest.get(address(grant))).text
    for item in (address(grant, ".pdf"), file):
        answer = await guest.get(item)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["cache-control"] == "private, no-store"
        shown_text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        assert "œuvre d’Élodie" in shown_text
    await revoke(alice, grant)
    for item in (address(grant, ".pdf"), file):
        assert (await guest.get(item)).status_code == 404


@pytest.mark.slow
async def test_what_a_used_up_link_leads_to_ends_five_minutes_after(
    alice: Person, guest: httpx.AsyncClient, path: str, watch: Watch
) -> None:
    grant = await share(alice, path, rights=DOWNLOAD, max_views=1)
    content = await contents(guest, grant)
    [story] = next(section["stories"] for section in content["sections"] if section["kind"] == "stories")
    for minutes, status in ((0, 200), (4, 200), (1, 404)):
        watch.advance(minutes=minutes)
        assert [(await guest.get(item)).status_code for item in (content["pdf"]["url"], story["url"])] == [status] * 2
    await amend(alice, grant, max_views=2)
    assert (await guest.get(story["url"])).status_code == 200


async def test_behind_a_passcode_all_opens_with_it_and_nothing_without(
    alice: Person, guest: httpx.AsyncClient, path: str
) -> None:
    grant = await share(alice, path, passcode="atelier 12", rights=DOWNLOAD)
    for item in (address(grant), address(grant, ".pdf")):
        assert "Mon premier mur" not in (await guest.get(item)).text
    page = await guest.post(address(grant, "/unlock"), content="passcode=atelier+12", headers=FORM)
    assert "Mon premier mur" in page.text
    file = page.text.partition('href="http://test/m/')[2].partition('"')[0]
    links = {part.partition('"')[0] for part in page.text.split('href="http://test/m/')[1:]}
    assert file in links
    assert {(await guest.get(f"/m/{link}")).status_code for link in links} == {200}


async def test_a_story_has_no_file(alice: Person, guest: httpx.AsyncClient) -> None:
    story = await publish_story(alice, await begin(alice, text("Le béton prend.")))
    target = {"target": {"type": "story", "id": story["id"]}, "audience": {"type": "link"}, "purpose": "personal"}
    grant = await alice.ask("POST", "/v1/grants", 201, json=target | {"rights": DOWNLOAD})
    assert (await guest.get(address(grant, ".pdf"))).status_code == 404


@pytest.mark.slow
async def test_who_is_signed_in_reads_the_page_and_the_file_by_the_api(
    alice: Person, bob: Person, guest: httpx.AsyncClient, path: str
) -> None:
    grant = await share(alice, path, audience={"type": "user", "id": str(bob.id)})
    page = await bob.client.get(f"{path}/editions/1", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await bob.client.get(f"{path}/editions/1.pdf")).status_code == 403
    assert (await bob.ask("GET", path, 200))["content"]["pdf"] is None
    grant = await amend(alice, grant, rights=DOWNLOAD)
    content = (await bob.ask("GET", path, 200))["content"]
    grant = await amend(alice, grant, rights=["view"])
    assert (await guest.get(content["pdf"]["url"])).status_code == 404
    grant = await amend(alice, grant, rights=DOWNLOAD)
    for item in (f"{path}/editions/1.pdf", content["pdf"]["url"]):
        assert (await bob.client.get(item)).content.startswith(b"%PDF")
    own = await alice.client.get(f"{path}/editions/1.pdf")
    assert own.headers["content-disposition"] == 'attachment; filename="Portrait of Alice.pdf"'


def sheet(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


@pytest.mark.slow
async def test_paper_made_through_a_link_leads_to_that_link_if_it_ends(
    alice: Person, bob: Person, guest: httpx.AsyncClient, path: str, watch: Watch
) -> None:
    await alice.ask("PATCH", "/v1/me", 200, json={"display_name": "Zoé Łukasz", "timezone": "Europe/Paris"})
    await publish(alice, path)
    end: dict[str, Any] = {"ends_at": (watch.now + timedelta(days=30)).isoformat()}
    ending, limited = await share(alice, path, rights=DOWNLOAD, **end), {"max_views": 9}
    counted, endless = [await share(alice, path, rights=DOWNLOAD, **terms) for terms in (end | limited, {})]
    for grant in (ending, counted, endless):
        file = (await contents(guest, grant))["pdf"]["url"]
        for item in (address(grant, ".pdf"), file):
            answer = await guest.get(item)
            assert (f"/s/{token_of(grant)}" in sheet(answer)) is (grant is ending)
            assert answer.headers["content-disposition"].startswith('inline; filename="Portrait ')
            assert answer.headers["content-disposition"].endswith("Zo%C3%A9%20%C5%81ukasz.pdf")
    own = f"{path}/editions/2.pdf"
    assert "/s/" not in sheet(await alice.client.get(own))
    assert f"/s/{token_of(ending)}" in sheet(await alice.client.get(own, params={"link": ending["id"], "pages": 1}))
    for grant in (counted, endless):
        refusal = await alice.client.get(own, params={"link": grant["id"]})
        assert (refusal.status_code, refusal.json()["type"]) == (409, "/problems/link-without-end")
    await share(alice, path, audience={"type": "user", "id": str(bob.id)}, rights=DOWNLOAD)
    assert "/s/" not in sheet(await bob.client.get(own))
    assert (await bob.client.get(own, params={"link": ending["id"]})).status_code == 404
    elsewhere = await draw(alice, headline="Autre")
    await publish(alice, elsewhere)
    assert (await alice.client.get(f"{elsewhere}/editions/1.pdf", params={"link": ending["id"]})).status_code == 404
    await revoke(alice, ending)
    assert (await alice.client.get(own, params={"link": ending["id"]})).status_code == 409
    assert (await alice.client.get(own, params={"pages": 3})).status_code == 422


async def test_letters_that_paper_cannot_show_are_named_before_and_at_publication(alice: Person, path: str) -> None:
    assert (await alice.ask("GET", f"{path}/draft", 200))["warnings"] == []
    await alice.ask("PATCH", "/v1/me", 200, json={"display_name": "王小明 ليلى"})
    warnings = (await alice.ask("GET", f"{path}/draft", 200))["warnings"]
    assert [(item["code"], item["characters"]) for item in warnings] == [("no_glyph", "王小明")]
    assert "王 小 明" in warnings[0]["detail"]["fr"]
    published = await publish(alice, path)
    assert (published["edition"], published["warnings"]) == (2, warnings)
    assert "□□□" in sheet(await alice.client.get(f"{path}/editions/2.pdf"))

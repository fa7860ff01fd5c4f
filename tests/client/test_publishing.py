"""A carnet is published, with and without network; its story is read, changed, hidden, withdrawn."""

from typing import Any

import pytest

from app.core.ids import uuid7
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.client.test_journals import reconnect
from tests.support import stories
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.people import NOW, Person, capture

pytestmark = pytest.mark.slow


async def begin(owner: Person, title: str = "Mon chantier") -> str:
    """Make a carnet with a moment in which somebody is named; return its path."""
    body = {"lived_at": NOW.isoformat(), "utc_offset": 60, "title": "Le mur", "text": "Droit.", "people": ["Enzo"]}
    moment = await capture(owner, body)
    text = {"id": "t", **stories.text("On apprend en faisant.")}
    return await stories.begin(owner, {"id": "m", **stories.of(moment)}, text, title=title)


def screen_of(path: str) -> str:
    return path.removeprefix("/v1")


async def publish(phone: Phone, path: str) -> None:
    """Tick and publish, in the way a person does."""
    await phone.open(f"{screen_of(path)}/publish")
    await phone.page.wait_for_selector(".sentence", timeout=WAIT)
    for box in await phone.page.locator(".to-tick input").all():
        await box.check()
    await phone.page.click("section > .button >> text=Publier")
    await phone.page.wait_for_selector(".edition", timeout=WAIT)


async def test_a_carnet_is_published_changed_and_withdrawn(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    path = do(live, begin(owner))
    await phone.sign_in(owner.email)
    await phone.open(screen_of(path))
    await phone.page.click("text=Publier ce carnet", timeout=WAIT)
    assert "Personne ne la voit" in await phone.page.inner_text(".sentence", timeout=WAIT)
    await phone.page.click("section > .button")
    assert await phone.page.inner_text("[role=alert]") == "Coche d’abord ce qui manque."
    assert do(live, owner.ask("GET", "/v1/stories", 200))["items"] == []
    await phone.page.click("summary:has-text('conseils')")
    await phone.page.click("li:has-text('résumé') summary")
    await phone.page.fill("li:has-text('résumé') textarea", "Un mur et ce qu’il apprend.")
    await phone.page.click("li:has-text('résumé') button")
    await phone.page.wait_for_selector("li:has-text('résumé')", state="detached", timeout=WAIT)
    await publish(phone, path)
    await change_and_publish_again(phone, path)
    [story] = do(live, owner.ask("GET", "/v1/stories", 200))["items"]
    assert (story["edition"], story["summary"]) == (2, "Un mur et ce qu’il apprend.")
    await phone.page.click("summary:has-text('Retirer cette story')")
    await phone.page.click(".acts .button")
    await phone.page.wait_for_selector("main h1:has-text('Mes stories')", timeout=WAIT)
    await phone.page.wait_for_selector("text=retirée le", timeout=WAIT)
    [story] = do(live, owner.ask("GET", "/v1/stories", 200))["items"]
    assert story["withdrawn_at"] is not None


async def change_and_publish_again(phone: Phone, path: str) -> None:
    await phone.page.click("text=Reprendre le carnet")
    await phone.page.fill("#block-t", "On apprend en ratant.", timeout=WAIT)
    await phone.everything_sent()
    await phone.page.click("text=Voir la story")
    assert "Ajouté\u00a0: On apprend en ratant." in await phone.page.inner_text(".own section", timeout=WAIT)
    assert "On apprend en faisant." in await phone.page.inner_text(".edition")
    await phone.page.click("text=Publier une nouvelle version")
    await phone.page.click("section > .button >> text=Publier", timeout=WAIT)
    await phone.page.wait_for_selector(".edition >> text=version 2", timeout=WAIT)
    await phone.page.click(".chips a:has-text('version 1')")
    await phone.page.wait_for_selector("text=plus ancienne", timeout=WAIT)
    assert "On apprend en faisant." in await phone.page.inner_text(".edition")


async def test_a_publication_that_is_prepared_without_network_asks_again(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    path = do(live, begin(owner))
    await phone.sign_in(owner.email)
    await phone.open(f"{screen_of(path)}/publish")
    await phone.page.wait_for_selector(".sentence", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.open(f"{screen_of(path)}/publish")
    await phone.page.click(".tinted button", timeout=WAIT)
    await phone.page.wait_for_selector("text=C’est préparé")
    await reconnect(phone)
    await phone.page.wait_for_selector(".sentence", timeout=WAIT)
    assert do(live, owner.ask("GET", "/v1/stories", 200))["items"] == []  # nobody has agreed yet
    await phone.open("/journals")
    await phone.page.click("text=Le publier maintenant", timeout=WAIT)
    await phone.page.check(".to-tick input", timeout=WAIT)
    await phone.page.click("section > .button >> text=Publier")
    await phone.page.wait_for_selector(".edition", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.open(phone.page.url.split("/app")[1])
    await phone.page.wait_for_selector("text=comme tu l’as vue la dernière fois", timeout=WAIT)
    assert "On apprend en faisant." in await phone.page.inner_text(".edition")
    await phone.open("/journals")
    assert await phone.page.locator("text=Tu voulais publier").count() == 0


async def test_a_photo_is_described_where_it_is_missed(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    photo = do(live, stories.medium(owner.runtime, owner))
    path = do(live, stories.begin(owner, stories.showing(photo)))
    await phone.sign_in(owner.email)
    await phone.open(f"{screen_of(path)}/publish")
    await phone.page.wait_for_selector(".to-tick:has-text('sans description')", timeout=WAIT)
    await phone.page.click(".warnings li:has-text('description') summary")
    await phone.page.fill(".warnings li:has-text('description') input", "Un mur de parpaings.")
    await phone.page.click(".warnings li:has-text('description') button")
    await phone.page.wait_for_selector(".to-tick:has-text('sans description')", state="detached", timeout=WAIT)
    assert do(live, owner.ask("GET", f"/v1/media/{photo}", 200))["alt"] == "Un mur de parpaings."


async def test_who_is_too_young_is_led_to_an_adult(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    path = do(live, begin(owner))
    year = live.app.state.runtime.clock().year - 14
    headers = {"Confirm-Birth-Year": str(year)}
    do(live, owner.ask("PATCH", "/v1/me", 200, json={"birth_year": year}, headers=headers))
    await phone.sign_in(owner.email)
    await phone.open(f"{screen_of(path)}/publish")
    link = await phone.page.wait_for_selector("[role=alert] a", timeout=WAIT)
    assert link is not None
    assert await link.get_attribute("href") == "/app/me/guardian"
    assert await phone.page.locator(".sentence").count() == 0
    assert await faults(phone, f"{screen_of(path)}/publish") == []


async def hide(manager: Person, author: Person, story: dict[str, Any]) -> None:
    """Give the story to a community, where its manager hides it."""
    community_id = await gather(manager.runtime, manager, author)
    grant = {
        "id": str(uuid7()),
        "target": {"type": "story", "id": story["id"]},
        "audience": {"type": "community", "id": str(community_id)},
        "purpose": "personal",
    }
    await author.ask("POST", "/v1/grants", 201, json=grant)
    target = {"type": "story", "id": story["id"]}
    flag = await manager.ask(
        "POST", "/v1/flags", 201, json={"target": target, "reason": "other", "text": "Une adresse."}
    )
    decision = {"decision": "hide", "reason": "On y lit une adresse."}
    await manager.ask("PUT", f"/v1/flags/{flag['id']}/decision", 200, json=decision)


async def test_a_story_that_is_hidden_says_why_and_takes_one_appeal(phone: Phone, live: Live) -> None:
    manager, author = live.sign_in(), live.sign_in()
    path = do(live, stories.begin(author, stories.text()))
    story = do(live, stories.publish(author, path))
    do(live, hide(manager, author, story))
    await phone.sign_in(author.email)
    screen = f"/stories/{story['id']}"
    await phone.open(screen)
    assert "On y lit une adresse." in await phone.page.inner_text(".own .tinted", timeout=WAIT)
    await phone.page.click("summary:has-text('Dire pourquoi')")
    await phone.page.fill(".own textarea", "L’adresse est celle de l’école.")
    await phone.open(screen)  # what was written stays until it is sent
    await phone.page.click("summary:has-text('Dire pourquoi')", timeout=WAIT)
    await phone.page.click(".own form .button")
    await phone.page.wait_for_selector("text=Tu as répondu", timeout=WAIT)
    [hiding] = do(live, author.ask("GET", "/v1/hidings", 200))["items"]
    assert hiding["appeal"] == "L’adresse est celle de l’école."
    assert await faults(phone, screen) == []


async def test_screens_of_stories_have_no_fault(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    path = do(live, begin(owner))
    await phone.sign_in(owner.email)
    assert await faults(phone, "/stories") == []
    assert await faults(phone, f"{screen_of(path)}/publish") == []
    await phone.page.wait_for_selector(".sentence", timeout=WAIT)
    await publish(phone, path)
    screen = phone.page.url.split("/app")[1]
    for each in ("/stories", screen, screen_of(path)):
        assert await faults(phone, each) == []

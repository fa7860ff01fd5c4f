"""Carnets: begun, composed and put in order without network; two phones write the same one."""

from typing import Any

import pytest

from tests.client.conftest import NewPhone
from tests.client.looks import LANGUAGES, faults
from tests.client.phones import WAIT, Phone, do, picture
from tests.support import stories
from tests.support.live import Live
from tests.support.people import Person

pytestmark = pytest.mark.slow
SCREENS = ("/journals", "/journals/{id}", "/journals/{id}/add")


async def reconnect(phone: Phone) -> None:
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()


async def begin(phone: Phone, title: str) -> str:
    """Make a carnet in the way a person does, and return its id."""
    await phone.open("/journals")
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    if not await phone.page.is_visible("#name"):
        await phone.page.click("summary")
    await phone.page.fill("#name", title)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".compose", timeout=WAIT)
    return phone.page.url.rsplit("/", 1)[-1]


def shapes(journal: dict[str, Any]) -> list[str]:
    return [block.get("text") or block["kind"] for block in journal["blocks"]]


async def pick(phone: Phone, *words: str) -> None:
    """Add the moments in which these words stand, in that order."""
    await phone.page.click(".add .button")
    for each in words:
        await phone.page.fill("input[type=search]", each)
        await phone.page.check(f".picks li:has-text('{each}') input")
    await phone.page.click(".at-thumb button")
    await phone.page.wait_for_selector(".block strong")


async def add(phone: Phone, kind: str, words: str) -> None:
    await phone.page.click(f".add >> text={kind}")
    await phone.page.wait_for_selector(".block :focus")
    await phone.page.keyboard.type(words)


async def drag(phone: Phone, place: int) -> None:
    """Draw the block of that place over the first one, by its handle."""
    grip = await phone.page.locator(f".block:nth-child({place}) .grip").bounding_box()
    first = await phone.page.locator(".block").first.bounding_box()
    assert grip is not None
    assert first is not None
    await phone.page.mouse.move(grip["x"] + 20, grip["y"] + 20)
    await phone.page.mouse.down()
    await phone.page.mouse.move(first["x"] + 40, first["y"] + 10, steps=12)
    await phone.page.mouse.up()


async def test_a_carnet_is_composed_without_network(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    await phone.context.set_offline(True)
    await phone.write("Le premier mur.")
    await phone.write("La deuxième porte.")
    await phone.open("/")
    await phone.page.click(".tabs >> text=Carnets", timeout=WAIT)
    await begin(phone, "Mon chantier")
    await pick(phone, "porte", "mur")
    assert await phone.page.locator(".block strong").all_inner_texts() == ["La deuxième porte", "Le premier mur"]
    await phone.page.click(".block:nth-child(2) >> text=Monter")
    assert await phone.page.inner_text("[role=status]:has-text('Maintenant')") == "Maintenant 1 sur 2."
    await add(phone, "Ajouter un titre", "La suite")
    await add(phone, "Ajouter un texte", "On apprend en faisant. ")
    await reconnect(phone)
    await phone.page.keyboard.type("Et en ratant.")  # a blank before it was typed, and sent
    await drag(phone, 4)
    await phone.page.click(".block:nth-child(2) >> text=Enlever")
    await phone.page.click(".toast button")
    await phone.everything_sent()
    [journal] = do(live, owner.ask("GET", "/v1/journals", 200))["items"]
    assert journal["title"] == "Mon chantier"
    assert shapes(journal) == ["On apprend en faisant. Et en ratant.", "experience", "experience", "## La suite"]


@pytest.fixture
async def two_phones(new_phone: NewPhone) -> tuple[Phone, Phone]:
    return await new_phone(), await new_phone()


async def test_two_phones_write_one_carnet(two_phones: tuple[Phone, Phone], live: Live) -> None:
    """Each block is merged alone; where both wrote the same one, both texts stand, and it is said."""
    owner = live.sign_in()
    texts = ({"id": name, **stories.text(f"Le texte {name}.")} for name in ("a", "b"))
    path = do(live, stories.begin(owner, *texts))
    one, other = two_phones
    for phone in two_phones:
        await phone.sign_in(owner.email)
        await phone.open(path.removeprefix("/v1"))
        await phone.page.wait_for_selector("#block-a", timeout=WAIT)
        await phone.context.set_offline(True)
    await one.page.fill("#block-a", "Réécrit ici.")
    await one.page.click(".block:nth-child(2) >> text=Monter")
    await other.page.fill("#block-b", "Réécrit là.")
    await add(other, "Ajouter un texte", "Ajouté là.")
    for phone in (one, other, one):
        await reconnect(phone)
    assert shapes(do(live, owner.ask("GET", path, 200))) == ["Réécrit là.", "Ajouté là.", "Réécrit ici."]
    await other.value_is("#block-a", "Réécrit ici.")  # shown when the run is over, a little after all is sent
    await one.value_is("#block-b", "Réécrit là.")
    assert await other.page.locator(".versions").count() == 0
    for phone, words in ((one, "Un mot d’ici."), (other, "Un mot de là.")):
        await phone.context.set_offline(True)
        await phone.fill("#block-a", words)
    await reconnect(one)
    await reconnect(other)
    merged = do(live, owner.ask("GET", path, 200))["blocks"][2]["text"]
    assert {"Un mot d’ici.", "Un mot de là."} == set(merged.split("\n\n⁂\n\n"))
    assert "Deux versions" in await other.page.inner_text(".versions", timeout=WAIT)


async def test_a_carnet_is_deleted_with_a_way_back_or_with_its_story(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    do(live, publish_story(owner))
    await phone.sign_in(owner.email)
    await begin(phone, "Pour rien")
    await phone.page.click(".acts .link")
    await phone.page.click(".toast button", timeout=WAIT)
    await phone.page.click(".card >> text=Pour rien", timeout=WAIT)
    await phone.page.wait_for_selector(".compose")
    await phone.open("/journals")
    await phone.page.click(".card >> text=Mon stage", timeout=WAIT)
    await phone.page.click("details.acts summary")
    assert "story disparaît" in await phone.page.inner_text(".acts .fault")
    await phone.page.click(".acts .button")
    await phone.everything_sent()
    assert [item["title"] for item in do(live, owner.ask("GET", "/v1/journals", 200))["items"]] == ["Pour rien"]
    assert do(live, owner.ask("GET", "/v1/stories", 200))["items"] == []


async def publish_story(person: Person) -> None:
    await stories.publish(person, await stories.begin(person, stories.text()))


async def test_screens_of_carnets_have_no_fault(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    await phone.sign_in(owner.email)
    for language in LANGUAGES:
        await phone.open("/me")
        await phone.page.click(f".chips >> text='{language}'", timeout=WAIT)
        await phone.page.wait_for_selector(f"[aria-pressed=true] >> text='{language}'", timeout=WAIT)
        assert await faults(phone, "/journals") == []
    await phone.photograph(picture())
    await phone.write("Un mur.")
    identity = await begin(phone, "Mon chantier")
    for path in SCREENS:  # without anything in it, then with all that there is
        assert await faults(phone, path.format(id=identity)) == []
    await phone.page.locator(".picks input").nth(0).check()
    await phone.page.locator(".picks input").nth(1).check()
    await phone.page.click(".at-thumb button")
    await phone.page.click("text=Ajouter un titre")
    await phone.page.keyboard.type("Un titre assez long pour tenir sur deux lignes")
    await phone.page.click("text=Ajouter un texte")
    await phone.page.keyboard.type("Un texte.")
    await phone.everything_sent()
    for path in SCREENS:
        assert await faults(phone, path.format(id=identity)) == []

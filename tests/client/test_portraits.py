"""The portrait: it composes itself, is chosen line by line, published, taken along and withdrawn."""

from typing import Any

import pytest

from app.core.ids import uuid7
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, somebody
from tests.support import talents
from tests.support.live import Live
from tests.support.people import FULL, Person, capture

pytestmark = pytest.mark.slow


async def arrive(phone: Phone, live: Live) -> Person:
    """Sign in as somebody with a moment and two talents, one of which the moment shows."""
    person = live.sign_in()
    moment = do(live, capture(person, FULL | {"people": []}))
    do(live, talents.claim(person, "CREA.2", evidence=[moment["id"]]))
    do(live, talents.claim(person, "COM.3"))
    await phone.sign_in(person.email)
    return person


async def portrait_of(live: Live, person: Person) -> Any:
    [portrait] = do(live, person.ask("GET", "/v1/portraits", 200))["items"]
    draft = do(live, person.ask("GET", f"/v1/portraits/{portrait['id']}/draft", 200))
    return portrait | {
        "lines": [line["key"] for part in draft["content"]["sections"] for line in part.get("talents", [])]
    }


async def test_a_portrait_composes_itself(phone: Phone, live: Live) -> None:
    """Begun and worded without network; each line says where it comes from, and can be left out and brought back."""
    person = await arrive(phone, live)
    await phone.open("/portrait")
    await phone.page.wait_for_selector("text=Composer mon Portrait", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.page.click("text=Composer mon Portrait")
    await phone.page.fill("#headline", "J’aime quand c’est d’aplomb", timeout=WAIT)
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.page.wait_for_selector(".paper >> text=J’aime quand c’est d’aplomb", timeout=WAIT)
    line = ".told:has-text('Fabriquer')"
    await phone.page.click(f"{line} summary")
    await phone.page.wait_for_selector(f"{line} a >> text=Mon premier mur droit", timeout=WAIT)
    await phone.page.click(f"{line} >> text=Ne pas montrer")
    await phone.page.wait_for_selector(line, state="detached", timeout=WAIT)
    await phone.everything_sent()
    assert (await portrait_of(live, person))["lines"] == [talents.skill("COM.3")]
    await phone.page.click("summary >> text=1 laissé de côté")
    await phone.page.click("text=Montrer « Fabriquer")
    await phone.page.wait_for_selector(line, timeout=WAIT)
    await phone.page.click("section:has(.told:has-text('Fabriquer')) >> text=Enlever cette partie")
    await phone.page.wait_for_selector(line, state="detached", timeout=WAIT)
    await phone.page.click("summary >> text=Ajouter une partie")
    await phone.page.click(".chips >> text=Ce que je sais faire")
    await phone.page.wait_for_selector(line, timeout=WAIT)


async def test_a_portrait_is_published(phone: Phone, live: Live) -> None:
    """After the sentence that is agreed to; then it is taken along, and withdrawn."""
    person = await arrive(phone, live)
    await phone.open("/portrait")
    await phone.page.click("text=Composer mon Portrait", timeout=WAIT)
    await phone.page.wait_for_selector(".paper .told", timeout=WAIT)
    await phone.page.click(".publishing > .button")
    await phone.page.wait_for_selector(".note >> text=Je publie", timeout=WAIT)
    await phone.page.click("text=Oui, je publie")
    await phone.page.wait_for_selector("text=C’est publié.", timeout=WAIT)
    await phone.page.wait_for_selector("text=Le brouillon dit la même chose.", timeout=WAIT)
    portrait = await portrait_of(live, person)
    assert portrait["edition"] == 1
    consents = do(live, person.ask("GET", "/v1/me/consents", 200))["items"]
    assert [one["version_stated"] for one in consents if one["kind"] == "publish"] == [True]
    async with phone.page.expect_download() as taken:
        await phone.page.click("text=Prendre en PDF")
    assert (await (await taken.value).path()).read_bytes().startswith(b"%PDF")


async def test_what_was_published_is_withdrawn(phone: Phone, live: Live) -> None:
    person = await arrive(phone, live)
    portrait_id = uuid7()
    path = f"/v1/portraits/{portrait_id}"
    do(live, person.ask("PUT", path, 201, json={}))
    do(live, person.ask("PUT", f"{path}/publication", 201))
    await phone.open("/portrait")
    await phone.page.wait_for_selector("text=Le brouillon dit la même chose.", timeout=WAIT)
    await phone.page.fill("#headline", "Autre chose")
    await phone.page.wait_for_selector("text=Le brouillon a changé depuis.", timeout=WAIT)
    assert await faults(phone, f"/portrait/{portrait_id}") == []
    await phone.page.evaluate("document.documentElement.style.fontSize = ''")
    await phone.page.click("text=Ne plus le publier")
    await phone.page.click("text=Oui, l’enlever")
    await phone.page.wait_for_selector("text=Personne ne le voit encore.", timeout=WAIT)
    assert (await portrait_of(live, person))["withdrawn_at"] is not None


async def test_photos_without_words_are_asked_about(phone: Phone, live: Live) -> None:
    person = live.sign_in()
    do(live, capture(person, FULL | {"people": ["Karim"]}))
    await phone.sign_in(person.email)
    await phone.open("/portrait")
    await phone.page.click("text=Composer mon Portrait", timeout=WAIT)
    await phone.page.wait_for_selector(".paper .told", timeout=WAIT)
    await phone.page.click(".publishing > .button")
    for _ in range(2):  # the people are asked about before or after the sentence is read
        await phone.page.wait_for_selector(".note .button:not(.plain)", timeout=WAIT)
        if await phone.page.locator("text=On y parle de Karim").count():
            await phone.page.click("text=Oui, publier quand même")
        elif await phone.page.locator("text=Oui, je publie").count():
            await phone.page.click("text=Oui, je publie")
        await phone.page.wait_for_timeout(700)
    await phone.page.wait_for_selector("text=C’est publié.", timeout=WAIT)
    assert (await portrait_of(live, person))["edition"] == 1


async def test_screens_without_anything_to_show(phone: Phone) -> None:
    await phone.sign_in(somebody())
    assert await faults(phone, "/portrait") == []
    assert "Il te faut une story ou un talent." in await phone.page.inner_text("main")

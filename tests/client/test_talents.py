"""Talents: said without network, shown by moments, confirmed by others."""

import pytest

from tests.client.conftest import NewPhone
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, somebody
from tests.support import talents
from tests.support.live import Live
from tests.support.mails import received, text_of
from tests.support.people import FULL, capture

pytestmark = pytest.mark.slow
REPAIR = talents.skill("CREA.2")
LISTEN = talents.skill("COM.3")


async def back_online(phone: Phone) -> None:
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()


async def test_a_talent_is_added_without_network(phone: Phone, live: Live) -> None:
    person = live.sign_in()
    await phone.sign_in(person.email)
    await phone.open("/talents")
    await phone.page.wait_for_selector("text=Raconte trois moments", timeout=WAIT)
    await phone.page.click("a >> text=Ajouter un talent")
    await phone.page.wait_for_selector(".found button", timeout=WAIT)
    await phone.page.fill("#skill", "bricoler")
    await phone.page.wait_for_selector(".found >> text=Fabriquer ou réparer de ses mains", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.open("/talents/add")
    await phone.page.fill("#skill", "réparer de ses mains", timeout=WAIT)
    await phone.page.wait_for_selector("text=Sans réseau, on cherche", timeout=WAIT)
    await phone.page.click(".found button >> text=Fabriquer ou réparer")
    await phone.page.click(".chips >> text=Je transmets", timeout=WAIT)
    await phone.page.click(".chips >> text=Sans aide")
    await back_online(phone)
    [talent] = do(live, person.ask("GET", "/v1/talents", 200))["items"]
    assert (talent["skill"]["id"], talent["stance"], talent["level"]) == (REPAIR, "offers", 3)
    await phone.open("/talents")
    await phone.page.wait_for_selector("h2 >> text=Créer et entreprendre", timeout=WAIT)


async def test_a_talent_that_is_taken_out_comes_back(phone: Phone, live: Live) -> None:
    person = live.sign_in()
    do(live, talents.claim(person, "CREA.2", stance="offers"))
    await phone.sign_in(person.email)
    assert [
        fault for path in ("/talents", "/talents/add", f"/talents/{REPAIR}") for fault in await faults(phone, path)
    ] == []
    await phone.page.evaluate("document.documentElement.style.fontSize = ''")
    await phone.page.click("text=Enlever de mes talents")
    await phone.page.click(".toast .link", timeout=WAIT)
    await phone.page.wait_for_selector(".card >> text=Fabriquer ou réparer", timeout=WAIT)
    await phone.everything_sent()
    [talent] = do(live, person.ask("GET", "/v1/talents", 200))["items"]
    assert (talent["stance"], talent["level"]) == ("offers", 3)


async def test_what_moments_show_is_proposed(phone: Phone, new_phone: NewPhone, live: Live) -> None:
    """Of a skill that a moment cites, a talent is made with that moment as its proof; another one is refused."""
    person = live.sign_in()
    moment = do(live, capture(person, FULL | {"skills": [REPAIR, LISTEN]}))
    await phone.sign_in(person.email)
    await phone.open("/talents")
    await phone.page.click(".proposed:has-text('Écouter') >> text=Non", timeout=WAIT)
    await phone.page.click(".proposed:has-text('réparer') >> text=Oui, je sais")
    await phone.page.wait_for_selector(".domain .card >> text=1 preuve", timeout=WAIT)
    assert await phone.page.locator(".proposed").count() == 0
    await phone.everything_sent()
    [talent] = do(live, person.ask("GET", "/v1/talents", 200))["items"]
    assert (talent["skill"]["id"], talent["evidence"]) == (REPAIR, [moment["id"]])
    assert do(live, person.ask("GET", "/v1/me", 200))["refused_skills"] == [LISTEN]
    other = await new_phone()  # it is not asked again there
    await other.sign_in(person.email)
    await other.open("/talents")
    await other.page.wait_for_selector(".domain .card", timeout=WAIT)
    assert await other.page.locator(".proposed").count() == 0


async def test_skills_of_a_moment(phone: Phone, live: Live) -> None:
    person = live.sign_in()
    text = "J’ai réparé le mur, puis j’ai écouté le client et vérifié que j’avais bien compris."
    moment = do(live, capture(person, FULL | {"text": text}))
    await phone.sign_in(person.email)
    await phone.open(f"/moments/{moment['id']}")
    await phone.page.wait_for_selector(".proposed >> text=Tu parles de", timeout=WAIT)
    assert await faults(phone, f"/moments/{moment['id']}") == []
    await phone.page.evaluate("document.documentElement.style.fontSize = ''")
    proposal = phone.page.locator(".proposed strong").first
    await proposal.scroll_into_view_if_needed()  # a card out of sight is not laid out, and has no inner text
    name = await proposal.inner_text()
    assert name
    await phone.page.click(".proposed >> nth=0 >> text=Oui")
    await phone.page.wait_for_selector(f".cited >> text={name}", timeout=WAIT)
    await phone.page.wait_for_selector(f".proposed >> text={name}", state="detached", timeout=WAIT)
    refused = await proposal.inner_text()
    await phone.page.click(".proposed >> nth=0 >> text=Non")
    await phone.everything_sent()
    after = do(live, person.ask("GET", f"/v1/experiences/{moment['id']}", 200))
    assert [skill["labels"]["fr"] for skill in after["skills"]] == [name]
    assert len(after["refused_skills"]) == 1
    await phone.page.reload()
    await phone.page.wait_for_selector(".cited", timeout=WAIT)
    await phone.page.wait_for_timeout(500)
    assert refused not in await phone.page.inner_text("main")


async def test_somebody_is_asked_without_network(phone: Phone, live: Live) -> None:
    person, witness = live.sign_in(), somebody()
    moment = do(live, capture(person, FULL))
    do(live, talents.claim(person, "CREA.2", evidence=[moment["id"]]))
    await phone.sign_in(person.email)
    await phone.open(f"/talents/{REPAIR}/ask")
    await phone.page.wait_for_selector("#ask-email", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.page.fill("#name", "Monsieur Bernard")
    await phone.page.fill("#ask-email", witness)
    await phone.page.check(".tick input")
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".said >> text=attend le réseau", timeout=WAIT)
    await phone.open("/")
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    assert received(live.app.state.runtime, witness) == []
    await phone.context.set_offline(False)
    async with phone.page.expect_response("**/endorsement-requests") as sent:
        await phone.page.evaluate("dispatchEvent(new Event('online'))")
    assert (await sent.value).status == 201
    [request] = do(live, person.ask("GET", "/v1/endorsements", 200))["items"]
    assert (request["asked_name"], request["evidence"][0]["title"]) == ("Monsieur Bernard", FULL["title"])
    for _ in range(WAIT // 100):
        if mails := received(live.app.state.runtime, witness):
            break
        await phone.page.wait_for_timeout(100)
    assert "Monsieur Bernard" in text_of(mails[-1])


async def test_one_does_not_ask_oneself(phone: Phone, live: Live) -> None:
    """What the server says stands beside the field that it is about; what was typed is there still."""
    person = live.sign_in()
    do(live, talents.claim(person, "CREA.2"))
    await phone.sign_in(person.email)
    assert await faults(phone, f"/talents/{REPAIR}/ask") == []
    await phone.page.evaluate("document.documentElement.style.fontSize = ''")
    await phone.page.fill("#name", "Moi")
    await phone.page.fill("#ask-email", person.email)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector("#ask-email-fault", timeout=WAIT)
    await phone.page.reload()
    await phone.value_is("#name", "Moi")

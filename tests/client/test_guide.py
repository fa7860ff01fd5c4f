"""Accompanying from a laptop: asking by code, reading what is granted, saying something in the open."""

import re
from typing import Any

import pytest
from playwright.async_api import Route

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, holds, prove, text_comes, widen
from tests.client.phones import WAIT, Phone, do
from tests.support.counsellors import accept, code_shown_by
from tests.support.grants import told
from tests.support.live import Live
from tests.support.people import Person, capture

pytestmark = pytest.mark.slow
CANARY = "Canari-9041"  # stands in all that is granted


async def live_a_life(person: Person) -> None:
    await person.ask("PATCH", "/v1/me", 200, json={"display_name": "Inès"})
    await told(person, f"Une story de {CANARY}.", title=f"Trois semaines {CANARY}")
    await capture(person, {"lived_at": "2026-03-03T14:10:00+01:00", "title": f"Un mur {CANARY}"})


async def ask_by_code(laptop: Phone, code: str) -> None:
    """As a counsellor does who has proved it already."""
    page = laptop.page
    await page.fill("#code", code, timeout=WAIT)
    await page.check("text=Ses moments")
    await page.check("text=emporter une copie")
    await page.click("text='Demander'")
    await text_comes(laptop, "En attente de réponse")


async def agree(person: Person) -> Any:
    [request] = (await person.ask("GET", "/v1/grant-requests", 200))["items"]
    stories = (await person.ask("GET", "/v1/stories", 200))["items"]
    targets = [{"type": "story", "id": story["id"]} for story in stories]
    targets += [{"type": "talents", "id": None}, {"type": "experiences", "id": None}]
    return await accept(person, request, targets=targets)


async def accesses(person: Person) -> set[tuple[str, str, str]]:
    events = (await person.ask("GET", "/v1/me/accesses", 200))["items"]
    return {(event["reader"]["display_name"], event["target"]["type"], event["right"]) for event in events}


async def take_everything_back(person: Person) -> None:
    for grant in (await person.ask("GET", "/v1/grants?state=active", 200))["items"]:
        await person.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": "*"})


async def beginning(live: Live, laptop: Phone) -> tuple[Person, Person]:
    """A counsellor who proved who she is, and was granted what she asked for."""
    rose, ines = live.sign_in(), live.sign_in()
    do(live, live_a_life(ines))
    await widen(laptop)
    await laptop.sign_in(rose.email)
    await laptop.open("/guide")
    await prove(laptop)
    await text_comes(laptop, "Personne ne te montre rien")
    await ask_by_code(laptop, do(live, code_shown_by(ines)))
    do(live, agree(ines))
    await laptop.open("/guide")
    return rose, ines


async def say(laptop: Phone, text: str) -> None:
    await laptop.page.fill("#comment", text)
    await laptop.page.click("text='Dire'")
    await laptop.page.wait_for_selector(f".comments .card >> text='{text}'", timeout=WAIT)


async def take_along(laptop: Phone) -> str:
    async with laptop.page.expect_download() as hoped:
        await laptop.page.click("text='Emporter une copie'")
    return (await (await hoped.value).path()).read_text()


async def keeps_nothing(laptop: Phone, reader: Person) -> None:
    """Nothing of what was read stands in the browser's databases and caches, once all has come that comes by itself."""
    await laptop.page.evaluate("dispatchEvent(new Event('online'))")
    await laptop.page.wait_for_timeout(1000)
    kept = await holds(laptop)
    assert reader.email in kept
    assert "/app/assets/" in kept
    assert CANARY not in kept
    assert not [line for line in kept.splitlines() if line.startswith("http") and "/app/" not in line]


async def test_what_a_counsellor_reads_leaves_its_event_and_nothing_in_the_browser(phone: Phone, live: Live) -> None:
    """Each thing opens by `j`; a comment reaches the person; when the grant has ended, nothing is shown."""
    rose, ines = await beginning(live, phone)
    page = phone.page
    await page.click("a.row", timeout=WAIT)
    await page.wait_for_selector("button.row", timeout=WAIT)
    for _ in range(3):
        await page.keyboard.press("j")
        await text_comes(phone, "Inès voit que tu as lu")
        await page.wait_for_timeout(300)
    assert do(live, accesses(ines)) == {("Léa", kind, "view") for kind in ("story", "talents", "experiences")}
    await say(phone, "J’ai aimé ton mur.")
    [comment] = do(live, ines.ask("GET", "/v1/comments", 200))["items"]
    assert comment["text"] == "J’ai aimé ton mur."
    assert CANARY in await take_along(phone)
    assert ("Léa", "story", "download") in do(live, accesses(ines))
    await keeps_nothing(phone, rose)
    do(live, take_everything_back(ines))
    await page.keyboard.press("k")
    words = await text_comes(phone, "Cette personne ne te montre rien.")
    assert CANARY not in words


async def test_the_way_to_those_one_accompanies_is_shown_to_whom_it_concerns(new_phone: NewPhone, live: Live) -> None:
    laptop = await new_phone()
    _, ines = await beginning(live, laptop)
    await laptop.open("/me")
    await laptop.page.click("text='Accompagner'", timeout=WAIT)
    await text_comes(laptop, "Inès")
    phone = await new_phone()
    await phone.sign_in(ines.email)
    await phone.open("/me")
    await text_comes(phone, "Ce téléphone")
    await phone.page.wait_for_timeout(500)
    assert "Accompagner" not in await phone.page.inner_text("main")


PASSKEY = """() => {
  const size = options => options.publicKey.challenge.byteLength;
  navigator.credentials.get = async options => ({toJSON: () => ({id: "key", size: size(options)})});
}"""


async def test_a_passkey_proves_who_it_is(phone: Phone, live: Live) -> None:
    """The browser's own window is stood in for: passkeys are of names, and this server has none."""
    someone = live.sign_in()
    proved: list[Any] = []
    until = "2099-01-01T00:00:00.000Z"

    async def answer(route: Route) -> None:
        path = route.request.url.partition("/v1/me/")[2]
        if path == "passkeys/verification":
            proved.append(route.request.post_data_json)
        factor = {"state": "none", "passkeys": 1, "recovery_codes": 0, "verified_until": until if proved else None}
        challenge = {"public_key": {"challenge": "AAECAw", "rpId": "localhost"}, "expires_in": 300}
        await route.fulfill(json=challenge if path.endswith("challenge") else factor)

    await phone.sign_in(someone.email)
    await phone.page.add_init_script(f"({PASSKEY})()")
    await phone.page.route(re.compile(r"/v1/me/(second-factor|passkeys)"), answer)
    await phone.open("/guide")
    await phone.page.click("text='Utiliser ma clé d’accès'", timeout=WAIT)
    await text_comes(phone, "Personne ne te montre rien")
    assert proved == [{"credential": {"id": "key", "size": 4}}]


async def test_screens_of_a_counsellor_have_no_fault(phone: Phone, live: Live) -> None:
    someone = live.sign_in()
    await phone.sign_in(someone.email)
    assert await faults_at_both(phone, "/guide", ".proof") == []


async def test_screens_of_what_is_read_have_no_fault(phone: Phone, live: Live) -> None:
    _, ines = await beginning(live, phone)
    grants = do(live, ines.ask("GET", "/v1/grants?state=active", 200))["items"]
    paths = [(f"/guide/{ines.id}?open={grant['id']}", ".seen-by") for grant in grants]
    for path, ready in (("/guide", "a.row"), (f"/guide/{ines.id}", "button.row"), *paths):
        assert await faults_at_both(phone, path, ready) == []

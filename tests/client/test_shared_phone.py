"""Two people on one phone, a phone that is full, and one whose clock is wrong."""

import time

import pytest

from tests.client.conftest import NewPhone
from tests.client.phones import WAIT, Phone, picture, somebody

pytestmark = pytest.mark.slow
CANARY = "Le secret de la première"
ALL_THAT_IS_KEPT = """async () => {
  const found = [];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise(done => {
      const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) found.push(name, JSON.stringify(await new Promise(done => {
      const asked = base.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result);
    })));
    base.close();
  }
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(request.url);
  }
  return [...found, document.body.innerText].join(" ");
}"""


async def _sign_out(phone: Phone) -> None:
    await phone.open("/me")
    await phone.page.click(".sign-out .button")
    await phone.page.wait_for_selector("#email", timeout=WAIT)


async def test_nothing_of_the_first_person_is_where_the_second_one_is(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.write(CANARY)
    await phone.photograph(picture())
    rows = await phone.everything_sent()
    [database] = rows["names"]
    [file] = rows["files"]
    await _sign_out(phone)
    email = somebody()
    await phone.sign_in(email)
    await phone.write("À la seconde.")
    await phone.everything_sent()
    kept = await phone.page.evaluate(ALL_THAT_IS_KEPT)
    assert [one for one in (CANARY, database, file["id"]) if one in kept] == []
    assert "À la seconde." in kept
    assert email in kept  # the query sees what there is


async def test_the_session_of_whoever_leaves_without_network_ends_with_it(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.everything_sent()
    await phone.context.set_offline(True)
    await _sign_out(phone)
    assert (await phone.keeps())["names"] == []
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    for _ in range(WAIT // 100):
        if not await phone.context.cookies(f"{phone.live.url}/v1/sessions"):
            return
        await phone.page.wait_for_timeout(100)
    raise AssertionError("the cookie is still here")


async def test_a_full_phone_keeps_the_words_and_says_so_of_the_photo(phone: Phone) -> None:
    session = await phone.context.new_cdp_session(phone.page)  # a browser looks at its quota when it first writes
    await session.send("Storage.overrideQuotaForOrigin", {"origin": phone.live.url, "quotaSize": 5_500_000})
    await phone.sign_in(somebody())
    await phone.context.set_offline(True)
    await phone.open("/capture")
    body = picture((3000, 2400))
    await phone.page.set_input_files("input[type=file]", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": body})
    await phone.page.wait_for_selector("text=n’est pas encore gardé", timeout=WAIT)
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.fill("#text", "Les mots tiennent.")
    for _ in range(WAIT // 1_000):  # the browser gives the room of the photo back a little later
        await phone.page.click("form .button")
        await phone.page.wait_for_timeout(1_000)
        if await phone.page.locator(".kept").count():
            break
        assert await phone.page.input_value("#text") == "Les mots tiennent."
    assert [one["local"]["text"] for one in await phone.experiences()] == ["Les mots tiennent."]


async def test_a_clock_that_is_a_day_off_is_said(new_phone: NewPhone) -> None:
    phone = await new_phone()
    await phone.page.clock.install(time=(time.time() + 86_400) * 1_000)
    await phone.sign_in(somebody())
    await phone.page.wait_for_selector("text=L’heure de ce téléphone est fausse", timeout=WAIT)
    await phone.write("Demain, déjà.")
    await phone.everything_sent()

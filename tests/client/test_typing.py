"""What is typed stands in its field, on the phone and at the server: however slow phone and disk are, at any speed."""

import re

import pytest

from tests.client.conftest import NewPhone
from tests.client.phones import WAIT, Phone, somebody

pytestmark = pytest.mark.slow
SENTENCE = "Je tape une phrase, sans regarder."
SPEEDS = (60, 110, 300)  # milliseconds a key
MOMENTS = 2_000
SLOW_DISK = """
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  if (globalThis.isSlow) { // each waits behind one that is busy for a while
    const until = performance.now() + 200;
    const before = begin.call(this, stores, "readwrite");
    const busy = () => {
      if (performance.now() < until) before.objectStore(before.objectStoreNames[0]).count("none").onsuccess = busy;
    };
    busy();
  }
  return begin.call(this, stores, mode, options);
};
"""
FULL_DISK = """
for (const name of ["put", "add"]) {
  const write = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...given) {
    if (globalThis.isFull) throw new DOMException("no room", "QuotaExceededError");
    return write.apply(this, given);
  };
}
"""
FILL = """async count => {
  const names = (await indexedDB.databases()).map(({name}) => name);
  const own = names.find(name => /^daytripper-[0-9a-f]{8}-/.test(name));
  const base = await new Promise(done => {
    const asked = indexedDB.open(own); asked.onsuccess = () => done(asked.result);
  });
  const rows = base.transaction("items", "readwrite").objectStore("items");
  const [one] = await new Promise(done => {
    const asked = rows.index("type").getAll("experience"); asked.onsuccess = () => done(asked.result);
  });
  for (let number = 0; number < count; number++) {
    const id = `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
    const server = {...one.server, id, title: `Moment ${number}`};
    rows.put({...one, key: `experience:${id}`, id, server, base: server, local: server});
  }
  await new Promise(done => (rows.transaction.oncomplete = done));
  base.close();
}"""
CARET = """entry => {
  entry.focus();
  const most = entry.maxLength > 0 ? entry.maxLength : 1e6;
  if (most < entry.value.length + 40) { entry.select(); document.execCommand("delete"); }
  try { entry.setSelectionRange(1e6, 1e6); } catch { /* an address has no caret of its own */ }
  return [entry.value, Math.min(most, 40), entry.inputMode === "numeric"];
}"""


async def slow_down(phone: Phone) -> None:
    session = await phone.context.new_cdp_session(phone.page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    await phone.page.evaluate("globalThis.isSlow = true")


async def type_in(phone: Phone, field: str, pause: int) -> str:
    """Type after what stands there, without looking. Return what the field then shows, once nothing is on its way."""
    entry = phone.page.locator(f"[id='{field}']")
    before, room, is_number = await entry.evaluate(CARET)
    words = ("1990" if is_number else SENTENCE)[:room]
    for key in words:
        await phone.page.keyboard.type(key)
        await phone.page.wait_for_timeout(pause)
    assert await entry.input_value() == before + words, (field, pause)
    await phone.page.wait_for_timeout(1_000)
    assert await entry.input_value() == before + words, (field, pause)
    return str(before + words)


async def test_a_moment_among_two_thousand_takes_each_letter_at_each_speed(phone: Phone) -> None:
    await phone.context.add_init_script(SLOW_DISK)
    await phone.sign_in(somebody())
    await phone.write("Un mur.")
    [moment] = [item for item in (await phone.everything_sent())["items"] if item["type"] == "experience"]
    await phone.page.evaluate(FILL, MOMENTS)
    await phone.open(f"/moments/{moment['id']}")
    await phone.page.wait_for_selector("#title", timeout=WAIT)
    await slow_down(phone)
    texts = {}
    for pause in SPEEDS:
        for field in ("title", "text", "place", "organisation"):
            texts[field] = await type_in(phone, field, pause)
    rows = await phone.everything_sent()
    [row] = [item for item in rows["items"] if item["id"] == moment["id"]]
    assert texts["title"] == SENTENCE * 3
    for side in ("local", "server"):
        members = row[side] | {"place": row[side]["place"]["label"]}
        assert {field: members[field] for field in texts} == texts


async def test_a_text_that_came_from_elsewhere_waits_next_to_the_field(new_phone: NewPhone) -> None:
    email, phone, neighbour = somebody(), await new_phone(), await new_phone()
    await phone.sign_in(email)
    await phone.write("Un mur.")
    [moment] = [item for item in (await phone.everything_sent())["items"] if item["type"] == "experience"]
    await neighbour.sign_in(email)
    for page in (phone.page, neighbour.page):
        await page.goto(f"{phone.live.url}/app/moments/{moment['id']}")
        await page.wait_for_selector("#organisation", timeout=WAIT)
    await phone.page.focus("#organisation")
    await neighbour.page.fill("#organisation", "Maçons du Val")
    await neighbour.everything_sent()
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    await phone.page.wait_for_selector(".field [role=status] q:has-text('Maçons du Val')", timeout=WAIT)
    assert await phone.page.input_value("#organisation") == ""
    await phone.page.keyboard.type("L’atelier")
    assert await phone.page.input_value("#organisation") == "L’atelier"
    await phone.everything_sent()
    [row] = [item for item in (await phone.keeps())["items"] if item["id"] == moment["id"]]
    assert row["server"]["organisation"] == "Maçons du Val / L’atelier"
    await phone.page.click("text=Garder le mien")
    await phone.everything_sent()
    [row] = [item for item in (await phone.keeps())["items"] if item["id"] == moment["id"]]
    assert row["server"]["organisation"] == "L’atelier"


async def test_a_full_phone_says_what_is_not_kept_and_holds_it(phone: Phone) -> None:
    """In its field, on another screen and back; and keeps it by itself once there is room."""
    await phone.context.add_init_script(FULL_DISK)
    await phone.sign_in(somebody())
    await phone.write("Un mur.")
    await phone.everything_sent()
    await phone.open("/")
    await phone.page.click(".card a", timeout=WAIT)
    await phone.page.fill("#title", "Gardé", timeout=WAIT)
    word = await phone.page.inner_text(".keeping", timeout=WAIT)
    assert re.fullmatch(r"gardé à \d\d:\d\d", word)
    await phone.page.evaluate("globalThis.isFull = true")
    await phone.page.fill("#title", "Écrit sur un téléphone plein")
    await phone.page.wait_for_selector(".field [role=alert]:has-text('pas encore gardé')", timeout=WAIT)
    await phone.page.click(".chips .work")
    await phone.page.wait_for_selector(".toast:has-text('pas encore gardé')", timeout=WAIT)
    await phone.page.click(".bar >> text=Journal")
    await phone.page.click(".card a", timeout=WAIT)
    await phone.value_is("#title", "Écrit sur un téléphone plein")
    assert await phone.page.locator(".field [role=alert]").count() == 1
    await phone.page.evaluate("globalThis.isFull = false")
    await phone.page.wait_for_selector(".keeping", timeout=WAIT)
    [moment] = [item for item in (await phone.everything_sent())["items"] if item["type"] == "experience"]
    assert moment["server"]["title"] == "Écrit sur un téléphone plein"


async def test_letters_of_the_last_moment_are_kept_when_the_page_goes_away(phone: Phone) -> None:
    """Before the pause is over after which they are written: by another address, by a reload, by the end of the tab."""
    await phone.sign_in(somebody())
    await phone.write("Un mur.")
    [moment] = await phone.experiences()
    for way in ("elsewhere", "again", "closed"):
        await phone.open(f"/moments/{moment['id']}")
        await phone.page.fill("#title", way, timeout=WAIT)
        if way == "elsewhere":
            await phone.open("/")
        elif way == "again":
            await phone.page.reload()
        else:
            await phone.page.close(run_before_unload=False)
            phone.page = await phone.context.new_page()
            await phone.open("/")
        await phone.page.wait_for_selector("main h1", timeout=WAIT)
        assert [one["local"]["title"] for one in await phone.experiences()] == [way]

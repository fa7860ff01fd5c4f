"""What is typed stands in its field, on the phone and at the server: however slow phone and disk are, at any speed."""

import json
import re
from dataclasses import dataclass
from uuid import UUID

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import holds
from tests.client.phones import WAIT, Phone, do, somebody
from tests.client.places import PLACES
from tests.client.test_manage import waits_for_sending
from tests.support import stories, talents
from tests.support.communities import gather
from tests.support.grants import share
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, write
from tests.support.people import FULL, Person, capture

pytestmark = pytest.mark.slow
SENTENCE = "Je tape une phrase, sans regarder."
SPEEDS = (60, 110, 300)  # milliseconds a key
MOMENTS = 2_000
WITHOUT_FIELDS = "/me/reading"
# Of a screen that shows some of its fields: one question of a survey, a text and a heading of a carnet.
LEAST = {"/": 1, "/missions/:id/survey": 1, "/journals/:id": 4, "/moments/:id": 8}
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
ENTRIES = """() => {
  for (const details of document.querySelectorAll("main details")) details.open = true;
  const kinds = ["text", "search", "email", "url", "textarea"];
  return [...document.querySelectorAll("main input, main textarea")]
    .filter(({type, id}) => kinds.includes(type) && id).map(({id}) => id);
}"""
GO = """address => {
  const fields = node => [...node.querySelectorAll("input[id], textarea[id]")].map(({id}) => id);
  const drawn = new Set(fields(document.querySelector("main")));
  globalThis.drawnAgain = [];
  globalThis.watching?.disconnect();
  globalThis.watching = new MutationObserver(changes => {
    for (const {addedNodes} of changes) for (const node of addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const ids = node.matches("input[id], textarea[id]") ? [node.id] : fields(node);
      for (const id of ids) drawn.has(id) ? drawnAgain.push(id) : drawn.add(id);
    }
  });
  watching.observe(document.body, {childList: true, subtree: true});
  const link = Object.assign(document.createElement("a"), {href: "/app" + address});
  document.body.append(link);
  link.click();
  link.remove();
}"""
CARET = """entry => {
  entry.focus();
  const most = entry.maxLength > 0 ? entry.maxLength : 1e6;
  if (most < entry.value.length + 40) { entry.select(); document.execCommand("delete"); }
  try { entry.setSelectionRange(1e6, 1e6); } catch { /* an address has no caret of its own */ }
  return [entry.value, Math.min(most, 40), entry.inputMode === "numeric"];
}"""


async def slow_down(phone: Phone) -> None:
    """The disk; and the processor, where a browser offers that."""
    if phone.in_chromium:
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


@dataclass
class Scene:
    """An address of the application, and what is opened on it before its fields are there."""

    path: str
    step: str = ""
    keeps: bool = False  # on the phone, before it is sent


async def a_life(person: Person, manager: Person) -> dict[str, Scene]:
    """Somebody who has begun all that a person writes on a phone; where each is written."""
    moment = await capture(person, FULL | {"reflection": {"did": "Un.", "learned": "Deux.", "next": "Trois."}})
    await talents.claim(person, "CREA.2", evidence=[moment["id"]])
    journal = await stories.begin(
        person, {"id": "a"} | stories.text("Un texte."), {"id": "b"} | stories.text("## Un titre")
    )
    story = await stories.publish(person, journal)
    grant = await share(person, story)
    community = await gather(manager.runtime, manager, person)
    school = await gather(person.runtime, person, manager)
    survey, call, plain = await missions(manager, community)
    carnet = journal.removeprefix("/v1")
    return {
        "/": Scene("/"),
        "/capture": Scene("/capture", ".ways > button.way:last-child", keeps=True),
        "/moments/:id": Scene(f"/moments/{moment['id']}", keeps=True),
        "/moments/:id/tell": Scene(f"/moments/{moment['id']}/tell", keeps=True),
        "/missions/:id": Scene(f"/missions/{plain}"),
        "/missions/:id/survey": Scene(f"/missions/{survey}/survey", keeps=True),
        "/missions/:id/ideas/:idea": Scene(f"/missions/{call}/ideas/new", keeps=True),
        "/journals": Scene("/journals"),
        "/journals/:id": Scene(carnet, keeps=True),
        "/journals/:id/add": Scene(f"{carnet}/add"),
        "/grants/:id": Scene(f"/grants/{grant['id']}", keeps=True),
        "/claim": Scene("/claim"),
        "/join": Scene("/join"),
        "/talents/add": Scene("/talents/add"),
        "/talents/:id/ask": Scene(f"/talents/{talents.skill('CREA.2')}/ask", keeps=True),
        "/portrait/:id": Scene("/portrait", "text=Composer mon Portrait", keeps=True),
        "/report/:type/:id": Scene(f"/report/story/{story['id']}", keeps=True),
        "/me/profile": Scene("/me/profile"),
        "/me/tokens": Scene("/me/tokens"),
        "/manage/:community/missions/new": Scene(f"/manage/{school}/missions/new", keeps=True),
    }


async def missions(manager: Person, community: UUID) -> list[str]:
    questions = [{"code": "why", "text": "Pourquoi ?", "type": "long"}]
    forms = (
        {"kind": "survey", "survey": {"questions": questions}, "title": "Une enquête"},
        {"kind": "proposal", "proposal": {"themes": ["Un"]}, "title": "Des idées"},
        {"title": "Un geste"},
    )
    rows = [await write(manager, community, **form) for form in forms]
    for mission in rows:
        await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)
    for mission in rows:
        await waits_for_sending(manager, mission, 1)
    return [mission["id"] for mission in rows]


def forms_of(text: str) -> tuple[str, ...]:
    """Write it as rows have it: as a text, or as a list of names."""
    text = json.dumps(text, ensure_ascii=False)[1:-1]
    return text, '","'.join(text.split(", "))


async def texts_at(phone: Phone, scene: Scene) -> list[str]:
    """Type in each field of an address, and see that what is to be kept is on the phone."""
    await phone.open(scene.path)
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    if scene.step:
        await phone.page.click(scene.step, timeout=WAIT)
    await phone.page.wait_for_selector("main input, main textarea", state="attached", timeout=WAIT)
    entries = await phone.page.evaluate(ENTRIES)
    await slow_down(phone)
    texts = [await type_in(phone, entry, SPEEDS[0]) for entry in entries]
    await phone.leave_field()
    if scene.keeps:
        rows = await holds(phone)
        assert [text for text in texts if not any(form in rows for form in forms_of(text))] == [], scene
    return texts


async def test_what_is_typed_on_a_slow_phone_stands_there_is_kept_and_is_sent(phone: Phone, live: Live) -> None:
    person, manager = live.sign_in(), live.sign_in()
    scenes = do(live, a_life(person, manager))
    assert scenes.keys() <= {place for _, place in PLACES.values()}
    await phone.context.add_init_script(SLOW_DISK)
    await phone.sign_in(person.email)
    await phone.everything_sent()
    counts = {route: len(await texts_at(phone, scene)) for route, scene in scenes.items()}
    least = {place: sum(len(ids.split()) for ids, of in PLACES.values() if of == place) for place in scenes}
    assert {route: count for route, count in counts.items() if count < LEAST.get(route, least[route])} == {}
    rows = await phone.everything_sent()
    [moment] = [item for item in rows["items"] if item["type"] == "experience"]
    answer = do(live, person.ask("GET", f"/v1/experiences/{moment['id']}", 200))
    texts = [
        answer["title"],
        answer["text"],
        answer["place"]["label"],
        answer["organisation"],
        *answer["reflection"].values(),
    ]
    assert [text for text in texts if not text.endswith(SENTENCE)] == []
    assert ", ".join(answer["people"]).endswith(SENTENCE)


async def go(phone: Phone, scene: Scene) -> list[str]:
    """Open an address by a link, leave it by another. Return the fields that were drawn more than once."""
    fields, wait = "main input[id], main textarea[id]", phone.page.wait_for_selector
    await phone.page.evaluate(GO, scene.path)
    if scene.step:
        await phone.page.click(scene.step, timeout=WAIT)
    await wait(fields, state="attached", timeout=WAIT)
    await phone.page.wait_for_timeout(1_000)
    again = await phone.page.evaluate("drawnAgain")
    await phone.page.evaluate(GO, WITHOUT_FIELDS)
    await wait(fields, state="detached", timeout=WAIT)
    return [*again, *await phone.page.evaluate("drawnAgain")]


async def test_a_field_is_drawn_once_until_its_screen_is_left(phone: Phone, live: Live) -> None:
    """Drawn again, it loses the letters and the focus of a person who types already."""
    person, manager = live.sign_in(), live.sign_in()
    scenes = do(live, a_life(person, manager))
    await phone.sign_in(person.email)
    await phone.everything_sent()
    await phone.open(WITHOUT_FIELDS)
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    await slow_down(phone)
    assert {route: again for route, scene in scenes.items() if (again := await go(phone, scene))} == {}


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

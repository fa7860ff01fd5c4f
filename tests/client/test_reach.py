"""The application reaches people where they are: pushes, what other applications share, a place on the phone."""

import json
from typing import Any

import pytest

from tests.client.conftest import NewPhone
from tests.client.phones import WAIT, Phone, do, picture, somebody
from tests.client.test_missions_and_shares import ask
from tests.client.test_rescue import NEWER
from tests.support.live import Live

pytestmark = pytest.mark.slow
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/app/");
  return (await registration.getNotifications()).map(({title, body, data, tag}) => ({title, body, data, tag}));
}"""
TOUCH = """async () => {
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent("notificationclick", {notification});
  event.waitUntil = () => undefined;  // a browser lets its own events wait alone
  self.dispatchEvent(event);
}"""
SHARE = """async ({text, url, bytes}) => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: "/app/shared", enctype: "multipart/form-data"});
  for (const [name, value] of Object.entries({text, url})) {
    form.append(Object.assign(document.createElement("input"), {name, value, type: "hidden"}));
  }
  if (bytes) {
    const files = new DataTransfer();
    files.items.add(new File([Uint8Array.from(bytes)], "p.jpg", {type: "image/jpeg"}));
    form.append(Object.assign(document.createElement("input"), {name: "files", type: "file", files: files.files}));
  }
  document.body.append(form);
  form.submit();
}"""
UNREGISTER = """async () => {
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
}"""
# A push service is out of reach here: what a browser would get of one.
SUBSCRIPTION = """PushManager.prototype.subscribe = async function (options) {
  window.asked = options;
  const endpoint = "https://fcm.googleapis.com/fcm/send/k7mp3wxa", auth = "BTBZMqHH6r4Tts7J_aSIgg";
  const p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  return {endpoint, toJSON: () => ({endpoint, expirationTime: null, keys: {p256dh, auth}})};
}"""
OFFER = """() => dispatchEvent(Object.assign(new Event("beforeinstallprompt", {cancelable: true}), {
  prompt: async () => { window.prompted = true; },
}))"""


async def _push(phone: Phone, payload: dict[str, Any]) -> None:
    session, registration = await phone.worker()
    message = {"origin": phone.live.url, "registrationId": registration, "data": json.dumps(payload)}
    await session.send("ServiceWorker.deliverPushMessage", message)


async def _notifications(phone: Phone) -> list[dict[str, Any]]:
    for _ in range(WAIT // 100):
        notifications: list[dict[str, Any]] = await phone.page.evaluate(SHOWN)
        if notifications:
            return notifications
        await phone.page.wait_for_timeout(100)
    return []


async def test_a_mission_reaches_a_phone_whose_application_is_closed(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    await phone.context.grant_permissions(["notifications", "microphone"], origin=live.url)
    await phone.sign_in(member.email)
    await phone.everything_sent()
    await phone.page.goto("about:blank")
    mission = do(live, ask(manager, member))
    payload = {
        "title": "Karima attend ta réponse : Le geste de la semaine",
        "body": "La Cordée",
        "tag": "n1",
        "target": {"type": "mission", "path": f"/missions/{mission['id']}"},
        "data": {"title": "Le geste de la semaine", "text": "Ce qu’Inès a écrit"},
    }
    await _push(phone, payload)
    await phone.page.goto(f"{live.url}/app/version")  # a page of the worker's, for the query
    [notification] = await _notifications(phone)
    assert notification == {
        "title": payload["title"], "body": "La Cordée", "tag": "n1", "data": f"/app/missions/{mission['id']}",
    }  # fmt: skip
    for _ in range(WAIT // 100):  # the worker fetches what it is about
        if "mission" in {item["type"] for item in (await phone.keeps())["items"]}:
            break
        await phone.page.wait_for_timeout(100)
    await phone.context.set_offline(True)
    await phone.open()
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    [worker] = phone.context.service_workers
    await worker.evaluate(TOUCH)
    await phone.page.wait_for_selector("h1:text('Le geste de la semaine')", timeout=WAIT)  # it came with the push
    assert phone.page.url.endswith(f"/app/missions/{mission['id']}")


async def test_a_push_to_whoever_left_says_nothing(phone: Phone, live: Live) -> None:
    await phone.context.grant_permissions(["notifications", "microphone"], origin=live.url)
    await phone.sign_in(somebody())
    await phone.open("/me")
    await phone.page.click(".sign-out .button")
    await phone.page.wait_for_selector("#email", timeout=WAIT)
    await _push(phone, {"title": "Rose a laissé un commentaire", "body": "x", "target": {"path": "/grants"}})
    [notification] = await _notifications(phone)
    assert tuple(notification[name] for name in ("title", "body", "data")) == (
        "Day Tripper",
        "",
        "/app/notifications",
    )


async def test_pushes_are_asked_for_after_the_first_answer_alone(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    do(live, ask(manager, member))
    await phone.context.add_init_script(SUBSCRIPTION)
    await phone.context.add_init_script(
        "Object.defineProperty(Notification, 'permission', {get: () => window.asked ? 'granted' : 'default'});"
        "Notification.requestPermission = async () => 'granted'"
    )
    await phone.sign_in(member.email)
    await phone.write("Sans rapport.")
    assert await phone.page.locator(".reach").count() == 0
    await phone.open("/missions")
    await phone.page.click("text=Le geste de la semaine", timeout=WAIT)
    assert await phone.page.locator(".reach").count() == 0
    await phone.page.click("a.button")
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.fill("#text", "Le joint tient.")
    await phone.page.click("form .button")
    await phone.page.click(".reach .button:not(.plain)", timeout=WAIT)
    await phone.page.wait_for_selector("text=C’est noté", timeout=WAIT)
    assert await phone.page.evaluate("window.asked.userVisibleOnly")
    [device] = do(live, member.ask("GET", "/v1/devices", 200))["items"]
    assert device["web_push"]["endpoint"] == "https://fcm.googleapis.com/fcm/send/k7mp3wxa"
    await phone.open("/missions")
    await phone.page.wait_for_selector(".card", timeout=WAIT)
    assert await phone.page.locator(".reach").count() == 0  # once


async def test_what_another_application_shares_becomes_a_moment_without_network(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.everything_sent()
    await phone.context.set_offline(True)
    await phone.open("/me")
    words = {"text": "Un article sur les joints", "url": "https://example.org/joints"}
    await phone.page.evaluate(SHARE, words | {"bytes": list(picture((64, 48)))})
    await phone.page.wait_for_url("**/app/moments/*", timeout=WAIT)
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    rows = await phone.everything_sent()
    [moment] = [item for item in rows["items"] if item["type"] == "experience"]
    assert moment["server"]["text"] == "Un article sur les joints\nhttps://example.org/joints"
    assert [one["kind"] for one in moment["server"]["media"]] == ["photo"]
    assert [file["state"] for file in rows["files"]] == ["sent"]


async def _leave_worker(phone: Phone) -> None:
    """No worker is here, and this page registers none."""
    await phone.open("/rescue")
    await phone.page.evaluate(UNREGISTER)
    await phone.open("/rescue")
    assert await phone.page.evaluate("navigator.serviceWorker.controller") is None


async def test_what_is_shared_without_a_worker_becomes_a_moment(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.everything_sent()
    await _leave_worker(phone)
    photo = picture((1_200, 900))
    await phone.page.evaluate(SHARE, {"text": "Le joint", "url": "", "bytes": list(photo)})
    await phone.page.wait_for_url("**/app/moments/*", timeout=WAIT)
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    rows = await phone.everything_sent()
    [moment] = [item for item in rows["items"] if item["type"] == "experience"]
    assert moment["server"]["text"] == "Le joint"
    assert [(file["state"], file["size"]) for file in rows["files"]] == [("sent", len(photo))]


@pytest.mark.parametrize("hindrance", ["no worker is allowed", "nobody is signed in", "data of a newer version"])
async def test_what_cannot_be_taken_is_said_to_be_where_it_was(phone: Phone, hindrance: str) -> None:
    if hindrance == "no worker is allowed":
        await phone.context.add_init_script("ServiceWorkerContainer.prototype.register = () => Promise.reject()")
    elif hindrance == "data of a newer version":
        await phone.sign_in(somebody())
        await phone.everything_sent()
    await phone.open("/rescue")
    if hindrance == "data of a newer version":
        await phone.page.evaluate(NEWER)
    await phone.page.evaluate(SHARE, {"text": "Le joint", "url": "", "bytes": [1]})
    await phone.page.wait_for_selector("text=toujours là d’où tu l’as partagé", timeout=WAIT)
    assert await phone.page.locator("text=le prend…").is_hidden()
    await phone.page.wait_for_timeout(1_000)  # the page stays
    assert phone.page.url.endswith("/app/shared")
    await phone.page.click("text=Ouvrir l’application")
    if hindrance == "data of a newer version":
        await phone.page.wait_for_url("**/app/rescue", timeout=WAIT)
        phone.complaints.clear()
    else:
        await phone.page.wait_for_selector("#email", timeout=WAIT)


async def test_it_can_be_installed_and_offers_it_after_the_third_moment(new_phone: NewPhone) -> None:
    phone = await new_phone()
    await phone.sign_in(somebody())
    session = await phone.context.new_cdp_session(phone.page)
    report = await session.send("Page.getInstallabilityErrors")
    # A window that keeps nothing cannot have an application; all else is ours.
    assert [one for one in report["installabilityErrors"] if one["errorId"] != "in-incognito"] == []
    for count in range(1, 4):
        await phone.open("/capture")
        await phone.page.evaluate(OFFER)
        await phone.page.click(".ways > button.way:last-child")
        await phone.page.fill("#text", f"Moment {count}.")
        await phone.page.click("form .button")
        await phone.page.wait_for_selector(".kept", timeout=WAIT)
        await phone.page.wait_for_timeout(500)
        assert await phone.page.locator(".reach").count() == int(count == 3)
    await phone.page.click(".reach .button:not(.plain)")
    await phone.page.wait_for_function("() => window.prompted", timeout=WAIT)

"""What is captured without network is on the phone, and once at the server."""

import pytest
from playwright.async_api import Request

from tests.client.conftest import NewPhone
from tests.client.phones import WAIT, Phone, picture, somebody

WIDTH = "image => image.decode().then(() => image.naturalWidth)"


async def test_a_moment_is_kept_without_network_and_sent_once(phone: Phone) -> None:
    """The answer to the push, and one slice of the photo, are lost on the way."""
    await phone.sign_in(somebody())
    await phone.context.set_offline(True)
    await phone.photograph(picture())
    await phone.write("Dans le bus, sans réseau.")
    await phone.open()
    await phone.page.wait_for_selector("text=Dans le bus", timeout=WAIT)
    assert await phone.page.locator(".banner p").inner_text() == "Hors ligne. Tout est gardé sur ce téléphone."
    assert await phone.page.locator(".card img").evaluate(WIDTH) == 640
    assert [one["dirty"] for one in await phone.experiences()] == [1, 1]
    answers = [await phone.lose_answers(r"/v1/sync$"), await phone.lose_answers(r"/v1/uploads/")]
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")
    rows = await phone.everything_sent()
    moments = [item for item in rows["items"] if item["type"] == "experience"]
    assert [one.get("problem") for one in moments] == [None, None]
    assert sorted((one["server"]["text"] or "", len(one["server"]["media"])) for one in moments) == [
        ("", 1),
        ("Dans le bus, sans réseau.", 0),
    ]
    assert all(one["server"]["utc_offset"] == one["local"]["utc_offset"] for one in moments)
    assert [file["state"] for file in rows["files"]] == ["sent"]
    assert all(answers)


@pytest.mark.slow
async def test_a_deep_link_opens_without_network(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.write("Un mur d’aplomb. Enfin.")
    [moment] = await phone.experiences()
    await phone.context.set_offline(True)
    await phone.open(f"/moments/{moment['id']}")
    assert await phone.page.inner_text("h1", timeout=WAIT) == "Un mur d’aplomb"


@pytest.mark.slow
async def test_two_tabs_send_once(phone: Phone) -> None:
    await phone.sign_in(somebody())
    pushed: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/v1/sync"):
            pushed.append(request.url)

    phone.context.on("request", note)
    await phone.context.set_offline(True)
    await phone.write("Une fois, une seule.")
    other = await phone.context.new_page()
    await other.goto(f"{phone.live.url}/app/")
    await other.wait_for_selector(".card", timeout=WAIT)
    await phone.context.set_offline(False)
    for page in (phone.page, other):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()
    assert len(pushed) == 1


@pytest.mark.slow
async def test_what_the_server_refuses_stays_here_with_its_reason(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.write("x" * 20_001)
    await phone.write("Ce qui suit part quand même.")
    rows = await phone.everything_sent()
    moments = [item for item in rows["items"] if item["type"] == "experience"]
    refused, sent = sorted(moments, key=lambda item: item["server"] is not None)
    assert refused["local"]["text"] == "x" * 20_001
    assert [error["pointer"] for error in refused["problem"]["errors"]] == ["/data/text"]
    assert sent["server"]["text"] == "Ce qui suit part quand même."
    await phone.open(f"/moments/{refused['id']}")
    assert "À revoir" in await phone.page.inner_text("[role=alert]", timeout=WAIT)
    assert await phone.page.locator("#text-fault").inner_text()


@pytest.mark.slow
async def test_two_phones_that_changed_one_moment_keep_both_texts(new_phone: NewPhone) -> None:
    email, mine, other = somebody(), await new_phone(), await new_phone()
    await mine.sign_in(email)
    await mine.write("Au début.")
    [moment] = (await mine.everything_sent())["items"][:1]
    await other.sign_in(email)
    for phone, text in ((mine, "Depuis le bus."), (other, "Depuis la maison.")):
        await phone.open(f"/moments/{moment['id']}")
        await phone.page.wait_for_selector("#text", timeout=WAIT)
        await phone.context.set_offline(True)
        await phone.page.fill("#text", text)
    for phone in (mine, other):
        await phone.context.set_offline(False)
        await phone.page.evaluate("dispatchEvent(new Event('online'))")
        await phone.everything_sent()
    assert await other.page.locator(".versions h2").inner_text() == "Deux versions"
    [merged] = await other.experiences()
    assert merged["server"]["text"] == "Depuis le bus.\n\n⁂\n\nDepuis la maison."
    await mine.page.evaluate("dispatchEvent(new Event('online'))")
    await mine.page.wait_for_function("() => document.querySelector('#text').value.includes('maison')", timeout=WAIT)
    await other.page.click(".versions .plain:last-child")
    await other.page.wait_for_selector(".versions", state="detached", timeout=WAIT)
    await other.everything_sent()
    assert [one["server"]["text"] for one in await other.experiences()] == ["Depuis le bus."]

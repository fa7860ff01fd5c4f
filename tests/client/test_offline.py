"""What is captured without network is on the phone, and once at the server."""

import pytest
from playwright.async_api import Request

from tests.client.conftest import NewPhone
from tests.client.phones import WAIT, Phone, picture, somebody

MERGED = "() => document.querySelector('#text').value.includes('maison')"
WIDTH = "image => image.decode().then(() => image.naturalWidth)"


async def test_a_moment_is_kept_without_network_and_sent_once(phone: Phone) -> None:
    """The answer to the push, and one slice of the photo, are losses on the way."""
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
    batches: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/v1/sync"):
            batches.append(request.url)

    phone.context.on("request", note)
    await phone.context.set_offline(True)
    await phone.write("Une fois, une seule.")
    second_phone = await phone.context.new_page()
    await second_phone.goto(f"{phone.live.url}/app/")
    await second_phone.wait_for_selector(".card", timeout=WAIT)
    await phone.context.set_offline(False)
    for page in (phone.page, second_phone):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await phone.everything_sent()
    assert len(batches) == 1


@pytest.mark.slow
async def test_what_the_server_refuses_stays_here_with_its_reason(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.write("x" * 20_001)
    await phone.write("Ce qui suit part quand même.")
    rows = await phone.everything_sent()
    moments = [item for item in rows["items"] if item["type"] == "experience"]
    refusal, success = sorted(moments, key=lambda item: item["server"] is not None)
    assert refusal["local"]["text"] == "x" * 20_001
    assert [error["pointer"] for error in refusal["problem"]["errors"]] == ["/data/text"]
    assert success["server"]["text"] == "Ce qui suit part quand même."
    await phone.open(f"/moments/{refusal['id']}")
    assert "À revoir" in await phone.page.inner_text("[role=alert]", timeout=WAIT)
    assert await phone.page.locator("#text-fault").inner_text()


@pytest.mark.slow
async def test_two_phones_that_changed_one_moment_keep_both_texts(new_phone: NewPhone) -> None:
    email, first_phone, second_phone = somebody(), await new_phone(), await new_phone()
    await first_phone.sign_in(email)
    await first_phone.write("Au début.")
    [moment] = (await first_phone.everything_sent())["items"][:1]
    await second_phone.sign_in(email)
    for phone, text in ((first_phone, "Depuis le bus."), (second_phone, "Depuis la maison.")):
        await phone.open(f"/moments/{moment['id']}")
        await phone.page.wait_for_selector("#text", timeout=WAIT)
        await phone.context.set_offline(True)
        await phone.fill("#text", text)
    for phone in (first_phone, second_phone):
        await phone.context.set_offline(False)
        await phone.page.evaluate("dispatchEvent(new Event('online'))")
        await phone.everything_sent()
    assert await second_phone.page.locator(".versions h2").inner_text() == "Deux versions"
    [moment] = await second_phone.experiences()
    assert moment["server"]["text"] == "Depuis le bus.\n\n⁂\n\nDepuis la maison."
    await first_phone.page.evaluate("dispatchEvent(new Event('online'))")
    await first_phone.page.wait_for_function(MERGED, timeout=WAIT)
    await second_phone.page.click(".versions .plain:last-child")
    await second_phone.page.wait_for_selector(".versions", state="detached", timeout=WAIT)
    await second_phone.everything_sent()
    assert [one["server"]["text"] for one in await second_phone.experiences()] == ["Depuis le bus."]

"""Who only speaks comes to a published portrait and to its paper; what paper cannot do is said before."""

from datetime import timedelta

import pytest

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.support.live import Live
from tests.support.papers import codes_of, words_of
from tests.support.people import NOW, Person, capture
from tests.support.portraits import share
from tests.support.stories import medium

pytestmark = pytest.mark.slow
SOUND = {"name": "audio", "object_key": "voice", "content_type": "audio/mp4", "size": 9, "width": None, "height": None}


async def test_who_only_spoke_publishes_a_portrait_and_takes_it_on_paper(phone: Phone, live: Live) -> None:
    person = live.sign_in()
    for _ in range(4):
        voice = do(live, medium(live.app.state.runtime, person, "audio", variants=[SOUND], duration=72.4))
        do(live, capture(person, {"lived_at": NOW.isoformat(), "media": [voice]}))
    await phone.sign_in(person.email)
    await phone.open("/portrait")
    await phone.page.click("text=Composer mon Portrait", timeout=WAIT)
    await phone.page.wait_for_selector(".paper .told >> text=Une note vocale", timeout=WAIT)
    assert await phone.page.locator(".paper .told audio").count() == 4
    await publish(phone)
    await phone.page.wait_for_selector(".on-paper >> text=On ne peut pas les écouter", timeout=WAIT)
    assert await phone.page.locator("text=il faut un lien qui a une fin").count() == 1
    assert codes_of(await take(phone)) == []
    await take_it_by_a_link(phone, live, person)


async def take_it_by_a_link(phone: Phone, live: Live, person: Person) -> None:
    [portrait] = do(live, person.ask("GET", "/v1/portraits", 200))["items"]
    ends_at = (live.app.state.runtime.clock() + timedelta(days=30)).isoformat()
    grant = do(live, share(person, f"/v1/portraits/{portrait['id']}", ends_at=ends_at, label="Le stage"))
    await phone.open("/portrait")
    await phone.page.wait_for_selector("text=Avec le lien « Le stage »", timeout=WAIT)
    assert await phone.page.locator("text=On ne peut pas les écouter").count() == 0
    assert await faults(phone, f"/portrait/{portrait['id']}") == []
    document = await take(phone)
    assert words_of(document).count("Note vocale · 1 min 12 s") == 4
    *played, whole = codes_of(document)
    assert (whole, len(played)) == (grant["url"], 4)


async def publish(phone: Phone) -> None:
    await phone.page.click(".publishing > .button")
    for _ in range(2):  # the words that are missing are asked about before or after the sentence is read
        await phone.page.wait_for_selector(".note .button:not(.plain)", timeout=WAIT)
        await phone.page.click(".note .button:not(.plain)")
        await phone.page.wait_for_timeout(700)
    await phone.page.wait_for_selector("text=C’est publié.", timeout=WAIT)


async def take(phone: Phone) -> bytes:
    async with phone.page.expect_download(timeout=WAIT) as taken:
        await phone.page.click("text=Prendre en PDF")
    return (await (await taken.value).path()).read_bytes()

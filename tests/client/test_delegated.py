"""A code of a school opened an account: each screen of each session says who did it, and what was done."""

from typing import Any
from uuid import UUID

import pytest

from app.models.communities import CommunityKind
from tests.client.conftest import NewPhone
from tests.client.desks import text_comes
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, picture
from tests.client.test_manage import name
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.people import Person, prove

pytestmark = pytest.mark.slow
WORDS = {
    "fr": {
        "who": r"Mme Roux a fait un code \(Lycée Zola\) qui a ouvert ton compte",
        "nothing": "Rien n’y a été fait",
        "moment": "un moment écrit ou changé",
        "photo": "une photo, un son ou un film ajouté",
        "until": "Sinon, cela se ferme après dix heures",
        "seen": "J’ai vu",
    },
    "en": {
        "who": r"Mme Roux made a code \(Lycée Zola\) that opened your account",
        "nothing": "Nothing was done there",
        "moment": "a moment was written or changed",
        "photo": "a photo, a sound or a film was added",
        "until": "Else it closes after ten hours",
        "seen": "I saw it",
    },
}
EVERY_SCREEN = ("/", "/missions", "/me")


async def school(manager: Person, pupil: Person) -> UUID:
    await name(manager, "Mme Roux")
    await prove(manager)
    fields: dict[str, Any] = {"kind": CommunityKind.SCHOOL, "name": "Lycée Zola"}
    return await gather(manager.runtime, manager, pupil, verified_at=manager.runtime.clock(), **fields)


async def open_by_code(phone: Phone, live: Live, manager: Person, pupil: Person, place: UUID) -> None:
    """The manager shows a code, and opens it on a phone."""
    path = f"/v1/communities/{place}/memberships/{pupil.id}/sign-in-passes"
    code = do(live, manager.ask("POST", path, 201))
    await phone.open(f"/sign-in/{code['link'].rpartition('/')[2]}")
    await phone.page.click("form .button", timeout=WAIT)
    await phone.page.wait_for_selector(".bar", timeout=WAIT)


async def shows(phone: Phone, *patterns: str) -> None:
    """Each screen says it."""
    for path in EVERY_SCREEN:
        await phone.open(path)
        for pattern in patterns:
            await text_comes(phone, pattern)


@pytest.mark.parametrize("language", WORDS)
async def test_each_screen_says_who_opened_the_account_and_what_was_done(
    new_phone: NewPhone, live: Live, language: str
) -> None:
    words, manager, pupil = WORDS[language], live.sign_in(), live.sign_in()
    place = do(live, school(manager, pupil))
    do(live, pupil.ask("PATCH", "/v1/me", 200, json={"locale": language}))
    phone, second_phone = await new_phone(), await new_phone()
    await phone.sign_in(pupil.email)
    await phone.open("/missions")
    await open_by_code(second_phone, live, manager, pupil, place)
    await shows(second_phone, words["who"], words["nothing"], words["until"])
    assert await second_phone.page.locator(f"text={words['seen']}").count() == 0
    await phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # nothing is loaded again
    await text_comes(phone, words["who"])
    await second_phone.write("Écrit en classe")
    await second_phone.photograph(picture())
    await second_phone.everything_sent()
    for each in (phone, second_phone):
        await shows(each, words["who"], words["moment"], words["photo"])
        assert await faults(each, "/") == []
    await phone.page.click(f"text={words['seen']}", timeout=WAIT)
    await phone.page.wait_for_selector(".note", state="detached", timeout=WAIT)
    await phone.open("/missions")
    await phone.page.wait_for_selector("main h1", timeout=WAIT)
    assert await phone.page.locator(".note").count() == 0
    await second_phone.write("Encore en classe")
    await second_phone.everything_sent()
    await shows(phone, words["moment"])  # what is done afterwards is told afterwards


async def test_the_proof_of_its_person_makes_the_session_their_own(phone: Phone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    place = do(live, school(manager, pupil))
    do(live, pupil.ask("POST", "/v1/experiences", 201, json={"title": "Avant le code"}))
    await open_by_code(phone, live, manager, pupil, place)
    await text_comes(phone, WORDS["fr"]["who"])
    assert "Avant le code" not in await phone.page.inner_text("body")
    assert all((item["server"] or {}).get("title") != "Avant le code" for item in await phone.experiences())
    await phone.page.click("summary", timeout=WAIT)
    await phone.page.fill("#ownership-address", pupil.email)
    await phone.page.keyboard.press("Enter")
    await phone.page.wait_for_selector("#ownership-code", timeout=WAIT)
    await phone.page.fill("#ownership-code", await phone.code(pupil.email, 0))
    await phone.page.keyboard.press("Enter")
    await phone.page.wait_for_selector(f"text={WORDS['fr']['seen']}", timeout=WAIT)
    await text_comes(phone, "Avant le code")

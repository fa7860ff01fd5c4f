"""Coming in: by mail, by a link, by a school's code, through a service of identity; on a phone of somebody else."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.clock import utc_now
from app.core.settings import Settings
from app.models.communities import CommunityKind
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, somebody
from tests.clients.nodes import FOLDER, MODULES
from tests.clients.providers import SECRET, person, settings_of
from tests.support.communities import gather
from tests.support.counsellors import with_second_factor
from tests.support.live import Live, serving
from tests.support.mails import received, text_of
from tests.support.people import Person, Watch

pytestmark = pytest.mark.slow
LINK = re.compile(r"/sign-in/(dtl_\S+)")


@pytest.fixture(scope="module")
def live(equipment: None, settings: Settings) -> Iterator[Live]:
    """A product that three real services of identity are set up for."""
    node = shutil.which("node")
    if node is None or not (MODULES / "oidc-provider").exists():
        pytest.skip("NO SERVICE OF IDENTITY WAS TRIED: npm ci --prefix tests/clients")
    processes: list[subprocess.Popen[str]] = []

    def equip(home: Settings) -> Settings:
        command = [node, "provider.mjs", home.public_base_url, SECRET]
        processes.append(subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, text=True))
        output = processes[0].stdout
        assert output is not None
        issuers.update(json.loads(output.readline().removeprefix("READY ")))
        return settings_of(home, issuers)

    issuers: dict[str, str] = {}
    try:
        with serving(settings, equip) as live:
            live.app.state.issuers = issuers
            yield live
    finally:
        for process in processes:
            process.kill()
            process.communicate()


async def _who_comes(phone: Phone, **claims: object) -> Any:
    somebody_there = person("lou", **claims)
    address = phone.live.app.state.issuers["standard"]
    await phone.context.request.post(f"{address}/control", data=json.dumps({"person": somebody_there}))
    return somebody_there


async def test_a_wrong_code_says_how_many_tries_are_left_and_too_many_mails_until_when(phone: Phone) -> None:
    email = somebody()
    await phone.open()
    await phone.page.fill("#email", email)
    await phone.page.click(".sign-in button.button")
    await phone.page.fill("#code", "000000")
    await phone.page.click(".sign-in button.button")
    assert "Encore 9 essais." in await phone.page.inner_text("#code-fault", timeout=WAIT)
    for _ in range(5):
        await phone.page.click("text=Une autre adresse")
        await phone.page.click(".sign-in button.button")
        await phone.page.wait_for_selector("#code, #email-fault", timeout=WAIT)
    assert re.search(r"Reviens à \d\d:\d\d", await phone.page.inner_text("#email-fault", timeout=WAIT))
    assert await faults(phone, "/sign-in") == []


async def test_the_first_steps_are_taken_or_skipped(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await phone.page.wait_for_selector("#birth-year", timeout=WAIT)
    assert await faults(phone, "/welcome") == []
    await phone.page.fill("#birth-year", str(utc_now().year - 8))
    await phone.page.click("main .button")
    assert "on t’attend" in await phone.page.inner_text("#birth-year-fault", timeout=WAIT)
    await phone.page.fill("#birth-year", str(utc_now().year - 14))
    await phone.page.click("main .button")
    await phone.page.click("text=Français facile à lire", timeout=WAIT)
    await phone.page.click("main .button")
    await phone.page.wait_for_selector("text=Demander à un parent", timeout=WAIT)
    await phone.page.click("main .button")
    await phone.page.wait_for_selector(".empty", timeout=WAIT)
    rows = await phone.everything_sent()
    [account] = [item["server"] for item in rows["items"] if item["type"] == "user"]
    assert (account["birth_year"], account["simple_language"]) == (utc_now().year - 14, True)


async def test_a_link_of_a_mail_opens_nothing_by_itself(phone: Phone, live: Live) -> None:
    email = somebody()
    await phone.open()
    await phone.page.fill("#email", email)
    await phone.page.click(".sign-in button.button")
    await phone.code(email, 0)
    [mail] = received(live.app.state.runtime, email)
    link = LINK.search(text_of(mail))
    assert link is not None
    await phone.page.goto(f"{live.url}/sign-in/{link[1]}")
    assert await phone.page.inner_text("h1") == "Entre dans Day Tripper"
    await phone.page.click("a.button")
    await phone.page.wait_for_selector(".sign-in form", timeout=WAIT)
    assert await faults(phone, f"/sign-in/{link[1]}") == []
    await phone.page.click(".sign-in button.button", timeout=WAIT)
    await phone.page.wait_for_selector(".bar", timeout=WAIT)
    await phone.open(f"/sign-in/{link[1]}")
    assert await phone.page.inner_text("h1", timeout=WAIT) == "Tu es déjà là"


async def _school_code(manager: Person, pupil: Person) -> Any:
    place = await gather(manager.runtime, manager, pupil, kind=CommunityKind.SCHOOL, verified_at=utc_now())
    watch = Watch()
    watch.now = utc_now()
    await with_second_factor(manager, watch)
    return await manager.ask("POST", f"/v1/communities/{place}/memberships/{pupil.id}/sign-in-passes", 201)


async def test_the_code_of_a_school_opens_a_pupils_journal(phone: Phone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    code = do(live, _school_code(manager, pupil))
    await phone.open(f"/sign-in/{code['link'].rpartition('/')[2]}")
    await phone.page.click(".sign-in button.button", timeout=WAIT)
    await phone.page.wait_for_selector(".bar", timeout=WAIT)
    assert (await phone.keeps())["names"] == [f"daytripper-{pupil.id}"]


async def test_a_service_of_identity_leads_back_signed_in(phone: Phone, live: Live) -> None:
    lou = await _who_comes(phone)
    await phone.open()
    await phone.page.click(".provider.standard", timeout=WAIT)
    await phone.page.wait_for_selector(".bar", timeout=WAIT)
    cookies = await phone.context.cookies(f"{live.url}/v1/sessions")  # those of the service among them: one host
    assert [cookie["httpOnly"] for cookie in cookies if cookie["name"] == "__Secure-refresh"] == [True]
    assert await phone.page.evaluate("document.cookie") == ""
    await phone.open("/me")
    await phone.page.wait_for_selector(f"text={lou['email']}", timeout=WAIT)
    await phone.page.click(".sign-out .button")
    await phone.page.wait_for_selector("#email", timeout=WAIT)


async def test_an_address_that_the_service_did_not_check_is_proved_once(phone: Phone, live: Live) -> None:
    pupil = live.sign_in()
    await _who_comes(phone, email=pupil.email, email_verified=False)
    await phone.open()
    await phone.page.click(".provider.standard", timeout=WAIT)
    await phone.page.wait_for_selector("text=Prouve ton adresse une fois", timeout=WAIT)
    await phone.prove(pupil.email)
    await phone.page.wait_for_selector(".bar", timeout=WAIT)
    assert (await phone.keeps())["names"] == [f"daytripper-{pupil.id}"]
    identities = do(live, pupil.ask("GET", "/v1/me/identities", 200))["items"]
    assert [identity["provider"] for identity in identities] == ["standard"]


async def test_nothing_outlives_the_browser_on_a_phone_of_somebody_else(phone: Phone, live: Live) -> None:
    await phone.open()
    await phone.page.check(".shared input")
    await phone.sign_in(somebody(), keeps_page=True)
    address = f"{live.url}/v1/sessions"
    assert [cookie["expires"] for cookie in await phone.context.cookies(address)] == [-1]
    await phone.write("Sur le téléphone de Sami.")
    await phone.everything_sent()
    await phone.open()  # the browser is still open
    await phone.page.wait_for_selector(".card", timeout=WAIT)
    assert [cookie["expires"] for cookie in await phone.context.cookies(address)] == [-1]
    await phone.context.clear_cookies()  # as a browser that is closed does with cookies of no term
    await phone.open()
    await phone.page.wait_for_selector("#email", timeout=WAIT)
    assert (await phone.keeps())["names"] == []
    assert await phone.page.is_checked(".shared input")

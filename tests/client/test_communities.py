"""Coming into a community by a code or a link, being there, and leaving."""

from typing import Any

import pytest

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do, somebody
from tests.support import communities
from tests.support.live import Live
from tests.support.people import NOW, Person

pytestmark = pytest.mark.slow
CHARTER = "On se montre ce qu’on bâtit.\n\n- On parle du travail.\n- **Aucune** question n’est bête."


def invite(live: Live, manager: Person, community_id: object, **fields: Any) -> Any:
    return do(live, manager.ask("POST", f"/v1/communities/{community_id}/invitations", 201, json=fields))


async def enter(phone: Phone, live: Live) -> tuple[Person, str]:
    """Sign in on the phone as a member of a community, and give its path."""
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, communities.gather(live.app.state.runtime, manager))
    joining = {"invitation": invite(live, manager, community_id)["code"]}
    do(live, member.ask("PUT", f"/v1/communities/{community_id}/membership", 201, json=joining))
    await phone.sign_in(member.email)
    return member, f"/communities/{community_id}"


async def back_online(phone: Phone) -> None:
    await phone.context.set_offline(False)
    await phone.page.evaluate("dispatchEvent(new Event('online'))")


async def say(phone: Phone, field: str, value: str) -> None:
    await phone.page.fill(field, value, timeout=WAIT)
    await phone.page.click("form .button")


async def test_a_code_kept_without_network_lets_in(phone: Phone, live: Live) -> None:
    """Somebody new says their name and their year of birth on the way, and reads what they agree to."""
    manager = live.sign_in()
    community_id = do(live, communities.gather(live.app.state.runtime, manager, charter=CHARTER))
    code = invite(live, manager, community_id, max_uses=1)["code"]
    await phone.sign_in(somebody())
    await phone.open("/communities")
    await phone.page.wait_for_selector("text=Tu n’es dans aucune communauté", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.page.click("a.button >> text=Rejoindre une communauté")
    await say(phone, "#key", code.lower())
    await phone.page.wait_for_selector("text=le code est gardé ici", timeout=WAIT)
    await phone.open("/communities")
    await phone.page.click(".note .button", timeout=WAIT)
    await phone.page.wait_for_selector("text=le code est gardé ici", timeout=WAIT)
    await back_online(phone)
    await phone.page.wait_for_selector("h1 >> text=Promo 2026", timeout=WAIT)
    await say(phone, "#name", "Ada")
    await say(phone, "#age", "1990")
    await phone.page.wait_for_selector("text=Mon journal reste privé", timeout=WAIT)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector("text=C’est fait. Bienvenue !", timeout=WAIT)
    await phone.page.wait_for_selector(".community .switch", timeout=WAIT)
    members = do(live, manager.ask("GET", f"/v1/communities/{community_id}/memberships", 200))["items"]
    assert {(one["user"]["display_name"], one["state"]) for one in members} >= {("Ada", "active")}
    assert await faults(phone, "/communities") == []


async def test_used_up_and_under_fifteen(phone: Phone, live: Live) -> None:
    """An invitation that lets in nobody any more says so. A child keeps a place, and a parent is asked."""
    manager, first = live.sign_in(), live.sign_in()
    community_id = do(live, communities.gather(live.app.state.runtime, manager))
    gone = invite(live, manager, community_id, max_uses=1)
    joining = {"invitation": gone["code"]}
    do(live, first.ask("PUT", f"/v1/communities/{community_id}/membership", 201, json=joining))
    url = invite(live, manager, community_id)["url"]
    await phone.sign_in(somebody())
    await phone.open(f"/join?key={gone['code']}")
    assert "a servi jusqu’au bout" in await phone.page.inner_text("[role=alert]", timeout=WAIT)
    await say(phone, "#key", "https://example.org/carte")
    await phone.page.wait_for_selector("text=Ce QR ne mène pas à une communauté", timeout=WAIT)
    await say(phone, "#key", url)
    await say(phone, "#name", "Zoé")
    await say(phone, "#age", str(NOW.year - 12))
    await say(phone, "#parent", somebody())
    await phone.page.wait_for_selector("text=Garder ma place", timeout=WAIT)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector("text=Ta place est gardée", timeout=WAIT)
    await phone.page.wait_for_selector(".card >> text=Une place t’attend", timeout=WAIT)
    invitations = do(live, manager.ask("GET", f"/v1/communities/{community_id}/invitations", 200))["items"]
    assert [one["waiting"] for one in invitations if one["url"] == url] == [1]


async def test_talents_are_shown_without_network(phone: Phone, live: Live) -> None:
    """The sentence that is agreed to was read before; its version goes along."""
    member, path = await enter(phone, live)
    await phone.open("/communities")
    await phone.page.click(".card a", timeout=WAIT)
    await phone.page.wait_for_selector("text=sans mon nom", timeout=WAIT)
    await phone.page.wait_for_selector("text=s’en occupe", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.page.reload()
    await phone.page.check(".switch input", timeout=WAIT)
    await back_online(phone)
    await phone.everything_sent()
    own = do(live, member.ask("GET", f"/v1{path}/memberships/{member.id}", 200))
    assert own["show_talents"] is True
    consents = do(live, member.ask("GET", "/v1/me/consents", 200))["items"]
    assert [one["version_stated"] for one in consents if one["kind"] == "talents"] == [True]
    assert await faults(phone, path) == []


async def test_a_report_is_kept_until_it_is_sent(phone: Phone, live: Live) -> None:
    member, path = await enter(phone, live)
    report = path.replace("/communities/", "/report/community/")
    assert await faults(phone, report) == []
    await phone.page.evaluate("document.documentElement.style.fontSize = ''")
    await phone.open(path)
    await phone.page.click(".asides a", timeout=WAIT)
    await phone.page.check(".choices label:last-child input", timeout=WAIT)
    await phone.page.fill("#text", "Le nom fait peur.")
    await phone.page.reload()
    await phone.value_is("#text", "Le nom fait peur.")
    await phone.page.click("form .button")
    await phone.page.wait_for_selector("text=C’est signalé", timeout=WAIT)
    [flag] = do(live, member.ask("GET", "/v1/flags", 200))["items"]
    assert (flag["target"]["type"], flag["reason"], flag["text"]) == ("community", "other", "Le nom fait peur.")


async def test_a_report_that_was_opened_by_its_address_leads_on(phone: Phone, live: Live) -> None:
    _, path = await enter(phone, live)
    await phone.open(path.replace("/communities/", "/report/community/"))
    await phone.page.check(".choices label:last-child input", timeout=WAIT)
    await phone.page.click("form .button")
    await phone.page.wait_for_selector("text=C’est signalé", timeout=WAIT)
    assert await phone.page.inner_text("h1") == "Mon journal"


async def test_leaving(phone: Phone, live: Live) -> None:
    member, path = await enter(phone, live)
    await phone.open(path)
    await phone.page.click(".asides .link", timeout=WAIT)
    await phone.page.click(".note .button >> text=Quitter")
    await phone.page.wait_for_selector("text=C’est quitté.", timeout=WAIT)
    await phone.page.wait_for_selector("text=Tu n’es dans aucune communauté", timeout=WAIT)
    do(live, member.ask("GET", f"/v1{path}", 404))


async def test_screens_of_joining_have_no_fault(phone: Phone, live: Live) -> None:
    manager, person = live.sign_in(), live.sign_in()
    community_id = do(live, communities.gather(live.app.state.runtime, manager, charter=CHARTER))
    code = invite(live, manager, community_id, needs_approval=True)["code"]
    await phone.sign_in(person.email)
    assert await faults(phone, "/communities") == []
    assert await faults(phone, "/join") == []
    await phone.page.evaluate("document.documentElement.style.fontSize = ''")
    await phone.open(f"/join?key={code}")
    await phone.page.wait_for_selector("#reason", timeout=WAIT)
    assert await faults(phone, f"/join?key={code}") == []
    await say(phone, "#reason", "J’apprends le métier.")
    await phone.page.wait_for_selector("text=Tu as demandé à entrer", timeout=WAIT)
    waiting = do(live, manager.ask("GET", f"/v1/communities/{community_id}/memberships?state=requested", 200))["items"]
    assert [one["reason"] for one in waiting] == ["J’apprends le métier."]

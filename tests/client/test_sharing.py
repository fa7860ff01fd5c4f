"""Sharing in three steps, seeing who sees what, and answering who asks."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.client.test_journals import reconnect
from tests.support import stories
from tests.support.communities import gather
from tests.support.counsellors import code_shown_by, with_second_factor
from tests.support.grants import open_to
from tests.support.live import Live
from tests.support.mails import received
from tests.support.people import NOW, Person, Watch, capture

pytestmark = pytest.mark.slow
SENTENCE = ".sentence"


def now(live: Live) -> datetime:
    moment: datetime = live.app.state.runtime.clock()
    return moment


async def go_on(phone: Phone) -> None:
    await phone.page.click(".share .button >> text=Continuer")


async def agree(phone: Phone) -> None:
    await phone.page.wait_for_selector(SENTENCE, timeout=WAIT)
    await phone.page.click(".share > .button:enabled >> text=Partager", timeout=WAIT)
    await phone.page.wait_for_selector("text=C’est partagé.", timeout=WAIT)


def grants_of(live: Live, owner: Person) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = do(live, owner.ask("GET", "/v1/grants?state=active", 200))["items"]
    return items


async def publish(owner: Person) -> Any:
    return await stories.publish(owner, await stories.begin(owner, stories.text()))


async def test_a_link_with_a_passcode_is_given_mailed_and_counted(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    story = do(live, publish(owner))
    await phone.sign_in(owner.email)
    await phone.open(f"/share/story/{story['id']}")
    await phone.page.wait_for_selector(".ways-of", timeout=WAIT)
    await go_on(phone)
    await go_on(phone)
    await phone.page.click("summary")
    await phone.page.fill("#passcode", "parpaing")
    await phone.page.wait_for_selector(f"{SENTENCE}:has-text('le lien et le code')", timeout=WAIT)
    assert grants_of(live, owner) == []  # the sentence is shown before anything is given
    await agree(phone)
    url = await phone.page.inner_text(".address", timeout=WAIT)
    [grant] = grants_of(live, owner)
    assert (grant["rights"], grant["has_passcode"], grant["purpose"]) == (["view"], True, "personal")
    left = datetime.fromisoformat(grant["ends_at"]) - now(live)
    assert timedelta(days=91) < left < timedelta(days=93)
    await phone.page.click("text=En plein écran")
    assert await phone.page.locator("dialog img").evaluate("image => image.naturalWidth > 0")
    await phone.page.click("dialog .button")
    await mail(phone, live, url)
    await miss(url)
    await phone.open(f"/grants/{grant['id']}")
    await phone.page.wait_for_selector("text=1 mauvais code", timeout=WAIT)
    assert await faults(phone, f"/grants/{grant['id']}") == []


async def miss(url: str) -> None:
    """Somebody guesses a passcode, wrongly."""
    async with httpx.AsyncClient() as reader:
        assert (await reader.post(f"{url}/unlock", data={"passcode": "faux"})).status_code == 403


async def mail(phone: Phone, live: Live, url: str) -> None:
    address = f"{url[-8:].lower().strip('-_')}@example.org"
    await phone.page.click("summary:has-text('mail')")
    await phone.page.fill("#emails", address)
    await phone.page.fill("#message", "Regarde mon mur.")
    await phone.page.click("form .button")
    await phone.page.wait_for_selector("text=1 mail part.", timeout=WAIT)
    for _ in range(WAIT // 100):
        if received(live.app.state.runtime, address):
            return
        await phone.page.wait_for_timeout(100)
    raise AssertionError(address)


async def test_a_moment_goes_to_a_person_by_their_code(phone: Phone, live: Live) -> None:
    owner, reader = live.sign_in(), live.sign_in()
    moment = do(live, capture(owner, {"lived_at": NOW.isoformat(), "utc_offset": 60, "title": "Le mur"}))
    code = do(live, code_shown_by(reader))
    await phone.sign_in(owner.email)
    await phone.open(f"/share/experience/{moment['id']}")
    await phone.page.wait_for_selector(".lead:has-text('Le mur')", timeout=WAIT)
    assert await phone.page.locator(".ways-of input").count() == 1  # moments go to people alone
    await phone.page.fill("#code", "non")
    await go_on(phone)
    await phone.page.wait_for_selector(".field .fault")
    await phone.page.fill("#code", code)
    await go_on(phone)
    await phone.page.check("text=m’écrire un commentaire")
    await go_on(phone)
    await phone.page.click("text=Un mois")
    await agree(phone)
    [grant] = grants_of(live, owner)
    assert (grant["audience"]["id"], grant["rights"]) == (str(reader.id), ["view", "comment"])
    do(live, reader.ask("GET", f"/v1/experiences/{moment['id']}", 200))
    await phone.open(f"/grants/{grant['id']}")
    await phone.page.wait_for_selector(".uses li:has-text('Léa')", timeout=WAIT)
    await phone.open("/shares")
    await phone.page.wait_for_selector(".access .when:has-text('ouvert une fois')", timeout=WAIT)
    do(live, reader.ask("GET", f"/v1/experiences/{moment['id']}", 200))
    await is_told(phone, live, reader, {"type": "experience", "id": moment["id"]})


async def is_told(phone: Phone, live: Live, reader: Person, target: dict[str, str]) -> None:
    """What a reader says stands where the notification of it leads, with or without network."""
    about = {"target": target, "text": "Ton mur tient droit."}
    do(live, reader.ask("POST", "/v1/comments", 201, json=about))
    await phone.open("/notifications")
    await phone.page.click(".notices a:has-text('comment')", timeout=WAIT)
    await phone.page.wait_for_selector("h2:has-text('Ce qu’on t’a dit')", timeout=WAIT)
    assert "Léa" in await phone.page.inner_text(".heard li:has-text('Ton mur tient droit.')")
    assert await phone.page.locator(".heard").evaluate("part => part.getBoundingClientRect().top < innerHeight / 2")
    assert await faults(phone, f"/moments/{target['id']}") == []


async def test_what_was_said_of_a_story_stands_above_it(phone: Phone, live: Live) -> None:
    owner, reader = live.sign_in(), live.sign_in()
    story = do(live, publish(owner))
    await phone.sign_in(owner.email)
    for target in ({"type": "story", "id": story["id"]}, {"type": "talents"}):
        given = do(live, open_to(owner, reader, target, rights=["view", "comment"]))
        about = target if "id" in target else target | {"user_id": str(owner.id)}
        do(
            live,
            reader.ask("POST", "/v1/comments", 201, json={"target": about, "text": f"De {given['target']['type']}"}),
        )
    for place, (kind, title) in enumerate((("talents", "Mes talents"), ("story", "Mon stage"))):
        await phone.open("/notifications")
        await phone.page.locator(".notices a:has-text('comment')").nth(place).click(timeout=WAIT)
        await phone.page.wait_for_selector(f".heard blockquote:has-text('De {kind}')", timeout=WAIT)
        await phone.page.wait_for_selector(f"h1:has-text('{title}')", timeout=WAIT)


def join(live: Live, manager: Person, member: Person) -> None:
    community_id = do(live, gather(manager.runtime, manager, name="Les maçons"))
    invitation = do(live, manager.ask("POST", f"/v1/communities/{community_id}/invitations", 201, json={}))
    joining = {"invitation": invitation["code"]}
    do(live, member.ask("PUT", f"/v1/communities/{community_id}/membership", 201, json=joining))


async def test_a_story_goes_to_a_community_and_is_cut(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    story = do(live, publish(owner))
    join(live, live.sign_in(), owner)
    await phone.sign_in(owner.email)
    await phone.open(f"/share/story/{story['id']}")
    await phone.page.check("text=Une communauté", timeout=WAIT)
    await phone.page.check("text=Les maçons", timeout=WAIT)
    await go_on(phone)
    await go_on(phone)
    await agree(phone)
    assert [grant["audience"]["name"] for grant in grants_of(live, owner)] == ["Les maçons"]
    await phone.open("/shares")
    cut = ".access:has-text('Les maçons') >> text=Couper"
    await phone.page.click(cut, timeout=WAIT)
    await phone.page.wait_for_timeout(1_000)
    assert len(grants_of(live, owner)) == 1  # it is held as long as there is a way back
    assert await phone.page.locator("[role=alert]").count() == 0
    await phone.page.click(".toast >> text=Annuler")
    await phone.page.click(cut, timeout=WAIT)
    await phone.page.click(".bar a:has-text('Moi')")
    await phone.page.wait_for_selector(".toast p", state="detached", timeout=2_000)
    await phone.everything_sent()
    assert grants_of(live, owner) == []


async def test_what_is_chosen_without_network_is_kept_and_agreed_to_with_it(phone: Phone, live: Live) -> None:
    owner = live.sign_in()
    story = do(live, publish(owner))
    await phone.sign_in(owner.email)
    await phone.open("/shares")
    await phone.page.wait_for_selector(".lines a", timeout=WAIT)
    await phone.context.set_offline(True)
    await phone.open(f"/share/story/{story['id']}")
    await phone.page.wait_for_selector(".ways-of", timeout=WAIT)
    await go_on(phone)
    await phone.page.check("text=Pour un emploi ou un stage")
    await go_on(phone)
    await phone.page.wait_for_selector("text=Tes choix sont gardés", timeout=WAIT)
    await phone.open(f"/share/story/{story['id']}")
    await phone.page.wait_for_selector("text=Étape 3 sur 3", timeout=WAIT)
    await phone.page.click("text=Un autre jour")
    await phone.page.click(".chips >> nth=1 >> button >> nth=2")  # of this week, by its name
    await reconnect(phone)
    await agree(phone)
    [grant] = grants_of(live, owner)
    assert grant["purpose"] == "recruitment"
    assert timedelta(days=2) < datetime.fromisoformat(grant["ends_at"]) - now(live) < timedelta(days=5)


def ask_for_access(live: Live, asker: Person, code: str) -> Any:
    body = {
        "code": code,
        "purpose": "guidance",
        "targets": [{"type": "stories"}, {"type": "talents"}, {"type": "experiences"}],
        "rights": ["view", "comment"],
        "ends_at": (now(live) + timedelta(days=180)).isoformat(),
        "message": "Pour préparer mardi.",
    }
    return do(live, asker.ask("POST", "/v1/grant-requests", 201, json=body))


def counsellor(live: Live) -> Person:
    person = live.sign_in()
    watch = Watch()
    watch.now = now(live)
    do(live, with_second_factor(person, watch))
    return person


async def untick(phone: Phone) -> None:
    """Give one moment of all, no talents, no comments, for a month. Nobody has ticked the journal for its owner."""
    assert not await phone.page.is_checked("label:has-text('Mon journal') input")
    assert await phone.page.is_checked("label:has-text('Mes talents') input")
    for words in ("Mes talents", "commentaire"):
        await phone.page.uncheck(f"label:has-text('{words}') input")
    await phone.page.check("label:has-text('Le mur') input")
    await phone.page.click("text=Un mois")
    await phone.page.wait_for_selector(f"{SENTENCE}:has-text('Le mur')", timeout=WAIT)


async def test_who_asks_is_given_less(phone: Phone, live: Live) -> None:
    owner, asker = live.sign_in(), counsellor(live)
    do(live, publish(owner))
    body = {"lived_at": NOW.isoformat(), "utc_offset": 60}
    moment, _ = (do(live, capture(owner, body | {"title": title})) for title in ("Le mur", "La porte"))
    await phone.sign_in(owner.email)
    assert await faults(phone, "/code") == []
    assert (await phone.page.inner_text("[role=timer]", timeout=WAIT)).startswith(("Encore 9:", "Encore 10:"))
    request = ask_for_access(live, asker, await phone.page.inner_text(".spoken"))
    await phone.page.click("[role=status] >> text=Regarder", timeout=WAIT)
    await phone.page.wait_for_selector(f"text=Son adresse est vérifiée : {asker.email}", timeout=WAIT)
    assert "Pour préparer mardi." in await phone.page.inner_text("main")
    await untick(phone)
    await phone.page.click(".share > .button:enabled >> text=Accepter cela seulement", timeout=WAIT)
    await phone.page.wait_for_selector("text=C’est accepté.", timeout=WAIT)
    agreement = do(live, owner.ask("GET", f"/v1/grant-requests/{request['id']}", 200))
    targets = {grant["target"]["type"]: grant["target"]["id"] for grant in agreement["grants"]}
    assert agreement["state"] == "accepted"
    assert targets.keys() == {"story", "experience"}
    assert targets["experience"] == moment["id"]
    assert all(grant["rights"] == ["view"] for grant in agreement["grants"])


async def test_who_asks_is_refused(phone: Phone, live: Live) -> None:
    owner, asker = live.sign_in(), counsellor(live)
    request = ask_for_access(live, asker, do(live, code_shown_by(owner)))
    await phone.sign_in(owner.email)
    await phone.open("/shares")
    await phone.page.click(".request-line >> text=Regarder", timeout=WAIT)
    await phone.page.click("summary:has-text('Refuser')", timeout=WAIT)
    await phone.page.click("details .button")
    await phone.page.wait_for_selector("text=C’est refusé.", timeout=WAIT)
    assert do(live, owner.ask("GET", f"/v1/grant-requests/{request['id']}", 200))["state"] == "refused"


async def test_screens_of_sharing_have_no_fault(phone: Phone, live: Live) -> None:
    owner, asker = live.sign_in(), counsellor(live)
    await phone.sign_in(owner.email)
    assert await faults(phone, "/shares") == []
    story = do(live, publish(owner))
    request = ask_for_access(live, asker, do(live, code_shown_by(owner)))
    for path in ("/shares", f"/share/story/{story['id']}", "/share/talents/all", f"/requests/{request['id']}"):
        assert await faults(phone, path) == []
    await phone.page.wait_for_selector(SENTENCE, timeout=WAIT)
    for _ in range(2):  # the second and the third step, as they are kept
        await phone.open(f"/share/story/{story['id']}")
        await go_on(phone)
        assert await faults(phone, f"/share/story/{story['id']}") == []

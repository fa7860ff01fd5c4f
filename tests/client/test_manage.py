"""Leading a community from a laptop: the inbox, the board, the answers."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page

from app.core.ids import uuid7
from app.models.communities import CommunityKind
from app.models.memberships import MembershipState, Role
from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, prove, text_comes, widen
from tests.client.phones import WAIT, Phone, do
from tests.support.communities import gather, membership_row
from tests.support.consents import shown
from tests.support.grants import share, told
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, answer, write
from tests.support.people import Person
from tests.support.people import prove as prove_session

pytestmark = pytest.mark.slow


async def name(person: Person, text: str) -> None:
    await person.ask("PATCH", "/v1/me", 200, json={"display_name": text})


async def school(manager: Person, *pupils: Person) -> tuple[UUID, Any]:
    """Found a school with a mission that each pupil answered. Its manager reads answers with a second factor."""
    for number, pupil in enumerate(pupils):
        await name(pupil, f"Élève {number + 1}")
    community_id = await gather(manager.runtime, manager, *pupils, kind=CommunityKind.SCHOOL, name="Lycée Vauban")
    mission = await write(manager, community_id, title="Le geste de la semaine")
    await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)
    await prove_session(manager)
    await waits_for_sending(manager, mission, len(pupils))
    for pupil in pupils:
        await answer(pupil, mission)
    return community_id, mission


async def found(manager: Person) -> UUID:
    """Found a community as its manager does, so that the manager's own phone hears of it."""
    body = {"name": "Les maçons", "kind": "network"} | shown("lead")
    answer = await manager.ask("PUT", f"/v1/communities/{uuid7()}", 201, json=body)
    return UUID(answer["id"])


async def waits_for_sending(manager: Person, mission: Any, count: int) -> None:
    for _ in range(100):
        if (await manager.ask("GET", f"/v1/missions/{mission['id']}/tally", 200))["sent"] == count:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the mission was not sent")


async def ask_to_join(person: Person, community_id: UUID) -> None:
    async with person.runtime.database.sessions.begin() as session:
        fields = {"state": MembershipState.REQUESTED, "joined_at": None}
        session.add(membership_row(community_id, person.id, **fields))


async def states(manager: Person, mission: Any) -> dict[str, str]:
    board = await manager.ask("GET", f"/v1/missions/{mission['id']}/board", 200)
    return {line["user"]["display_name"]: line["state"] for line in board["items"]}


async def ask_again(page: Page, comment: str) -> None:
    """From the keyboard: to the word, then to its button."""
    await page.keyboard.press("r")
    await page.keyboard.type(comment)
    for _ in range(3):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.matches('.review .plain')"):
            break
    await page.keyboard.press("Enter")


async def test_a_board_is_worked_off_from_the_keyboard(new_phone: NewPhone, live: Live) -> None:
    """The second factor is added in place; each answer by j, a and r; what is said reaches the pupil's phone."""
    manager, *pupils = (live.sign_in() for _ in range(4))
    community_id, mission = do(live, school(manager, *pupils))
    laptop = await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    page = laptop.page
    await laptop.open(f"/manage/{community_id}/missions/{mission['id']}")
    await prove(laptop)
    await page.wait_for_selector("[data-row]", timeout=WAIT)
    await page.keyboard.press("j")
    await text_comes(laptop, "Mon mur")
    await page.keyboard.press("a")
    await page.wait_for_selector("[aria-current=true] >> text='Élève 2'", timeout=WAIT)
    await text_comes(laptop, "Accepter")
    for key, pupil in (("j", "Élève 3"), ("k", "Élève 2"), ("j", "Élève 3")):
        await page.keyboard.press(key)
        await page.wait_for_selector(f"[aria-current=true] >> text='{pupil}'", timeout=WAIT)
    await page.wait_for_selector(".review textarea", timeout=WAIT)
    await ask_again(page, "Montre aussi le dessous.")
    await text_comes(laptop, "à reprendre\n1")
    assert do(live, states(manager, mission)) == {
        "Élève 1": "accepted",
        "Élève 2": "submitted",
        "Élève 3": "returned",
    }

    phone = await new_phone()
    await phone.sign_in(pupils[2].email)
    await phone.open(f"/missions/{mission['id']}")
    await text_comes(phone, "On te demande de la reprendre. Montre aussi le dessous.")


async def test_an_answer_that_another_manager_read_is_shown_anew(phone: Phone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, pupil))
    mission = do(live, write(manager, community_id, title="Le mur"))
    do(live, manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION))
    do(live, waits_for_sending(manager, mission, 1))
    response = do(live, answer(pupil, mission))
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}/missions/{mission['id']}?open={response['id']}")
    await phone.page.wait_for_selector(".review", timeout=WAIT)
    decision = {"decision": "return", "comment": "Un autre l’a lue."}
    do(live, manager.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=decision))
    await phone.page.fill(".review textarea", "Bravo.")
    await phone.page.click(".review .accept")
    said = await text_comes(phone, "vient de changer")
    assert "à reprendre" in said
    assert await phone.page.input_value(".review textarea") == "Bravo."
    await phone.page.click(".review .accept")
    await text_comes(phone, "acceptée ·")


async def test_who_asks_to_join_is_let_in(phone: Phone, live: Live) -> None:
    manager, newcomer = live.sign_in(), live.sign_in()
    community_id = do(live, found(manager))
    do(live, name(newcomer, "Nora"))
    do(live, ask_to_join(newcomer, community_id))
    await phone.sign_in(manager.email)
    await phone.open("/me")
    await phone.page.click("text=Mes communautés à mener", timeout=WAIT)
    await phone.page.click("text=Nora demande à entrer", timeout=WAIT)
    await phone.page.click("text='Accepter'", timeout=WAIT)
    await text_comes(phone, "Rien n’attend.")
    path = f"/v1/communities/{community_id}/memberships/{newcomer.id}"
    assert do(live, manager.ask("GET", path, 200))["state"] == "active"


async def flag_a_story(author: Person, member: Person, community_id: UUID) -> None:
    """A story is shown to the community, and a member reports it."""
    story = await told(author, "Chez nous, 3 rue des Lilas.", title="Mon quartier")
    audience = {"type": "community", "id": str(community_id)}
    await share(author, story, audience=audience, purpose="publication")
    target = {"type": "story", "id": story["id"]}
    flag = {"target": target, "reason": "personal_data", "text": "On y lit une adresse."}
    await member.ask("POST", "/v1/flags", 201, json=flag)


async def appeal(author: Person) -> None:
    [hiding] = (await author.ask("GET", "/v1/hidings", 200))["items"]
    await author.ask("PUT", f"/v1/hidings/{hiding['id']}/appeal", 200, json={"text": "L’adresse est fausse."})


async def lifted(author: Person) -> bool:
    [hiding] = (await author.ask("GET", "/v1/hidings", 200))["items"]
    return hiding["lifted_at"] is not None


async def test_what_was_reported_is_looked_at_hidden_and_shown_again(new_phone: NewPhone, live: Live) -> None:
    """One manager hides it with a reason; the author appeals; another one answers."""
    manager, other, author, member = (live.sign_in() for _ in range(4))
    roles = {manager.id: Role.MANAGER, other.id: Role.MANAGER}
    community_id = do(live, gather(manager.runtime, manager, other, author, member, roles=roles))
    do(live, flag_a_story(author, member, community_id))
    laptop = await new_phone()
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{community_id}")
    await laptop.page.click("text='Signalement : une story'", timeout=WAIT)
    await laptop.page.click("text='Voir ce qui est signalé'")
    await text_comes(laptop, "3 rue des Lilas")
    await laptop.page.fill("#why", "On y voit une adresse.")
    await laptop.page.click("text='Masquer ici'")
    await text_comes(laptop, "Rien n’attend.")
    do(live, appeal(author))
    second = await new_phone()
    await second.sign_in(other.email)
    await second.open(f"/manage/{community_id}")
    await second.page.click("text='Recours : une story'", timeout=WAIT)
    await text_comes(second, "L’adresse est fausse.")
    await second.page.fill("#answer", "Vous avez raison.")
    await second.page.click("text='Montrer à nouveau'")
    await text_comes(second, "Rien n’attend.")
    assert do(live, lifted(author))


async def test_whoever_leads_nothing_is_told_so(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    await phone.sign_in(member.email)
    await phone.open("/me")
    await text_comes(phone, "Français")
    assert "à mener" not in await phone.page.inner_text("main")
    await phone.open(f"/manage/{community_id}")
    await text_comes(phone, "Tu n’animes pas cette communauté.")
    await phone.context.set_offline(True)
    await phone.open("/manage")
    await text_comes(phone, "Il faut du réseau")


async def test_screens_of_a_manager_have_no_fault(phone: Phone, live: Live) -> None:
    manager, *pupils = (live.sign_in() for _ in range(3))
    community_id = do(live, gather(manager.runtime, manager, *pupils))
    empty = do(live, gather(manager.runtime, manager))
    mission = do(live, write(manager, community_id, title="Le mur"))
    do(live, manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION))
    do(live, waits_for_sending(manager, mission, 2))
    response = do(live, answer(pupils[0], mission))
    do(live, ask_to_join(live.sign_in(), community_id))
    await phone.sign_in(manager.email)
    board = f"/manage/{community_id}/missions/{mission['id']}"
    for path, ready in (
        ("/manage", ".lines"),
        (f"/manage/{community_id}", "[data-row]"),
        (f"/manage/{empty}", "text=Rien n’attend."),
        (f"/manage/{community_id}/missions", ".lines"),
        (f"/manage/{empty}/missions", "text=Aucune mission"),
        (board, ".board"),
        (f"{board}?open={response['id']}", ".review"),
    ):
        assert await faults_at_both(phone, path, ready) == []

"""Words that go from one to the other: informations to members, and quotes that a person gives or refuses."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import text_comes
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.client.test_manage import name, waits_for_sending
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, answer, write
from tests.support.people import NOW, Person
from tests.support.programme_reports import draft

pytestmark = pytest.mark.slow
EXCERPT = "J’ai monté mon premier mur."


async def test_members_are_told_something(new_phone: NewPhone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    team, phone = await new_phone(), await new_phone()
    await team.sign_in(manager.email)
    await team.open(f"/manage/{community_id}")
    await team.page.click("text='Écrire une information'", timeout=WAIT)
    await team.page.fill("#information-title", "Le gymnase change")
    await team.page.fill("#information-text", "On se retrouve **salle 12**.")
    await team.page.click("text='Envoyer'")
    await text_comes(team, "salle 12")
    await phone.sign_in(member.email)
    await phone.open(f"/communities/{community_id}")
    assert "**" not in await text_comes(phone, "On se retrouve salle 12")
    await team.page.click(".access >> text='Supprimer'")
    await team.page.wait_for_selector(".access", state="detached", timeout=WAIT)
    await phone.open(f"/communities/{community_id}")
    await text_comes(phone, "personne|Rien|encore")
    assert "Le gymnase change" not in await phone.page.inner_text("main")


async def ask_to_quote(manager: Person, pupil: Person, community_id: UUID) -> Any:
    mission = await write(manager, community_id, title="Le mur")
    await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)
    await waits_for_sending(manager, mission, 1)
    response = await answer(pupil, mission)
    body = {
        "report_id": (await draft(manager, community_id))["id"],
        "purpose": "publication",
        "targets": [{"type": "response", "id": response["id"], "excerpt": EXCERPT}],
        "attribution": "public",
        "attributed_to": "une apprentie",
        "reach": "everybody",
        "ends_at": (NOW + timedelta(days=900)).isoformat(),
        "message": "Pour le bilan de l’année.",
    }
    return await manager.ask("POST", "/v1/grant-requests", 201, json=body)


async def test_words_are_given_changed_and_narrower(phone: Phone, live: Live) -> None:
    """The exact words are read before, and what is agreed to; what was given stands in who sees what."""
    manager, pupil = live.sign_in(), live.sign_in()
    do(live, name(manager, "Karima"))
    community_id = do(live, gather(manager.runtime, manager, pupil))
    request = do(live, ask_to_quote(manager, pupil, community_id))
    await phone.sign_in(pupil.email)
    page = phone.page
    path = f"/requests/{request['id']}"
    await phone.open(path)
    await text_comes(phone, "Karima voudrait te citer dans un bilan")
    assert await page.input_value("textarea") == EXCERPT
    await page.fill("textarea", "J’ai monté un mur.")
    await page.click("text='Les membres de la communauté'")
    await page.wait_for_selector("blockquote:has-text('J’ai monté un mur.')", timeout=WAIT)
    await page.click("text='Accepter d’être cité'")
    await page.wait_for_url("**/shares", timeout=WAIT)
    await text_comes(phone, "« J’ai monté un mur. »")
    [grant] = do(live, pupil.ask("GET", "/v1/grants?state=active", 200))["items"]
    assert (grant["excerpt"], grant["reach"], grant["attributed_to"]) == (
        "J’ai monté un mur.",
        "community",
        "une apprentie",
    )


async def test_screens_of_words_have_no_fault(phone: Phone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, pupil))
    request = do(live, ask_to_quote(manager, pupil, community_id))
    await phone.sign_in(pupil.email)
    for path in (f"/requests/{request['id']}", "/claim"):
        assert await faults(phone, path) == []

"""What those who lead and take part in a committee meet on a phone: what waits, what changes, what they may read."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.test_comments import MAY, say
from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.client.test_manage import name, waits_for_sending
from tests.client.test_programmes_ideas import call
from tests.client.test_programmes_votes import open_vote, shown_ideas
from tests.support import programmes, rooms
from tests.support.communities import gather
from tests.support.grants import open_to, told
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, EVENT, write
from tests.support.people import Person
from tests.support.programme_reports import draft, give, publish
from tests.support.proposals import choose, decide, propose

pytestmark = pytest.mark.slow


async def test_ideas_wait_to_be_read_and_a_vote_offers_its_result_once_there_is_one(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    mission = do(live, shown_ideas(manager, member, community_id, 1))
    do(live, propose(member, mission, title="Un annuaire"))
    ballot = do(live, open_vote(manager, community_id, mission, 1))
    await phone.sign_in(manager.email)
    await phone.open(f"/communities/{community_id}")
    await phone.page.click("text='Mener cette communauté'", timeout=WAIT)
    await text_comes(phone, "1 idée à lire")
    path = f"/manage/{community_id}/missions/{ballot['id']}"
    await phone.open(path)
    said = await text_comes(phone, "Le résultat se montre quand le vote est fermé")
    assert "Voir les résultats" not in said
    for _ in range(2):
        await phone.page.click("text='Fermer le vote'")
    await phone.page.click("text='En faire des actions'", timeout=WAIT)
    await text_comes(phone, "Un annuaire")
    await phone.open(path)
    await phone.page.click("text='Voir les résultats'", timeout=WAIT)
    await text_comes(phone, "Le résultat du vote")


async def named_for_action(manager: Person, member: Person, community_id: UUID) -> None:
    idea = await propose(member, await call(manager, community_id, 1), title="Un stage par mois")
    await decide(manager, idea, "approve")
    await choose(manager, idea, owner={"user_id": str(member.id)})


async def test_who_is_asked_to_carry_an_action_is_led_to_it(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    do(live, named_for_action(manager, member, community_id))
    await phone.sign_in(member.email)
    await phone.open(f"/communities/{community_id}")  # where the mail leads
    await text_comes(phone, "L’équipe pense à toi pour cette action.\\s+Un stage par mois")
    await phone.open("/notifications")
    await phone.page.click("text=/On pense à toi/", timeout=WAIT)
    await phone.page.click("text='Je m’en occupe'", timeout=WAIT)
    await text_comes(phone, "Dire où cela en est")


async def open_event(manager: Person, community_id: UUID) -> Any:
    mission = await write(manager, community_id, **EVENT)
    await manager.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200, headers=CONFIRMATION)
    await waits_for_sending(manager, mission, 1)
    return mission


async def test_an_event_that_is_open_moves(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    mission = do(live, open_event(manager, community_id))
    await phone.sign_in(manager.email)
    path = f"/manage/{community_id}/missions/{mission['id']}"
    await phone.open(path)
    await phone.page.click("text='Changer le jour, le lieu ou les heures'", timeout=WAIT)
    await phone.page.fill("#place", "Salle des fêtes")
    await phone.page.click("text='Changer et prévenir'")
    await phone.page.wait_for_selector("text=/Les inscrits sont prévenus/", timeout=WAIT)
    event = do(live, manager.ask("GET", f"/v1/missions/{mission['id']}", 200))["event"]
    assert event == mission["event"] | {"place": mission["event"]["place"] | {"label": "Salle des fêtes"}}
    assert await faults_at_both(phone, path, "details") == []


async def test_an_event_is_written_with_a_certificate(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    plain = EVENT | {"event": EVENT["event"] | {"certificate": False}}  # type: ignore[operator]
    mission = do(live, write(manager, community_id, **plain))
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}/missions/new?draft={mission['id']}")
    await phone.page.click("text=/reçoit une attestation/", timeout=WAIT)
    await phone.page.click("text='Garder comme brouillon'")
    await phone.page.wait_for_selector("text=/Le brouillon est gardé/", timeout=WAIT)
    event = do(live, manager.ask("GET", f"/v1/missions/{mission['id']}", 200))["event"]
    assert event == mission["event"] | {"certificate": True}


async def test_a_report_is_validated_with_what_was_kept(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    report = do(live, draft(manager, community_id))
    await phone.sign_in(manager.email)
    page = phone.page
    await phone.open(f"/manage/{community_id}/reports/{report['id']}")
    await page.click("text='Son titre et ses dates'", timeout=WAIT)
    await page.fill("#title", "Notre année")
    await page.click("form >> text='Garder'")
    await text_comes(phone, "Notre année")
    await page.select_option("#add-section", label="Un texte")
    await page.fill("[id^='text-']", "Quatre rencontres.")
    await text_comes(phone, "Garde d’abord ce que tu as changé.")
    assert await page.is_disabled("text='Valider'")
    await page.click("section >> text='Garder'")
    await page.click("text='Valider'", timeout=WAIT)
    await text_comes(phone, "Publier")
    read = do(live, manager.ask("GET", f"/v1/reports/{report['id']}", 200))
    assert (read["title"], read["state"]) == ("Notre année", "validated")
    assert "Quatre rencontres." in [section["text"] for section in read["sections"]]


async def published(manager: Person, community_id: UUID) -> None:
    report = await publish(manager, await draft(manager, community_id, title="Bilan de 2025"))
    await give(manager, report, {"type": "link"})


async def test_a_member_reads_the_reports_of_a_public_community(phone: Phone, live: Live) -> None:
    """Empty, there, without network, and not to be seen."""
    manager, member = live.sign_in(), live.sign_in()
    community_id, other = (do(live, gather(manager.runtime, manager, member, visibility="public")) for _ in range(2))
    secret = do(live, gather(manager.runtime, manager, member, visibility="secret"))
    do(live, published(manager, community_id))
    await phone.sign_in(member.email)
    await phone.open(f"/communities/{community_id}")
    await phone.page.click("text='Les bilans'", timeout=WAIT)
    await text_comes(phone, "Bilan de 2025")
    path = f"/communities/{community_id}/reports"
    await phone.context.set_offline(True)
    await phone.open(path)
    await text_comes(phone, "Bilan de 2025")
    await phone.open(f"/communities/{other}/reports")
    await text_comes(phone, "Il faut du réseau")
    await phone.context.set_offline(False)
    await phone.open(f"/communities/{other}/reports")
    await text_comes(phone, "Aucun bilan n’est publié")
    await phone.open(f"/communities/{secret}/reports")
    await text_comes(phone, "Cela n’existe pas")
    assert await faults(phone, path) == []
    await phone.open(path)
    async with phone.page.expect_navigation(url="**/b/**", timeout=WAIT):
        await phone.page.click("text='Bilan de 2025'", timeout=WAIT)


async def block(person: Person, other: Person) -> None:
    target = {"type": "story", "id": (await told(person))["id"]}
    await open_to(person, other, target, rights=MAY)
    comment = await say(other, target)
    await person.ask("DELETE", f"/v1/comments/{comment['id']}?block=true", 204)


async def test_who_was_blocked_is_named_and_unblocked(phone: Phone, live: Live) -> None:
    person, other = live.sign_in(), live.sign_in()
    do(live, name(other, "Nora"))
    do(live, block(person, other))
    await phone.sign_in(person.email)
    await phone.open("/me/profile")
    await phone.page.click("text='Les personnes que j’ai bloquées'", timeout=WAIT)
    await text_comes(phone, "Nora")
    assert await faults(phone, "/me/profile/blocked") == []
    await phone.context.set_offline(True)
    await phone.page.click("text='Débloquer'", timeout=WAIT)
    await text_comes(phone, "Il faut du réseau")
    await phone.context.set_offline(False)
    await phone.page.click("text='Débloquer'")
    await text_comes(phone, "Tu n’as bloqué personne.")


async def test_missions_come_into_a_calendar_at_an_address_that_changes(phone: Phone, live: Live) -> None:
    person = live.sign_in()
    await phone.sign_in(person.email)
    await phone.open("/me/notifications")
    await phone.page.click("text='Faire l’adresse'", timeout=WAIT)
    first = await phone.page.inner_text("main .address", timeout=WAIT)
    await phone.page.click("text='Nouvelle adresse'")
    await phone.page.wait_for_function(
        "first => document.querySelector('main .address')?.innerText !== first", arg=first, timeout=WAIT
    )
    second = await phone.page.inner_text("main .address")
    assert [(await phone.context.request.get(address)).status for address in (first, second)] == [404, 200]
    assert await faults(phone, "/me/notifications") == []
    await phone.open("/me/notifications")
    await phone.page.click("text='Arrêter l’adresse'", timeout=WAIT)
    await phone.page.wait_for_selector("text='Faire l’adresse'", timeout=WAIT)
    assert (await phone.context.request.get(second)).status == 404


async def test_tickets_of_a_room_let_people_in(new_phone: NewPhone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    room = do(live, rooms.write(manager, community_id))
    phone = await new_phone()
    await phone.sign_in(manager.email)
    path = f"/manage/{community_id}/rooms/{room['id']}"
    await phone.open(path)
    await phone.page.click("text='Des tickets à imprimer'", timeout=WAIT)
    await phone.page.fill("#tickets", "3")
    await phone.page.click("text='Faire les tickets'")
    said = await text_comes(phone, f"/r/{room['code']}")
    assert f"/r/{room['code']}" in said
    assert len((await phone.page.inner_text("details .address")).split(" · ")) == 3
    assert await faults(phone, path) == []


async def test_a_programme_takes_another_name(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    programme = do(live, programmes.write(manager, community_id))
    await phone.sign_in(manager.email)
    await phone.open(f"/manage/{community_id}/programmes/{programme['id']}")
    await phone.page.click("text='Son nom et ses dates'", timeout=WAIT)
    await phone.page.fill("#title", "Le printemps du comité")
    await phone.page.click("form >> text='Garder'")
    await text_comes(phone, "Le printemps du comité")
    read = do(live, programmes.read(manager, programme))
    assert read == programme | {name: read[name] for name in ("title", "version", "updated_at")}
    assert read["title"] == "Le printemps du comité"

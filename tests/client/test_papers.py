"""Voices on paper: written down by the team, confirmed by each counter from their own phone, told in the result."""

from typing import Any

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes, widen
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.client.test_manage import name
from tests.client.test_programmes_votes import open_vote, shown_ideas
from tests.support.ballots import close, grow, vote
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.people import Person

pytestmark = pytest.mark.slow
VOTERS, PAPERS = 6, 6
COUNTERS = ("Nora", "Karim")


async def vote_with_paper(live: Live, manager: Person) -> tuple[Any, Any, list[Person]]:
    """Open a vote in which the first people vote on phones; the last two have counted the papers of the others."""
    people = [live.sign_in() for _ in range(VOTERS + PAPERS)]
    for person, counter_name in zip(people[-2:], COUNTERS, strict=True):
        do(live, name(person, counter_name))
    do(live, grow(manager.runtime, manager, *people))
    community_id = do(live, gather(manager.runtime, manager, *people))
    mission = do(live, shown_ideas(manager, people[0], community_id, len(people)))
    ballot = do(live, open_vote(manager, community_id, mission, len(people), paper=True))
    ballot = do(live, manager.ask("GET", f"/v1/missions/{ballot['id']}", 200))
    return community_id, ballot, people


async def write_count(laptop: Phone, ballot: Any) -> None:
    """Six papers, all for the second idea."""
    page = laptop.page
    await page.click("summary >> text='Compter des bulletins de papier'", timeout=WAIT)
    options = [option["proposal_id"] for option in ballot["open_ballot"]["options"]]
    await page.fill(f"#paper-{options[1]}", "6", timeout=WAIT)
    await page.fill("#paper-people", "6")
    await page.fill("#paper-present", "12")
    for place, counter_name in enumerate(COUNTERS):
        await page.select_option(f"#counter-{place}", label=counter_name)
    await page.click("text='Garder ce compte'")
    await text_comes(laptop, "6 bulletins de papier.* deux personnes ne l’ont pas encore confirmé")
    assert await page.input_value("#paper-people") == ""  # the next count begins empty


async def confirm(phone: Phone, counter: Person, ballot: Any, sentence: str) -> None:
    """The counter comes by the notification, sees what was written down, and confirms it."""
    await phone.sign_in(counter.email)
    await phone.open("/notifications")
    await phone.page.click("text=bulletins de papier", timeout=WAIT)
    words = await text_comes(phone, "C’est ce que nous avons compté")
    assert "6 bulletins de papier" in words
    assert await faults(phone, f"/missions/{ballot['id']}") == []
    await phone.page.click("text='C’est ce que nous avons compté'", timeout=WAIT)
    await text_comes(phone, sentence)
    assert await phone.page.locator("text='C’est ce que nous avons compté'").count() == 0


async def test_papers_are_counted_once_each_counter_confirmed_them(new_phone: NewPhone, live: Live) -> None:
    manager = live.sign_in()
    community_id, ballot, people = await vote_with_paper(live, manager)
    for person in people[:VOTERS]:
        do(live, vote(person, ballot, [ballot["open_ballot"]["options"][0]["proposal_id"]]))
    laptop, first, second = await new_phone(), await new_phone(), await new_phone()
    await laptop.sign_in(manager.email)
    await widen(laptop)
    path = f"/manage/{community_id}/missions/{ballot['id']}"
    await laptop.open(path)
    await write_count(laptop, ballot)
    await confirm(first, people[-2], ballot, "Tu l’as confirmé")
    await confirm(second, people[-1], ballot, "Confirmé par les deux")
    assert await faults_at_both(laptop, path, "summary") == []
    do(live, close(manager, ballot))
    await first.open(f"/missions/{ballot['id']}/results")
    words = await text_comes(first, "12 personnes ont voté")
    assert "Parmi elles, 6 ont voté sur papier." in words
    assert "6 personnes · dont 6 sur papier" in words
    await first.open(f"/missions/{ballot['id']}")
    await text_comes(first, r"6 bulletins de papier.*\n?.*Compté")


async def test_a_counter_refuses_a_count_that_is_not_theirs(new_phone: NewPhone, live: Live) -> None:
    manager = live.sign_in()
    community_id, ballot, people = await vote_with_paper(live, manager)
    laptop, phone = await new_phone(), await new_phone()
    await laptop.sign_in(manager.email)
    await laptop.open(f"/manage/{community_id}/missions/{ballot['id']}")
    await write_count(laptop, ballot)
    await phone.sign_in(people[-1].email)
    await phone.open(f"/missions/{ballot['id']}")
    await phone.page.click("text='Retirer ce compte'", timeout=WAIT)
    await text_comes(phone, "Retiré .*rien n’en est compté")
    await laptop.open(f"/manage/{community_id}/missions/{ballot['id']}")
    await laptop.page.click("summary >> text='Compter des bulletins de papier'", timeout=WAIT)
    await text_comes(laptop, "Retiré .*rien n’en est compté")

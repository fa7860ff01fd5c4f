"""Votes: cast by buttons from a phone, changed until the end, read by all; papers are counted apart."""

import time
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tests.client.conftest import NewPhone
from tests.client.desks import faults_at_both, text_comes, widen
from tests.client.looks import faults
from tests.client.phones import WAIT, Phone, do
from tests.client.test_manage import name, waits_for_sending
from tests.client.test_programmes_ideas import call
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.missions import CONFIRMATION, write
from tests.support.people import Person
from tests.support.proposals import decide, propose

pytestmark = pytest.mark.slow
CLOCK_WITHIN = 5  # seconds, on a machine with much beside it
IDEAS = ("Un stage par mois", "Une visite", "Un film")


async def shown_ideas(manager: Person, author: Person, community_id: UUID, count: int) -> Any:
    mission = await call(manager, community_id, count, max_per_person=5)
    for title in IDEAS:
        await decide(manager, await propose(author, mission, title=title), "approve")
    return mission


async def open_vote(manager: Person, community_id: UUID, mission: Any, count: int, **form: Any) -> Any:
    fields: dict[str, Any] = {"title": "Le vote", "kind": "ballot", "ballot": {"of": [mission["id"]]} | form}
    ballot = await write(manager, community_id, **fields)
    await manager.ask("PUT", f"/v1/missions/{ballot['id']}/opening", 200, headers=CONFIRMATION)
    await waits_for_sending(manager, ballot, count + 1)  # who calls to vote votes, too
    return ballot


async def call_to_vote(laptop: Phone, path: str) -> None:
    """Write a vote by points on a laptop, and open it."""
    page = laptop.page
    await laptop.open(path)
    await page.click(".chips >> text='Un vote'", timeout=WAIT)
    await page.fill("#title", "Le vote")
    await text_comes(laptop, "Choisis sur quelles idées")
    await page.click("label:has-text('Tes idées')")
    await page.fill("#limit", "3")
    await page.click("text='Ouvrir maintenant'")
    await text_comes(laptop, "Le résultat se montre quand le vote est fermé")


async def cast(phone: Phone, ballot: Any) -> None:
    """Two points and one point; none is left. Without network nothing is promised."""
    page = phone.page
    await phone.open(f"/missions/{ballot['id']}")
    await text_comes(phone, "oublie qui a voté quoi")
    await page.click("text='Voter'", timeout=WAIT)
    more = page.locator("[aria-label^='Un point de plus'][aria-label$='Une visite']")
    await more.click(timeout=WAIT)
    await more.click()
    await page.click("[aria-label^='Un point de plus'][aria-label$='Un film']")
    await text_comes(phone, "Il te reste 0 point")
    assert await more.is_disabled()
    await phone.context.set_offline(True)
    await page.click("text='Envoyer mon vote'")
    await text_comes(phone, "Il faut du réseau")
    await phone.context.set_offline(False)
    await page.click("text='Envoyer mon vote'")
    await text_comes(phone, "Tu as voté")


async def test_a_vote_is_called_cast_and_read(new_phone: NewPhone, live: Live) -> None:
    manager, pupil = live.sign_in(), live.sign_in()
    do(live, name(pupil, "Nora"))
    community_id = do(live, gather(manager.runtime, manager, pupil))
    do(live, shown_ideas(manager, pupil, community_id, 1))
    laptop, phone = await new_phone(), await new_phone()
    await widen(laptop)
    await laptop.sign_in(manager.email)
    await call_to_vote(laptop, f"/manage/{community_id}/missions/new")
    [ballot] = [
        one
        for one in do(live, manager.ask("GET", f"/v1/missions?community_id={community_id}", 200))["items"]
        if one["kind"] == "ballot"
    ]
    do(live, waits_for_sending(manager, ballot, 2))
    await phone.sign_in(pupil.email)
    await cast(phone, ballot)
    [mine] = [one for one in do(live, pupil.ask("GET", "/v1/missions", 200))["items"] if one["id"] == ballot["id"]]
    answer = do(live, pupil.ask("GET", f"/v1/responses/{mine['response']['id']}", 200))
    assert sorted(choice["points"] for choice in answer["choices"]) == [1, 2]
    do(live, manager.ask("PUT", f"/v1/missions/{ballot['id']}/closing", 200))
    await phone.open(f"/missions/{ballot['id']}/results")
    await text_comes(phone, "Peu de personnes|Trop peu")


async def left_on(phone: Phone, path: str) -> int:
    """Return the seconds that the page counts down."""
    await phone.open(path)
    await text_comes(phone, r"\d+:\d\d")
    minutes, seconds = (await phone.page.inner_text("[role=timer]")).rpartition(" ")[2].split(":")
    return 60 * int(minutes) + int(seconds.rstrip("."))


@pytest.mark.parametrize("minutes", [7, -7])
async def test_the_clock_of_a_vote_is_the_servers(new_phone: NewPhone, live: Live, minutes: int) -> None:
    """A phone whose own clock is minutes off shows how long there really is."""
    manager, pupil = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, pupil))
    mission = do(live, shown_ideas(manager, pupil, community_id, 1))
    phone = await new_phone()
    await phone.page.clock.install(time=(time.time() + 60 * minutes) * 1_000)
    await phone.sign_in(pupil.email)
    ballot = do(live, open_vote(manager, community_id, mission, 1, seconds=300))
    end = datetime.fromisoformat(do(live, pupil.ask("GET", f"/v1/missions/{ballot['id']}", 200))["closes_at"])
    for path in (f"/missions/{ballot['id']}", f"/missions/{ballot['id']}/vote"):
        left, really = await left_on(phone, path), (end - live.app.state.runtime.clock()).total_seconds()
        assert abs(left - really) < CLOCK_WITHIN, (left, really)


async def test_screens_of_votes_have_no_fault(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    mission = do(live, shown_ideas(manager, member, community_id, 1))
    ballot = do(live, open_vote(manager, community_id, mission, 1, method="rank", results="live"))
    await phone.sign_in(member.email)
    for path in (f"/missions/{ballot['id']}", f"/missions/{ballot['id']}/vote", f"/missions/{ballot['id']}/results"):
        assert await faults(phone, path) == []


async def test_screens_of_a_team_that_votes_have_no_fault(phone: Phone, live: Live) -> None:
    manager, member = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, member))
    mission = do(live, shown_ideas(manager, member, community_id, 1))
    ballot = do(live, open_vote(manager, community_id, mission, 1))
    await phone.sign_in(manager.email)
    path = f"/manage/{community_id}/missions/{ballot['id']}"
    assert await faults_at_both(phone, path, "summary") == []


async def test_a_vote_says_when_it_closes_by_itself(phone: Phone, live: Live) -> None:
    """Also one that was written with another length, which stays among those to choose."""
    manager, author = live.sign_in(), live.sign_in()
    community_id = do(live, gather(manager.runtime, manager, author))
    mission = do(live, call(manager, community_id, 1))
    form = {"of": [mission["id"]], "seconds": 77}
    ballot = do(live, write(manager, community_id, title="Le vote", kind="ballot", ballot=form))
    await phone.sign_in(manager.email)
    for before, now, seconds in (
        ("seul, après 77 secondes", "seul, après 5 minutes", 300),
        ("seul, après 5 minutes", "quand l’équipe le ferme", None),
    ):
        await phone.open(f"/manage/{community_id}/missions/new?draft={ballot['id']}")
        assert await phone.page.inner_text("#seconds option:checked", timeout=WAIT) == before
        await phone.page.select_option("#seconds", label=now)
        await phone.page.click("text='Garder comme brouillon'")
        await text_comes(phone, "Brouillons\nLe vote")
        draft = do(live, manager.ask("GET", f"/v1/missions/{ballot['id']}", 200))
        assert draft["ballot"]["seconds"] == seconds

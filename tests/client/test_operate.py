"""Operators, from a laptop: health, reports, communities to verify, figures, acts."""

from typing import Any

import pytest

from app.core.actor import Actor
from app.models.communities import CommunityKind, Visibility
from app.services.operators import operators
from tests.client.desks import faults_at_both, prove, text_comes, widen
from tests.client.phones import WAIT, Phone, do
from tests.support.communities import gather
from tests.support.live import Live
from tests.support.people import Person

pytestmark = pytest.mark.slow
SHELL = Actor(is_system=True, account="root")


async def become_operator(person: Person) -> None:
    async with person.runtime.work(SHELL) as uow:
        await operators.grant_role(uow, person.email)


async def hold_a_job(person: Person) -> int:
    held = "insert into jobs.pgqueuer (priority, heartbeat, status, entrypoint, payload) "
    values = "values (0, now(), 'failed', 'Dig', '{\"depth\":7}') returning id"
    [row] = await person.runtime.database.counts.fetch(held + values)
    return int(row["id"])


async def drop(person: Person, job: int) -> str:
    """Remove the job, and return the state that it had."""
    [row] = await person.runtime.database.counts.fetch("delete from jobs.pgqueuer where id = $1 returning status", job)
    return str(row["status"])


async def verification(person: Person, community_id: Any) -> Any:
    return (await person.ask("GET", f"/v1/communities/{community_id}", 200))["verified_at"]


async def test_an_operator_looks_decides_and_is_written_down(phone: Phone, live: Live) -> None:
    olga, manager = live.sign_in(), live.sign_in()
    do(live, become_operator(olga))
    fields: dict[str, Any] = {"kind": CommunityKind.SCHOOL, "visibility": Visibility.PUBLIC, "name": "Lycée Vauban"}
    job = do(live, hold_a_job(olga))
    school = do(live, gather(manager.runtime, manager, **fields))
    await widen(phone)
    await phone.sign_in(olga.email)
    await phone.open("/me")
    page = phone.page
    await page.click("text='Opérer'", timeout=WAIT)
    await prove(phone)
    await text_comes(phone, "en ordre")
    await page.click("text='Réessayer ce travail'")
    await text_comes(phone, "Aucun travail n’est retenu")
    assert do(live, drop(olga, job)) == "queued"
    await page.click("text='À vérifier'")
    card = page.locator(".card", has_text="Lycée Vauban")
    await card.locator("text='Vérifier'").click(timeout=WAIT)
    await card.locator("text='Oui, je le sais'").click()
    await page.wait_for_selector("text=Lycée Vauban est vérifiée", timeout=WAIT)
    assert do(live, verification(manager, school)) is not None
    await page.click("text='Journal des actes'")
    words = await text_comes(phone, "A vérifié une communauté")
    assert "A lu la santé" in words


async def test_screens_of_operators_have_no_fault(phone: Phone, live: Live) -> None:
    olga = live.sign_in()
    do(live, become_operator(olga))
    await phone.sign_in(olga.email)
    await phone.open("/operate")
    await prove(phone)
    await text_comes(phone, "en ordre")
    for path, ready in (
        ("/operate", ".sheet"),
        ("/operate/flags", ".figures"),
        ("/operate/schools", "#secret"),
        ("/operate/statistics", ".sheet"),
        ("/operate/acts", ".acts"),
    ):
        assert await faults_at_both(phone, path, ready) == []


async def test_whoever_is_no_operator_is_told_so(phone: Phone, live: Live) -> None:
    someone = live.sign_in()
    await phone.sign_in(someone.email)
    await phone.open("/operate")
    await text_comes(phone, "réservé à qui fait tourner le service")

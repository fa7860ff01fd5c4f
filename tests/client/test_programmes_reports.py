"""The bilan: begun, written, validated, published, counted again and given by a link, in a browser."""

from typing import Any

import pytest

from tests.client.desks import faults_at_both, text_comes, widen
from tests.client.phones import WAIT, Phone, do
from tests.support.communities import gather
from tests.support.live import Live

pytestmark = pytest.mark.slow


async def write_report(phone: Phone) -> None:
    page = phone.page
    await page.fill("#title", "Bilan du comité", timeout=WAIT)
    await page.click("text='Commencer ce bilan'")
    await text_comes(phone, "Les chiffres d’aujourd’hui")
    await page.select_option("#add-section", label="Un texte")
    await page.fill("[id^='text-']", "Quatre rencontres cette année.")
    await page.click("section >> text='Garder'")
    await page.click("text='Valider'", timeout=WAIT)
    await page.click("text='Publier'", timeout=WAIT)
    await text_comes(phone, "version 1")


async def test_a_report_is_written_published_and_given(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    await widen(phone)
    await phone.sign_in(manager.email)
    page = phone.page
    await phone.open(f"/manage/{community_id}/reports")
    await write_report(phone)
    await page.click("text='Recompter les chiffres'", timeout=WAIT)
    await text_comes(phone, "Tous les chiffres sont les mêmes|Ce chiffre|calculé|jour")
    await page.click("text='Par un lien'")
    await page.click("text='D’accord, le donner'", timeout=WAIT)
    await text_comes(phone, "/b/|/g/|http")
    [report] = do(live, manager.ask("GET", f"/v1/communities/{community_id}/reports", 200))["items"]
    assert (report["state"], report["edition"]) == ("published", 1)
    assert [section["text"] for section in report["sections"] if section["text"]] == ["Quatre rencontres cette année."]
    await page.click("text=/La version publiée/")
    await text_comes(phone, "Quatre rencontres cette année.")


async def test_screens_of_reports_have_no_fault(phone: Phone, live: Live) -> None:
    manager = live.sign_in()
    community_id = do(live, gather(manager.runtime, manager))
    await phone.sign_in(manager.email)
    path = f"/manage/{community_id}/reports"
    await phone.open(path)
    assert await faults_at_both(phone, path, "#title") == []
    await write_report(phone)
    [report] = do(live, manager.ask("GET", f"/v1/communities/{community_id}/reports", 200))["items"]
    first: Any = report["id"]
    assert await faults_at_both(phone, f"{path}/{first}", ".report-figures") == []
    assert await faults_at_both(phone, f"{path}/{first}/editions/1", "article") == []

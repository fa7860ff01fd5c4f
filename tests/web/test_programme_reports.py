"""The page of a report: what somebody takes back is on no form of it from the next request on."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from sqlalchemy import text as sql

from app.core.i18n import Language
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.programme_reports import words as report_words
from tests.support.communities import gather, grown_up
from tests.support.grants import share
from tests.support.missions import answer, send
from tests.support.people import NOW, Person
from tests.support.programme_reports import PERIOD, figures, give, parts, publish
from tests.support.stories import begin, text
from tests.support.stories import publish as publish_story
from tests.web.programme_report_samples import page

WORDS = "J’ai compris que je pouvais demander."
LATER = (NOW + timedelta(days=300)).isoformat()
HEAVIEST = 60_000  # bytes of a page
FRENCH = {"Accept-Language": "fr"}


async def quoted(runtime: Runtime, manager: Person, person: Person, reach: str = "everybody") -> tuple[Any, UUID]:
    """Write a report with the words of somebody who agreed; return it with the grant of these."""
    community_id = await gather(runtime, manager, person)
    response = await answer(person, await send(runtime, manager, community_id))
    body = {"community_id": str(community_id), "title": "Bilan 2026", "sections": [{"kind": "quotes"}]} | PERIOD
    report = await manager.ask("PUT", f"/v1/reports/{uuid7()}", 201, json=body)
    targets = [{"type": "response", "id": response["id"], "excerpt": WORDS}]
    terms = {"purpose": "publication", "attribution": "first_name", "ends_at": LATER, "reach": reach}
    wish = {"report_id": report["id"], "targets": targets} | terms
    request = await manager.ask("POST", "/v1/grant-requests", 201, json=wish)
    consent = {"targets": targets, "rights": ["view"], "ends_at": LATER}
    request = await person.ask("PUT", f"/v1/grant-requests/{request['id']}/acceptance", 200, json=consent)
    return report, UUID(request["grants"][0]["id"])


async def forms(manager: Person, link: Any) -> dict[str, str]:
    """Return the words of the page, the PDF and the spreadsheet, as a reader without an account sees them."""
    html, pdf, ods = [await manager.client.get(f"{link['url']}{end}", headers=FRENCH) for end in ("", ".pdf", ".ods")]
    paper = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.content)).pages)
    table = ZipFile(io.BytesIO(ods.content)).read("content.xml").decode()
    assert {answer.headers["cache-control"] for answer in (html, pdf, ods)} == {"private, no-store"}
    return {"html": html.text, "pdf": paper, "ods": table}


async def test_a_quote_that_is_taken_back_is_gone_from_every_form(
    alice: Person, app: FastAPI, runtime: Runtime
) -> None:
    bob = await grown_up(app, "bob")
    report, grant_id = await quoted(runtime, alice, bob)
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"})
    assert all(WORDS in words and "Bob" in words for words in (await forms(alice, link)).values())
    await bob.ask("DELETE", f"/v1/grants/{grant_id}", 204)
    for name, words in (await forms(alice, link)).items():
        assert WORDS not in words, name
        assert "Bob" not in words, name
        assert "Citation retirée" in words, name
    content = await alice.ask("GET", f"/v1/reports/{report['id']}/editions/1", 200)
    assert content["sections"][0]["quotes"] == [{"excerpt": None, "attributed_to": None}]


async def test_a_quote_for_the_region_is_not_on_the_page(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    bob = await grown_up(app, "bob")
    report, _ = await quoted(runtime, alice, bob, reach="region")
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"})
    assert all(WORDS not in words for words in (await forms(alice, link)).values())
    content = await alice.ask("GET", f"/v1/reports/{report['id']}/editions/1", 200)
    assert content["sections"][0]["quotes"] == [{"excerpt": WORDS, "attributed_to": "Bob"}]


async def test_a_quote_is_shown_by_the_report_of_its_own_community_alone(
    alice: Person, app: FastAPI, runtime: Runtime
) -> None:
    """Ids of reports are made by clients: another community’s report of that id would show the words."""
    bob, rose = await grown_up(app, "bob"), await grown_up(app, "rose")
    report, _ = await quoted(runtime, alice, bob)
    elsewhere = await gather(runtime, rose)
    async with runtime.database.sessions.begin() as session:
        statement = sql("update programme_reports set community_id = :other where id = :id")
        await session.execute(statement, {"other": elsewhere, "id": UUID(report["id"])})
    await publish(rose, report)
    content = await rose.ask("GET", f"/v1/reports/{report['id']}/editions/1", 200)
    assert content["sections"][0]["quotes"] == []


async def test_requests_for_quotes_are_counted(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    bob = await grown_up(app, "bob")
    report, grant_id = await quoted(runtime, alice, bob)
    path, headers = f"/v1/reports/{report['id']}", {"If-Match": "*"}
    await alice.ask("PATCH", path, 200, json={"ends_on": "2026-12-31"}, headers=headers)
    assert parts((await figures(alice, report))["consents"]) == {"asked": 1, "given": 1, "refused": 0, "withdrawn": 0}
    await bob.ask("DELETE", f"/v1/grants/{grant_id}", 204)
    assert parts((await figures(alice, report))["consents"]) == {"asked": 1, "given": 1, "refused": 0, "withdrawn": 1}


async def test_a_story_is_shown_as_long_as_its_author_shows_it(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    bob = await grown_up(app, "bob")
    community_id = await gather(runtime, alice, bob)
    story = await publish_story(bob, await begin(bob, text("Deux semaines."), title="Mon stage"))
    grant = await share(bob, story, audience={"type": "community", "id": str(community_id)})
    sections = [{"kind": "stories", "stories": [story["id"]]}]
    body = {"community_id": str(community_id), "title": "Bilan", "sections": sections} | PERIOD
    report = await alice.ask("PUT", f"/v1/reports/{uuid7()}", 201, json=body)
    await publish(alice, report)
    path = f"/v1/reports/{report['id']}/editions/1"
    link = await give(alice, report, {"type": "link"})
    assert (await alice.ask("GET", path, 200))["sections"][0]["stories"][0]["title"] == "Mon stage"
    assert "Mon stage" not in (await forms(alice, link))["html"]  # shown to the community, not to everybody
    await bob.ask("DELETE", f"/v1/grants/{grant['id']}", 204)
    assert (await alice.ask("GET", path, 200))["sections"][0]["stories"][0]["title"] is None


@pytest.mark.parametrize("tag", ["fr", "en", "fr@simple"])
def test_the_page_is_light_and_speaks_its_language(tag: str) -> None:
    html = page(Language(tag))
    assert len(html.encode()) < HEAVIEST
    assert f'<html lang="{Language(tag).tag}">' in html
    assert ("Meetings held" in html) == (tag == "en")


@pytest.mark.parametrize("tag", ["fr", "en", "fr@simple"])
def test_each_figure_stands_below_words_that_say_how_exact_it_is(tag: str) -> None:
    language = Language(tag)
    titles = [words.in_(language) for words in (report_words.EXACT, report_words.ROUNDED, report_words.UNTOLD)]
    at_least, withheld = report_words.AT_LEAST.in_(language, number="").strip(), report_words.WITHHELD.in_(language)
    before, *groups = page(language).replace("\xa0", " ").split('<h3 class="untold">')
    assert 'class="figure"' not in before
    assert [group.partition("</h3>")[0] for group in groups] == titles
    numbers = [re.findall(r'class="number"><strong>(.*?)</strong>', group) for group in groups]
    assert len(numbers[0]) > len(numbers[1]) > 0
    assert not [number for number in numbers[0] if number.startswith(at_least)]
    assert not [number for number in numbers[1] if not (number.startswith(at_least) or number == withheld)]


async def test_a_link_that_ended_leads_nowhere(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    bob = await grown_up(app, "bob")
    report, _ = await quoted(runtime, alice, bob)
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"})
    assert (await alice.client.get(link["url"].replace("/b/", "/s/"))).status_code == 404
    await alice.ask("DELETE", f"/v1/grants/{link['id']}", 204)
    for end in ("", ".pdf", ".ods"):
        assert (await alice.client.get(f"{link['url']}{end}")).status_code == 404
    assert (await alice.client.get(f"{link['url']}.exe")).status_code == 404

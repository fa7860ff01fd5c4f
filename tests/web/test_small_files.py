"""What programs look for at addresses that they know by heart."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from app import changelog_page
from app.core.legal import SecuritySettings
from app.core.uow import Runtime
from tests.support.atom import read_feed

CONTACT = "https://example.org/security"
CHANGELOG = Path("CHANGELOG.md").read_text()


async def test_whoever_finds_a_weakness_reads_where_to_report_it(
    app: FastAPI, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    """RFC 9116: a contact and an expiry, each once; after it the file is not there."""
    path, today = "/.well-known/security.txt", runtime.clock().date()
    assert (await guest.get(path)).json()["type"] == "/problems/security-contact-not-found"

    async def ask(day: date) -> httpx.Response:
        security = SecuritySettings(contact=CONTACT, expires_on=day)
        app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update={"security": security}))
        return await guest.get(path)

    answer = await ask(today)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    fields = [line.split(": ", 1) for line in answer.text.splitlines()]
    assert dict(fields) == {
        "Contact": CONTACT,
        "Expires": f"{today}T23:59:59.000Z",
        "Preferred-Languages": "fr, en",
        "Canonical": f"{runtime.settings.public_base_url}{path}",
    }
    assert len(fields) == 4
    assert (await ask(today - timedelta(1))).status_code == 404
    for half in ({"contact": CONTACT}, {"expires_on": today}, {"contact": "a@example.org", "expires_on": today}):
        with pytest.raises(ValidationError):
            SecuritySettings(**half)


async def test_releases_can_be_followed(guest: httpx.AsyncClient) -> None:
    answer = await guest.get("/changelog.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = read_feed(answer.content)
    headings = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    releases = [heading.rpartition(" (")[0] for heading in headings if not heading.startswith("Unreleased")]
    assert [entry.title for entry in feed.entries] == releases
    assert "<li>" in feed.entries[0].content[0].value
    assert answer.content == changelog_page.feed(), "run: make docs"
    second = await guest.get("/changelog.atom", headers={"If-None-Match": answer.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    third = await guest.get("/changelog.atom", headers={"If-None-Match": '"other"'})
    assert third.status_code == 200


async def test_the_document_is_where_it_was_and_costs_nothing_to_who_has_it(guest: httpx.AsyncClient) -> None:
    for path in ("/openapi.json", "/openapi/operators.json", "/openapi/public.json"):
        answer = await guest.get(path)
        second = await guest.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (answer.status_code, second.status_code, second.content) == (200, 304, b"")

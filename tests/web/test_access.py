"""« Qui voit quoi », the page that mails of an access lead to."""

import re
from typing import Any

import httpx
import pytest

from app.core.i18n import Locale, Words
from app.core.uow import Runtime
from app.web import access_texts
from tests.support.counsellors import accept, request_access
from tests.support.grants import told
from tests.support.mails import text_of
from tests.support.notifications import mails_to
from tests.support.people import Person, Watch, work_off
from tests.web.reading import meta, words_of


def _words(found: Any) -> list[Words]:
    if isinstance(found, Words):
        return [found]
    return [word for inner in found for word in _words(inner)] if isinstance(found, tuple) else []


SAID = [word for found in vars(access_texts).values() for word in _words(found)]


@pytest.mark.parametrize("locale", Locale)
async def test_all_of_it_is_said_in_both_languages(guest: httpx.AsyncClient, locale: Locale) -> None:
    page = await guest.get("/qui-voit-quoi", params={"lang": locale})
    assert page.status_code == 200
    text = words_of(page.text).replace("\N{NO-BREAK SPACE}", " ")
    assert len(SAID) > 15
    for words in SAID:
        assert words.fr != words.en
        assert words.in_(locale).replace("\N{NO-BREAK SPACE}", " ") in text
    assert f'<html lang="{locale}">' in page.text


async def test_it_is_no_secret_and_robots_may_read_it(guest: httpx.AsyncClient) -> None:
    page = await guest.get("/qui-voit-quoi")
    assert page.headers["cache-control"] == "public, max-age=300"
    assert "x-robots-tag" not in page.headers
    assert meta(page.text)["robots"] == "all"
    assert "set-cookie" not in page.headers
    assert "/qui-voit-quoi" in (await guest.get("/")).text


async def test_it_has_one_heading_and_a_section_for_each_question(guest: httpx.AsyncClient) -> None:
    page = (await guest.get("/qui-voit-quoi")).text
    levels = re.findall(r"<h(\d)", page)
    assert levels[0] == "1"
    assert set(levels[1:]) == {"2"}
    assert len(levels) == 1 + len(access_texts.PARTS) + 1


@pytest.mark.slow
async def test_every_mail_that_tells_of_an_access_leads_to_it(
    alice: Person, rose: Person, runtime: Runtime, watch: Watch, guest: httpx.AsyncClient
) -> None:
    await told(alice)
    grant_request = await request_access(rose, alice, watch, "story")
    await work_off(runtime)
    await accept(alice, grant_request)
    await work_off(runtime)
    mails = mails_to(runtime, alice)
    assert len(mails) == 2
    for mail in mails:
        [link] = set(re.findall(r"http://test(/qui-voit-quoi)", text_of(mail)))
        assert f'href="http://test{link}"' in text_of(mail, "html")
        assert (await guest.get(link)).status_code == 200

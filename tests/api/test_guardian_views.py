"""The guardian's page shows what they agree to, who runs the service, and what is published now."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from app.core.i18n import Locale, Words
from app.core.uow import Runtime
from app.models.guardians import GuardedAct
from app.services.accounts import guardian_templates
from app.services.guardians import guardian_notifications
from app.web import guardian_texts
from tests.support import portraits
from tests.support.grants import asked, told
from tests.support.guardians import AGREE, EVERYTHING, answer, ask_guardian
from tests.support.mails import mails_to
from tests.support.people import NOW, Person, capture
from tests.support.portraits import talent
from tests.web.reading import words_of


@pytest.mark.slow
async def test_a_guardian_sees_what_is_published_to_whom_and_until_when(
    zoe: Person, alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    assert "Nothing is published or shared for now." in (await guest.get(page)).text
    story, until = await told(zoe), (NOW + timedelta(days=30)).isoformat()
    assert "Nobody has access yet." in (await guest.get(page)).text
    await zoe.ask("POST", "/v1/grants", 201, json=asked(story, ends_at=until))
    reader = {"type": "user", "id": str(alice.id)}
    for kind in ("talents", "experiences"):
        body = {"target": {"type": kind}, "audience": reader, "purpose": "personal", "ends_at": until}
        await zoe.ask("POST", "/v1/grants", 201, json=body)
    await talent(runtime, zoe)
    path = await portraits.draw(zoe)
    await portraits.publish(zoe, path)
    shown_text = words_of((await guest.get(page)).text)
    for words in (
        story["content"]["title"],
        "whoever has the link, until 2\xa0April 2026",
        "All of their talents",
        "Alice, until",
    ):
        assert words in shown_text, words
    assert "Trois semaines" not in shown_text  # of the content, nothing
    await answer(guest, page, [*AGREE, ("act", "publish")])
    lesser_text = words_of((await guest.get(page)).text)
    assert story["content"]["title"] in lesser_text
    assert "whoever has the link" not in lesser_text


async def test_before_they_agreed_a_guardian_is_shown_nothing_of_it(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    await capture(zoe)
    _, page = await ask_guardian(runtime, zoe)
    assert guardian_texts.PUBLICATIONS_TITLE.en not in (await guest.get(page)).text


async def test_the_page_says_who_runs_the_service_and_how_to_reach_them(
    app: FastAPI, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    text = (await guest.get(page)).text
    contact = runtime.settings.privacy_contact
    assert f'href="mailto:{contact}"' in text
    assert 'href="/privacy"' in text


async def test_what_was_agreed_looks_agreed_and_less_of_it_asks_for_no_declaration(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    assert guardian_texts.AGREED_LABEL.en not in (await guest.get(page)).text
    signed_html = await answer(guest, page, EVERYTHING)
    assert signed_html.count(guardian_texts.AGREED_LABEL.en) == len(GuardedAct)
    assert 'name="declaration"' not in signed_html
    lesser_html = await answer(guest, page, [("answer", "agree"), ("act", "publish")])
    assert lesser_html.count(guardian_texts.AGREED_LABEL.en) == 1
    assert 'name="declaration"' in lesser_html  # to say yes to more


async def test_acts_come_in_one_order_and_in_short_sentences(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    order = list(GuardedAct)
    assert list(guardian_texts.ACTS) == list(guardian_templates.ACTS) == list(guardian_notifications.ACTS) == order
    sentences: list[Words] = [sentence for _, sentence in guardian_texts.ACTS.values()]
    assert len(sentences) == len(order) == 4
    for sentence in sentences:
        for said in (sentence.in_(locale) for locale in Locale):
            assert said.endswith(".")
            assert ":" not in said
            assert all(len(part.split()) <= 35 for part in said.split(".")), said
    to, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    mail = (await mails_to(runtime, to))[-1]["text"]
    places = [mail.index(words.in_(Locale.EN)) for words in guardian_templates.ACTS.values()]
    assert places == sorted(places)

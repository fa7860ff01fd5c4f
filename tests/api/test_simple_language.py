"""Whoever asks for simple sentences gets them in refusals, in mails and on pages; nobody else does."""

import re

import httpx
from fastapi import FastAPI

from app.core.errors import Conflict, NotFound, Unprocessable
from app.core.i18n import Locale, Words
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.consents import ConsentKind
from app.policies.age import GuardianRequired
from app.policies.consent_texts import TEXTS
from app.web import guardian_texts
from tests.support.guardians import EVERYTHING, answer, ask_guardian, child
from tests.support.mails import mails_to
from tests.support.people import Person
from tests.web.reading import words_of

FR, EN, SIMPLE = Locale.FR, Locale.EN, Locale.FR.simple()
FRENCH = {"Accept-Language": "fr"}
NOWHERE = "/v1/stories/01890000-0000-7000-8000-000000000000"


async def ask_for_it(person: Person) -> None:
    await person.ask("PATCH", "/v1/me", 200, json={"simple_language": True})


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def said_in(words: Words, text: str) -> bool:
    return plain(words.in_(SIMPLE)) in plain(text)


async def test_a_refusal_is_simple_for_whoever_asked_and_for_no_one_else(alice: Person, rose: Person) -> None:
    await ask_for_it(alice)
    assert NotFound.advice.in_(SIMPLE) != NotFound.advice.in_(FR)
    for person, header, language in [
        (alice, "fr", SIMPLE),
        (alice, "", SIMPLE),
        (alice, "en", EN),
        (rose, "fr", FR),
        (rose, "fr-x-simple, fr;q=0.5", SIMPLE),
    ]:
        problem = await person.ask("GET", NOWHERE, 404, headers={"Accept-Language": header})
        assert problem["detail"] == NotFound.advice.in_(language), (header, language)
    fault = await alice.ask("PATCH", "/v1/me", 422, json={"birth_year": "x"}, headers=FRENCH)
    assert fault["errors"][0]["message"] == "doit être un nombre sans virgule"
    batch = {"operations": [{"type": "experience", "id": str(alice.id), "data": {}}]}
    [result] = (await alice.ask("POST", "/v1/sync", 200, json=batch, headers=FRENCH))["results"]
    assert result["problem"]["title"] == Unprocessable.title.in_(SIMPLE)


async def test_mails_and_the_guardian_page_are_simple(app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    zoe = await child(app)
    await ask_for_it(zoe)
    refusal = await zoe.ask("PUT", "/v1/me/guardian", 422, json={"email": zoe.email}, headers=FRENCH)
    assert refusal["errors"][0]["message"] == "il faut celle de ton parent ou tuteur"
    await guest.post("/v1/sessions/codes", json={"email": zoe.email}, headers=FRENCH)
    sign_in = (await mails_to(runtime, zoe.email))[-1]
    assert "Sans le code, personne n’entre dans ton compte." in sign_in["text"]
    assert '<html lang="fr-x-simple">' in sign_in["html"]
    assert "http://test/privacy?lang=fr-x-simple" in sign_in["text"]
    to, page = await ask_guardian(runtime, zoe)
    assert page.endswith("?lang=fr-x-simple")
    assert "Avant 15 ans, il faut l’accord d’un parent ou tuteur." in (await mails_to(runtime, to))[-1]["text"]
    asked = (await guest.get(page)).text
    sentence = TEXTS[ConsentKind.GUARDIAN].said(person="Zoé")
    assert said_in(sentence, words_of(asked))
    assert re.findall(r'<form[^>]* action="([^"]+)"', asked) == [page]
    saved = await answer(guest, page, EVERYTHING)
    assert said_in(guardian_texts.RESULT_MESSAGES["agree"], words_of(saved))
    agreement = (await mails_to(runtime, to))[-1]["text"]
    assert "Avec ce lien, vous pouvez retirer votre accord." in agreement
    [consent] = [one for one in (await zoe.ask("GET", "/v1/me/consents", 200))["items"] if one["kind"] == "guardian"]
    assert consent["locale"] == "fr"
    assert "Ou je suis son tuteur." in consent["text"]  # the sentence that was shown
    assert "Montrer ce qui est privé" in consent["text"]


async def test_an_account_made_in_simple_french_asks_for_it(guest: httpx.AsyncClient, runtime: Runtime) -> None:
    for header, is_simple in [("fr-x-simple", True), ("fr", False)]:
        address, headers = f"{header}-{uuid7()}@example.org", {"Accept-Language": header}
        sent = await guest.post("/v1/sessions/codes", json={"email": address}, headers=headers)
        assert sent.json()["locale"] == "fr"
        mail = (await mails_to(runtime, address))[-1]
        assert ("Ne donne ce code à personne." in mail["text"]) is is_simple
        proof = {"email": address, "code": mail["subject"][:6], "device_name": "Pixel"}
        tokens = (await guest.post("/v1/sessions", json=proof, headers=headers)).json()
        me = await guest.get("/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        assert (me.json()["locale"], me.json()["simple_language"]) == ("fr", is_simple)


async def test_a_page_is_simple_where_its_address_says_so(guest: httpx.AsyncClient) -> None:
    problems = [f"/problems/{kind.slug()}" for kind in (GuardianRequired, Conflict)]
    for path in ("/privacy", "/qui-voit-quoi", "/", *problems):
        usual, simple = [(await guest.get(path, params={"lang": lang})).text for lang in ("fr", "fr-x-simple")]
        assert '<html lang="fr">' in usual
        assert '<html lang="fr-x-simple">' in simple
        assert 'href="?lang=fr-x-simple"' in usual
        assert 'href="?lang=fr"' in simple
        assert 'href="/privacy?lang=fr-x-simple"' in simple
        assert words_of(usual) != words_of(simple), path
    english = (await guest.get("/privacy", params={"lang": "en"})).text
    assert "x-simple" not in english

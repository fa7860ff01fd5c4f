"""What people write is in any language, under its tag of BCP 47; what they are addressed in is another thing."""

import re
from typing import Any

import httpx
import pytest

from app.core.i18n import Locale, locale_of
from app.schemas.languages import canonical
from tests.support.grants import share, token_of
from tests.support.people import BARE, Person, capture
from tests.support.portraits import draw
from tests.support.portraits import publish as publish_portrait
from tests.support.portraits import share as share_portrait
from tests.support.stories import begin, of, publish

KITCHEN = "سنة في المطبخ"


async def test_arabic_is_labelled_arabic_wherever_it_is_shown(alice: Person, guest: httpx.AsyncClient) -> None:
    moment = await capture(alice, {"title": KITCHEN, "context": "work", "language": "AR"})
    assert moment["language"] == "ar"
    journal = await begin(alice, of(moment), title=KITCHEN, language="ar-MA")
    story = await publish(alice, journal)
    link = await share(alice, story)
    document = (await guest.get(f"/v1/links/{token_of(link)}")).json()
    assert (document["content"]["language"], document["content"]["title"]) == ("ar-MA", KITCHEN)
    page = (await guest.get(f"/s/{token_of(link)}", headers={"Accept-Language": "de"})).text
    assert re.search(rf'<h1 lang="ar-MA"[^>]*>{KITCHEN}</h1>', page)
    assert '<html lang="fr">' in page  # the words of ours


async def test_a_portrait_is_written_in_arabic_and_in_french(alice: Person, guest: httpx.AsyncClient) -> None:
    await capture(alice, {"title": KITCHEN, "context": "work", "language": "ar"})
    words = {"fr": {"headline": "Aide de cuisine", "sections": [{"id": "s", "title": "Au restaurant"}]}}
    section = {"kind": "work", "id": "s", "title": "في المطعم"}
    fields: dict[str, Any] = {"languages": ["ar", "fr"], "translations": words, "sections": [section]}
    path = await draw(alice, headline=KITCHEN, **fields)
    assert (await alice.ask("GET", path, 200))["translations"]["fr"]["headline"] == "Aide de cuisine"
    content = (await alice.ask("GET", f"{path}/draft", 200))["content"]
    assert content["headline"] == {"ar": KITCHEN, "fr": "Aide de cuisine"}
    assert (content["about"], content["languages"]) == ({}, ["ar", "fr"])
    assert content["sections"][0]["title"] == {"ar": "في المطعم", "fr": "Au restaurant"}
    assert content["sections"][0]["moments"][0]["language"] == "ar"
    await publish_portrait(alice, path)
    address = f"/s/{token_of(await share_portrait(alice, path))}"
    for locale, headline in (("fr", "Aide de cuisine"), ("en", KITCHEN)):
        page = (await guest.get(address, headers={"Accept-Language": locale})).text
        lang = "fr" if locale == "fr" else "ar"
        assert re.search(rf'<p class="headline" lang="{lang}"[^>]*>{headline}</p>', page)

    tag = {"If-Match": "*"}
    changed = await alice.ask("PATCH", path, 200, json={"translations": {"fr": None}}, headers=tag)
    assert changed["translations"] == {}
    assert await alice.ask("PUT", path, 200, json=changed, headers=tag) == changed | {
        name: value for name, value in (await alice.ask("GET", path, 200)).items() if name in {"version", "updated_at"}
    }


@pytest.mark.parametrize("tag", ["", "f", "français", "fr_FR", "fr-", "fr-FR-x", "a" * 9, "zh-Hant-TW-" + "a" * 30])
async def test_what_is_no_tag_is_refused(alice: Person, tag: str) -> None:
    answer = await alice.ask("POST", "/v1/experiences", 422, json=BARE | {"language": tag})
    assert [error["pointer"] for error in answer["errors"]] == ["/language"]


@pytest.mark.parametrize(
    ("tag", "written", "locale"),
    [
        ("FR", "fr", "fr"),
        ("en-gb", "en-GB", "en"),
        ("zh-hant-tw", "zh-Hant-TW", "fr"),
        ("es-419", "es-419", "fr"),
        ("fr-X-SIMPLE", "fr-x-simple", "fr"),
    ],
)
def test_a_tag_is_written_in_one_way_and_read_by_the_nearest_of_our_languages(
    tag: str, written: str, locale: str
) -> None:
    assert (canonical(tag), locale_of(tag)) == (written, Locale(locale))

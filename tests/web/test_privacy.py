"""What people are told of what is kept: complete, and as the data map has it."""

import re
from collections import Counter

import httpx
import pytest

from app.core.i18n import Locale, Words
from app.core.legal import LegalSettings
from app.core.settings import Settings
from app.policies.data_map import PROCESSING, TABLES, Basis, Purpose
from app.web import privacy, privacy_texts, unsubscribing_texts
from app.web.privacy_parts import PARTS
from tests.web.reading import words_of
from tests.web.samples import PAGES

ITEMS = [item for part in PARTS for item in part.items]
PUBLIC = {name for name, kept in TABLES.items() if kept.purpose is Purpose.FRAMEWORK}


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def test_whatever_is_kept_is_told_once() -> None:
    told = Counter(name for item in ITEMS for name in item.tables.split())
    assert told == Counter(TABLES.keys() - PUBLIC)
    assert len(told) >= 50
    assert len(ITEMS) >= 28


def test_each_thing_is_done_by_a_right_and_seen_by_somebody() -> None:
    assert set(PROCESSING) == set(Purpose)
    assert sum(len(purposes) for purposes in privacy.REASONS.values()) == len(Purpose) == 18


@pytest.mark.parametrize("locale", Locale)
def test_the_notice_says_how_long_as_the_data_map_does(locale: Locale) -> None:
    page = plain(PAGES["privacy"](locale))
    said = plain(words_of(page))
    for item in ITEMS:
        (retention,) = {TABLES[name].retention for name in item.tables.split()}
        assert f"<dt>{item.what.in_(locale)}</dt><dd>{retention.value.in_(locale)}</dd>" in page
    for words in (*(basis for basis in privacy.REASONS), *(purpose.value for purpose in Purpose)):
        assert words.in_(locale).lower() in said.lower()
    for fact in ("7", "14", "15", "CNIL", "L’école d’ici", "donnees@example.org"):
        assert fact in said


def test_it_names_the_law_in_one_way_and_needs_no_glossary() -> None:
    laws = [re.findall(r"(?:RGPD|GDPR), article 6\.1\.[a-f]\)$", words) for basis in Basis for words in basis.value]
    assert [len(one) for one in laws] == [1] * 8
    page = plain(words_of(PAGES["privacy"](Locale.FR)))
    assert not re.search(r"empreinte|reste pris|art\. |nommer les compétences", page)


def test_every_sentence_of_it_exists_twice() -> None:
    words = [one for one in vars(privacy_texts).values() if isinstance(one, Words)]
    words += [sentence for right in privacy_texts.RIGHTS for sentence in right]
    assert len(words) > 25
    assert all(re.findall(r"{\w+}", one.fr) == re.findall(r"{\w+}", one.en) for one in words)


async def test_the_notice_is_one_step_away_and_says_who_answers(nobody: httpx.AsyncClient, settings: Settings) -> None:
    answer = await nobody.get("/privacy")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=300")
    assert 'name="robots" content="all"' in answer.text
    assert "mailto:bonjour@daytripper.localhost" in answer.text
    assert (await nobody.get("/privacy", params={"lang": "fr"})).text.count("Ta vie privée") >= 2
    assert settings.model_copy(update={"privacy_email": "data@example.org"}).privacy_contact == "data@example.org"
    assert settings.model_copy(update={"legal": LegalSettings(dpo="dpo@b.org")}).privacy_contact == "dpo@b.org"
    for name in ("landing", "story", "passcode", "gone", "access"):
        assert 'href="/privacy"' in PAGES[name](Locale.FR), name


def test_who_has_no_account_comes_to_what_is_said_to_them() -> None:
    notice = PAGES["privacy"](Locale.FR)
    _, _, theirs = notice.partition('id="without-account"')
    assert plain(words_of(theirs)).count("vous") >= 2
    for name in ("guardian", "endorsement", "given endorsement"):
        assert 'href="/privacy#without-account"' in PAGES[name](Locale.FR), name


@pytest.mark.parametrize("words", [one for one in vars(unsubscribing_texts).values() if isinstance(one, Words)])
def test_the_way_out_of_mails_addresses_nobody(words: Words) -> None:
    """Professionals come there, too."""
    assert not re.search(r"\b(tu|toi|te|tes|ton|ta|vous|votre|vos)\b", words.fr, re.IGNORECASE)

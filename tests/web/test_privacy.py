"""What people are told of what is kept: complete, and as the data map has it."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app import register_page
from app.core.i18n import Locale, Words
from app.core.legal import LegalBasis, LegalSettings
from app.core.settings import Settings
from app.policies.data_map import (
    BACKUP,
    INTIMATE,
    JOB_TABLES,
    JOBS,
    PROCESSING,
    TABLES,
    Basis,
    Condition,
    NoticeItem,
    Purpose,
    Section,
    rests_on,
)
from app.services.communities import trees
from app.services.operators import operator_statistics
from app.web import privacy, privacy_texts, unsubscribing_texts
from app.web.pages import privacy_page
from tests.support.words import both
from tests.web.community_samples import RESPONSIBLE
from tests.web.reading import words_of
from tests.web.samples import PAGES, site


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("locale", Locale)
def test_each_table_with_something_of_people_is_listed_once(locale: Locale) -> None:
    """Those that only name skills hold nothing of people."""
    assert {name for name, row in TABLES.items() if row.item is None} == {
        name for name, row in TABLES.items() if row.purpose is Purpose.FRAMEWORK
    }
    assert [item for section in Section for item in section.items] == list(NoticeItem)
    listed = Counter(re.findall(r"<dt>(.*?)</dt>", plain(PAGES["privacy"](locale))))
    for name, row in TABLES.items():
        if row.item:
            assert listed[row.item.label.in_(locale)] == 1, name
    assert listed.total() == len({row.item for row in TABLES.values()} - {None}) >= 28


def test_each_thing_is_done_by_a_right_and_seen_by_somebody() -> None:
    assert set(PROCESSING) == set(Purpose)
    assert all(sum(map(len, privacy.reasons(basis).values())) == len(Purpose) == 19 for basis in LegalBasis)


@pytest.mark.parametrize("locale", Locale)
def test_the_notice_says_how_long_as_the_data_map_does(locale: Locale) -> None:
    page = plain(PAGES["privacy"](locale))
    text = plain(words_of(page))
    for row in TABLES.values():
        if row.item:
            assert f"<dt>{row.item.label.in_(locale)}</dt><dd>{row.retention.value.in_(locale)}</dd>" in page
    for words in (
        *privacy.reasons(LegalBasis.PUBLIC_INTEREST),
        *(purpose.value for purpose in Purpose),
    ):
        assert words.in_(locale).lower() in text.lower()
    assert BACKUP.in_(locale).format(days=21) in text
    for fact in ("7", "14", "15", "CNIL", "L’école d’ici", "donnees@example.org"):
        assert fact in text


@pytest.mark.parametrize("locale", Locale)
def test_a_public_body_rests_on_its_mission_and_others_on_what_was_asked(locale: Locale) -> None:
    """The same in the notice and in the register; consent and duty stay what they are."""
    shown = {
        basis: plain(
            words_of(privacy_page(replace(site(locale), responsible=replace(RESPONSIBLE, basis=basis)), 21, 7))
        )
        for basis in LegalBasis
    }
    registers = {basis: register_page.page(basis) for basis in LegalBasis}
    for basis, (there, not_there) in {
        LegalBasis.PUBLIC_INTEREST: ({"6.1.e"}, {"6.1.b", "6.1.f"}),
        LegalBasis.CONTRACT: ({"6.1.b", "6.1.f"}, {"6.1.e"}),
    }.items():
        for article in there | {"6.1.a", "6.1.c"}:
            assert article in shown[basis]
            assert article in registers[basis]
        for article in not_there:
            assert article not in shown[basis]
            assert f"article {article}" not in registers[basis]
        objected = privacy.objected(basis)
        assert objected
        assert all(item.in_(locale) in shown[basis] for item in objected)
    assert len(privacy.objected(LegalBasis.CONTRACT)) < len(privacy.objected(LegalBasis.PUBLIC_INTEREST)) < len(Purpose)


def test_register_notice_and_assessment_rest_on_the_same_bases() -> None:
    """Each purpose on one, and what article 9 protects in it on one exception: said by one map, and by no other."""
    telling = {row.purpose for row in TABLES.values() if any(one.category.may_reveal for one in row.entries().values())}
    assert telling - {Purpose.FRAMEWORK} == INTIMATE.keys()
    dpia, register = (Path(f"docs/{name}.md").read_text() for name in ("dpia", "register"))
    assert register_page.bases() in dpia
    allowed = {
        article
        for words in (
            *(rests_on(one, LegalBasis.PUBLIC_INTEREST).value for one in Purpose),
            *(c.value for c in Condition),
        )
        for article in re.findall(r"[69]\.[12]\.[a-j]", words.fr)
    }
    notice = plain(words_of(PAGES["privacy"](Locale.FR)))
    for document in (dpia.replace("15.1.c", ""), register, notice):
        assert set(re.findall(r"[69]\.[12]\.[a-j]", document)) == allowed
    for purpose, condition in INTIMATE.items():
        section = register.partition(f"## {purpose.value.fr[:1].upper()}{purpose.value.fr[1:]}\n")[2].partition(
            "\n## "
        )[0]
        assert condition.value.fr in section
        assert condition.value.fr[1:] in notice
    assert JOBS.fr in register
    assert JOBS.fr in notice
    assert all(f"`jobs.{name}`" in register for name in JOB_TABLES)


def test_people_who_are_pictured_and_operators_who_read_are_named() -> None:
    for purpose in (Purpose.JOURNAL, Purpose.PUBLISHING, Purpose.SHARING):
        assert "photographiées" in PROCESSING[purpose].people.fr
        assert "pictured" in PROCESSING[purpose].people.en
    assert "opérateurs" in PROCESSING[Purpose.MODERATION].recipients.fr
    assert "operators" in PROCESSING[Purpose.MODERATION].recipients.en
    for basis in LegalBasis:
        assert rests_on(Purpose.BELONGING, basis) is rests_on(Purpose.JOURNAL, basis)
        assert rests_on(Purpose.TRANSPARENCY, basis) is rests_on(Purpose.JOURNAL, basis)


def test_figures_read_nothing_of_what_people_write() -> None:
    """Operators’ statistics and a community’s tree count rows: of no column that may reveal something."""
    telling = {
        f"{table}.{column}"
        for table, row in TABLES.items()
        for column, entry in row.entries().items()
        if entry.category.may_reveal
    } - {"talents.level", "talents.stance"}  # a choice among words of ours
    assert {"experiences.text", "media.transcript", "stories.title"} <= telling
    columns = {name.partition(".")[2] for name in telling} - {"size", "state", "kind", "reason", "level", "stance"}
    for statement in (operator_statistics.COUNTS, operator_statistics.IMPORTS, trees.TREE._compiled.query):
        words = set(re.findall(r"\w+(?:\.\w+)?", str(statement)))
        assert words & telling == set()
        assert words & columns - {"language", "name", "title", "people"} == set()


def test_it_names_the_law_in_one_way_and_needs_no_glossary() -> None:
    laws = [
        re.findall(r"(?:RGPD|GDPR), article 6\.1\.[a-f]\)$", words) for basis in Basis for words in both(basis.value)
    ]
    assert [len(law) for law in laws] == [1] * 10
    page = plain(words_of(PAGES["privacy"](Locale.FR)))
    assert not re.search(r"empreinte|reste pris|art\. |nommer les compétences", page)


def test_every_sentence_of_it_exists_twice() -> None:
    words = [var for var in vars(privacy_texts).values() if isinstance(var, Words)]
    words += [sentence for right in privacy_texts.RIGHTS for sentence in right]
    assert len(words) > 25
    assert all(re.findall(r"{\w+}", word.fr) == re.findall(r"{\w+}", word.en) for word in words)


async def test_the_notice_is_one_step_away_and_says_who_answers(guest: httpx.AsyncClient, settings: Settings) -> None:
    answer = await guest.get("/privacy")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=300")
    assert 'name="robots" content="all"' in answer.text
    assert "mailto:bonjour@daytripper.localhost" in answer.text
    assert (await guest.get("/privacy", params={"lang": "fr"})).text.count("Ta vie privée") >= 2
    assert settings.model_copy(update={"privacy_email": "data@example.org"}).privacy_contact == "data@example.org"
    assert settings.model_copy(update={"legal": LegalSettings(dpo="dpo@b.org")}).privacy_contact == "dpo@b.org"
    for name in ("landing", "story", "passcode", "gone", "access"):
        assert 'href="/privacy"' in PAGES[name](Locale.FR), name


@pytest.mark.parametrize("language", [Locale.FR, Locale.EN, Locale.FR.simple()])
def test_the_notice_begins_with_ten_lines_and_the_rest_unfolds(language: Locale) -> None:
    page = PAGES["privacy"](language)
    unfolded = re.sub(r"(?s)<details.*?</details>|<footer.*?</footer>|<header.*?</header>", "", page)
    assert unfolded.count("<li>") == 10
    assert "L’école d’ici" in unfolded
    assert "donnees@example.org" in unfolded
    assert unfolded.count("<h2>") == 1
    assert page.count("<details") == 7
    assert len(words_of(unfolded)) < 1_300 < len(words_of(page)) / 5


def test_who_has_no_account_comes_to_what_is_said_to_them() -> None:
    notice = PAGES["privacy"](Locale.FR)
    _, _, theirs = notice.partition('id="without-account"')
    assert plain(words_of(theirs)).count("vous") >= 2
    for name in ("guardian", "endorsement", "given endorsement"):
        assert 'href="/privacy#without-account"' in PAGES[name](Locale.FR), name


@pytest.mark.parametrize("words", [var for var in vars(unsubscribing_texts).values() if isinstance(var, Words)])
def test_the_way_out_of_mails_addresses_nobody(words: Words) -> None:
    """Professionals come there, too."""
    assert not re.search(r"\b(tu|toi|te|tes|ton|ta|vous|votre|vos)\b", words.fr, re.IGNORECASE)

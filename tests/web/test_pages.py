import re

import pytest

from app.core.errors import TooMany
from app.core.i18n import Locale, Words
from app.services.sharing.links import PasscodeRequired, WrongPasscode
from app.web import guardian_texts, texts
from app.web.answers import page_headers
from app.web.assets import asset, asset_at
from app.web.guardians import KINDS
from app.web.pages import (
    Site,
    Step,
    error_page,
    guardian_page,
    landing_page,
    problem_page,
    problems_page,
    sign_in_page,
    story_page,
)
from tests.web.community_samples import MASONS, before
from tests.web.reading import meta, words_of
from tests.web.samples import BASE_URL, LOST_PAGE, PAGES, STALE, closed, guardian, site, story

SITE_WITH_APP = Site(Locale.FR, BASE_URL, "https://app.daytripper.test")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("locale", Locale)
def test_every_page_says_its_language_and_sends_nobody_elsewhere(name: str, locale: Locale) -> None:
    page = PAGES[name](locale)
    assert f'<html lang="{locale}">' in page
    assert not re.search(r"<style| style=|<script(?! type=\"application/ld\+json\")| on\w+=", page)
    matches = re.findall(r'(?:<link rel="(?:icon|stylesheet|apple-touch-icon)" href|src|poster)="([^"]+)"', page)
    assert matches
    assert all(address.startswith(("/static/", "/media/", "data:image/png;base64,")) for address in matches)
    assert meta(page)["referrer"] == "no-referrer"


@pytest.mark.parametrize("name", PAGES)
def test_signs_keep_to_their_words_in_french(name: str) -> None:
    assert not re.search(r"\w [;:!?»]|« ", words_of(PAGES[name](Locale.FR)))


def test_every_sentence_exists_twice_with_the_same_blanks() -> None:
    words = [var for var in vars(texts).values() if isinstance(var, Words)]
    assert len(words) > 50
    for word in words:
        assert word.fr
        assert re.findall(r"{\w+}", word.fr) == re.findall(r"{\w+}", word.en)


@pytest.mark.parametrize("name", ["passcode", "wrong passcode", "too many passcodes", "gone", "error"])
def test_robots_are_sent_away_from_what_is_not_for_them(name: str) -> None:
    assert meta(PAGES[name](Locale.FR))["robots"] == "noindex"
    assert meta(story_page(story()))["robots"] == "noindex"
    assert meta(PAGES["landing"](Locale.FR))["robots"] == "all"


# The other pages


@pytest.mark.parametrize("name", ["landing", "sign in", "invitation taken", "community asked"])
def test_people_are_led_to_the_application_where_there_is_one(name: str) -> None:
    assert "Ouvrir l’application</a>" not in PAGES[name](Locale.FR)
    with_app = {
        "landing": landing_page(SITE_WITH_APP),
        "sign in": sign_in_page(SITE_WITH_APP, "dtl_x"),
        "invitation taken": before(step=Step.IN, site=SITE_WITH_APP)(Locale.FR),
        "community asked": before(None, step=Step.WAITS, site=SITE_WITH_APP)(Locale.FR),
    }
    path = "" if name == "landing" else "/sign-in/dtl_x" if name == "sign in" else f"/communities/{MASONS['id']}"
    assert f'<a class="button" href="https://app.daytripper.test{path}">Ouvrir l’application</a>' in with_app[name]


def test_a_passcode_page_says_nothing_of_what_it_guards() -> None:
    page = closed(PasscodeRequired())
    assert '<form method="post" action="/s/tok_3n/unlock">' in page
    assert '<label for="passcode">' in page
    assert 'name="passcode"' in page
    assert meta(page)["og:title"] == "Day Tripper"
    assert "tok_3n" not in " ".join(meta(page).values())


def test_a_wrong_passcode_is_said_beside_the_field() -> None:
    page = closed(WrongPasscode())
    assert 'aria-invalid="true" aria-describedby="refusal"' in page
    assert 'id="refusal" role="alert"' in page


def test_a_name_written_from_right_to_left_does_not_turn_the_sentence_round() -> None:
    assert '<bdi dir="rtl">توماس</bdi> vous demande' in guardian_page(guardian(of="توماس"))
    assert "<h1>Zoé vous demande" in guardian_page(guardian(of="Zoé"))


@pytest.mark.parametrize("language", [Locale.FR, Locale.EN, Locale.FR.simple()])
def test_what_is_agreed_to_stands_before_the_button_and_never_folds(language: Locale) -> None:
    page = re.sub(r"(?s)<details.*?</details>", "", PAGES["guardian asked"](language))
    before, button, _ = page.partition('value="agree"')
    assert button
    read = words_of(before).replace("\N{NO-BREAK SPACE}", " ")
    content = guardian(language)
    said = [guardian_texts.LEAD.in_(language, of="Zoé"), *(content.texts[kind].in_(language) for kind in KINDS[:2])]
    said += [words.in_(language) for act in guardian_texts.ACTS.values() for words in act]
    for sentence in said:
        assert sentence.replace("\N{NO-BREAK SPACE}", " ") in read, sentence
    for name in ("invitation code", "invitation guardian"):
        page = re.sub(r"(?s)<details.*?</details>", "", PAGES[name](language))
        assert 'id="consent"' in page.partition('<button class="button">')[0], name


@pytest.mark.parametrize(("wait", "said"), [(1, "1 minute."), (60, "1 minute."), (61, "2 minutes."), (0, "1 minute.")])
def test_after_too_many_passcodes_there_is_a_time_and_no_field(wait: int, said: str) -> None:
    page = closed(TooMany(wait))
    assert f"dans {said}" in page
    assert "<form" not in page


def test_a_problem_is_explained_with_its_code() -> None:
    page = problem_page(site(), STALE)
    assert "<code>If-Match</code>" in page
    assert "Fusionne <code>current</code>" in page
    assert "412" in page


def test_problems_are_listed_by_status() -> None:
    assert re.findall(r'href="/problems/([\w-]+)"', problems_page(site(), [STALE, LOST_PAGE])) == ["not-found", "stale"]


@pytest.mark.parametrize(("status", "title"), [(404, "introuvable"), (503, "retour"), (418, "mal passé")])
def test_an_error_is_said_plainly(status: int, title: str) -> None:
    assert title in error_page(site(), status)


# What pages are sent with


def test_assets_are_found_by_their_digest_alone() -> None:
    path = asset("site.css")
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", path)
    findings = asset_at(path)
    assert findings is not None
    assert findings.content_type.startswith("text/css")
    assert asset_at("/static/site.css") is None
    assert asset_at("/static/../pages.py") is None


def test_the_policy_lets_in_ourselves_alone() -> None:
    policy = page_headers()["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert (
        "img-src 'self' https://media.example data:" in page_headers("https://media.example")["Content-Security-Policy"]
    )
    assert "X-Robots-Tag" not in page_headers(secret=False)

import json
import re
from datetime import date

import pytest

from app.core.i18n import Locale
from app.schemas.stories import EditionContent
from app.web.assets import asset
from app.web.pages import (
    story_page,
)
from tests.web.reading import meta, words_of
from tests.web.samples import BASE_URL, BLOCKS, SERVICE, SPARE, STORY, photo, story

HOSTILE = "\"><script>alert('x')</script>{{ 7 * 7 }}"


def test_the_samples_are_editions() -> None:
    for content in (STORY, SPARE):
        EditionContent.model_validate(content)


def test_a_story_says_when_and_where_as_its_author_lived_it() -> None:
    text = words_of(story_page(story()))
    assert "Samedi 20 septembre 2025, de\xa00\xa0h\xa040\xa0à\xa01\xa0h\xa015" in text  # local, not UTC
    assert "Mars 2026" in text
    assert text.count("Chez Lucie & Cie") == 2
    assert "3\xa0moments" not in text
    assert "3 moments · de septembre 2025 à mars 2026" in text
    assert "Par Inès Martin, publiée le 21\xa0juin 2026 · édition 2" in text
    assert 'datetime="2025-09-20T00:40+02:00"' in story_page(story())


def test_the_story_keeps_its_language_when_the_page_speaks_another() -> None:
    page = story_page(story(locale=Locale.EN))
    assert '<h1 lang="fr">Un an en cuisine</h1>' in page
    assert "Get one’s station ready" in page
    assert "Saturday 20 September 2025" in page
    assert '<div class="prose" lang="fr">' in page


def test_an_experience_without_a_title_is_named_by_its_day() -> None:
    assert 'id="moment-7-title">2026</h2>' in story_page(story())


def test_each_skill_leads_to_the_moments_that_show_it() -> None:
    page = story_page(story())
    seen = page[page.index('class="seen"') :]
    assert seen.index("Tirer une leçon") < seen.index("Préparer son poste")  # seen twice, seen once
    assert re.findall(r'<a href="#(moment-\d)"', seen) == ["moment-2", "moment-5", "moment-2"]
    assert 'id="moment-5"' in page


def test_one_moment_alone_needs_no_summary_of_its_skills() -> None:
    assert 'class="seen"' not in story_page(story(STORY | {"blocks": [SERVICE]}))


def test_a_story_of_words_alone_needs_no_moment() -> None:
    page = story_page(story(STORY | {"blocks": BLOCKS[:1]}))
    assert '<p class="kicker">Story</p>' in page


def test_a_story_says_until_when_its_link_works() -> None:
    assert "jusqu’au 1er\xa0septembre 2026" in story_page(story(ends_on=date(2026, 9, 1)))
    assert "jusqu’au" not in story_page(story())


def test_nothing_that_people_write_becomes_markup() -> None:
    block = SERVICE | {
        "title": HOSTILE,
        "text": HOSTILE,
        "place": {"label": HOSTILE},
        "tags": [HOSTILE],
        "reflection": {"did": HOSTILE, "learned": HOSTILE, "next": HOSTILE},
        "skills": [{"code": "X", "labels": {"fr": HOSTILE, "en": HOSTILE}}],
        "media": [photo(HOSTILE, caption=HOSTILE)],
    }
    content = STORY | {
        "title": HOSTILE,
        "summary": HOSTILE,
        "author": {"display_name": HOSTILE},
        "cover": photo(HOSTILE),
        "blocks": [block, block, {"kind": "quote", "text": HOSTILE, "attribution": HOSTILE}],
    }
    page = story_page(story(content))
    assert "<script>" not in page
    assert "49" not in words_of(page)
    assert page.count("<script") == page.count("</script>") == 1


def test_a_preview_shows_the_cover_and_no_other_photo() -> None:
    card = meta(story_page(story()))
    assert card["og:title"] == card["twitter:title"] == "Un an en cuisine"
    assert card["og:image"] == f"{BASE_URL}/media.jpg"
    assert (card["og:image:width"], card["og:image:height"]) == ("1200", "630")
    assert card["twitter:card"] == "summary_large_image"
    bare = meta(story_page(story(STORY | {"cover": None})))
    assert bare["og:image"] == BASE_URL + asset("card.png")
    assert bare["twitter:card"] == "summary"


def test_a_story_without_a_summary_is_described_by_its_first_words() -> None:
    page = story_page(story(STORY | {"summary": None}))
    assert meta(page)["description"] == "Avant Je ne savais rien : le CFA m’a tout appris."


@pytest.mark.slow
def test_machines_find_the_story_described() -> None:
    page = story_page(story())
    assert f'<link rel="canonical" href="{BASE_URL}/s/tok_3n">' in page
    assert f'href="{BASE_URL}/oembed?url=https%3A%2F%2Fdaytripper.test%2Fs%2Ftok_3n"' in page
    match = re.search(r'<script type="application/ld\+json">(.*)</script>', page)
    assert match
    article = json.loads(match[1])
    assert (article["@type"], article["inLanguage"], article["author"]["name"]) == ("Article", "fr", "Inès Martin")
    assert "author" not in json.loads(story_page(story(SPARE)).split('ld+json">')[1].split("</script>")[0])

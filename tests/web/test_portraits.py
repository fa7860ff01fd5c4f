import json
import re
from collections.abc import Iterator

import pytest

from app.core.i18n import Locale
from app.web.pages import portrait_page
from app.web.portraits import best_photos
from tests.web.portrait_samples import BARE, PORTRAIT, head, moment, portrait, proof, said, talent
from tests.web.reading import meta, words_of
from tests.web.samples import FILM, SOUND, photo


def test_each_claim_says_where_it_comes_from() -> None:
    page = words_of(portrait_page(portrait(PORTRAIT)))
    assert "reconnu par Karim Benali et 1 autre" in page
    assert "attesté par CFA de Tours" in page
    assert "Bâti Touraine & Fils · Tours" in page
    assert page.count("déclaré") >= 7
    assert "Quelqu’un qui l’a vu à l’œuvre l’a confirmé" in page


def test_each_line_leads_to_what_it_rests_on() -> None:
    page = portrait_page(portrait(PORTRAIT))
    assert 'href="#moment-1"' in page
    assert 'href="#talent-1"' in page
    assert 'href="/m/key/01990000-0000-7000-8000-00000000000b"' in page
    words = words_of(page)
    assert "Elle vérifie tout deux fois" in words
    assert "Aller lentement au début fait gagner du temps" in words


def test_a_portrait_is_read_in_both_its_languages() -> None:
    french, english = (portrait_page(portrait(PORTRAIT, locale)) for locale in Locale)
    assert "Sur les chantiers" in french
    assert "On site" in english
    assert "recognised by Karim Benali and 1 other" in english
    assert 'lang="fr">J’ai commencé' in english  # said in French only
    assert 'href="?lang=en"' in french
    assert "?lang=" not in portrait_page(portrait(BARE))


def test_what_is_not_shared_is_not_offered() -> None:
    bare = portrait_page(portrait(BARE, pdf=None))
    assert "mailto:" not in bare
    assert ".pdf" not in bare
    assert "<h1>Portrait</h1>" in bare


def test_a_moment_without_a_title_is_named_and_what_it_has_is_there() -> None:
    page = portrait_page(portrait(PORTRAIT))
    spoken, pictured, bare = (
        page[page.index(f'id="{key}"') : page.index("</li>", page.index(f'id="{key}"'))]
        for key in ("moment-3", "moment-6", "moment-7")
    )
    assert "Bon, alors</h3>" in spoken
    assert '<audio controls preload="none"' in spoken
    assert "Aujourd’hui, premier vrai service." in words_of(spoken)
    assert "Au travail, mardi 13 janvier</h3>" in pictured
    assert '<video controls playsinline preload="none"' in pictured
    assert '<track kind="captions"' in pictured
    assert 'class="beside"' in pictured
    assert "<details" not in bare  # there is nothing to unfold
    assert "<script" not in page.replace('<script type="application/ld+json">', "", 1)


def test_a_sound_and_a_film_on_their_way_have_their_places() -> None:
    awaited = [medium | {"variants": [], "transcript": None} for medium in (SOUND, FILM)]
    work = head("Travail", kind="work", count=1, since="2026-02-10", until="2026-02-10")
    moments = [moment("moment-1", None, "2026-02-10T08:00:00.000Z", media=awaited)]
    page = words_of(portrait_page(portrait(PORTRAIT | {"sections": [work | {"moments": moments}]})))
    assert ("Un son arrive" in page, "Un film arrive" in page) == (True, True)


def test_an_edition_of_before_the_first_words_is_read() -> None:
    untitled = talent("talent-1", "Tracer", "Tracing", 2, evidence=[proof(None, None, "2026-01-13T08:00:00.000Z")])
    page = portrait_page(portrait(PORTRAIT | {"sections": [head("Talents", kind="talents", talents=[untitled])]}))
    assert words_of(page).count("mardi 13 janvier") == 1


def test_photos_open_the_page_and_nothing_counts_what_is_left_out() -> None:
    page = portrait_page(portrait(PORTRAIT))
    strip = page[page.index('class="strip') : page.index("<h1>")]
    assert re.findall(r'<a href="#(moment-\d)"', strip) == ["moment-1", "moment-6", "moment-1"]
    assert "38" not in words_of(page)  # as an edition of before 0.2 counts
    assert "5 moments" in words_of(page)
    assert 'class="strip' not in portrait_page(portrait(BARE))


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 5), (9, 5)])
def test_no_photo_is_alone_in_its_row(count: int, shown: int) -> None:
    moments = [moment(f"moment-{n}", None, "2026-03-03T12:00:00.000Z", media=[photo("Un mur")]) for n in range(count)]
    work = head("Travail", kind="work", count=count, since="2026-03-03", until="2026-03-03", moments=moments)
    assert len(best_photos(portrait(PORTRAIT | {"sections": [work]}))) == shown


def test_programs_read_no_more_than_the_page_shows() -> None:
    page = portrait_page(portrait(PORTRAIT | {"headline": said("</script><b>")}))
    [document] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    person = json.loads(document)["mainEntity"]
    assert (person["name"], person["description"]) == ("Inès Morel", "</script><b>")
    assert not {"image", "email"} & person.keys()
    words = plain(words_of(page))
    texts = [plain(text) for text in values_of(json.loads(document)) if " " in text]
    assert [text for text in texts if text not in words] == ["Talent reconnu"] * 3  # a kind, of which each is shown


def test_a_preview_shows_no_face() -> None:
    card = meta(portrait_page(portrait(PORTRAIT)))
    assert card["og:title"] == "Portrait d’Inès Morel"
    assert card["og:image"] == "http://test/media.jpg"
    assert (card["og:image:type"], card["og:image:width"], card["og:image:height"]) == ("image/jpeg", "1200", "630")
    assert meta(portrait_page(portrait(BARE)))["og:image"].startswith("http://test/static/card")
    assert card["description"] == "Apprentie maçonne. J’aime quand c’est d’aplomb."
    assert card["robots"] == "noindex"


def test_nobody_writes_markup_into_a_portrait() -> None:
    person = PORTRAIT["person"] | {"display_name": "<script>alert(1)</script>"}
    assert "<script>alert" not in portrait_page(portrait(PORTRAIT | {"person": person}))


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text)


def values_of(document: object) -> Iterator[str]:
    """All texts of a JSON document."""
    if isinstance(document, dict):
        for value in document.values():
            yield from values_of(value)
    elif isinstance(document, list):
        for value in document:
            yield from values_of(value)
    elif isinstance(document, str):
        yield document

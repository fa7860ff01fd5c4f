from app.core.i18n import Locale
from app.web.pages import portrait_page
from tests.web.portrait_samples import BARE, PORTRAIT, portrait
from tests.web.reading import meta, words_of


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
    assert "Et 6 autres moments, non montrés ici" in words
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


def test_a_preview_shows_no_face() -> None:
    said = meta(portrait_page(portrait(PORTRAIT)))
    assert said["og:title"] == "Portrait d’Inès Morel"
    assert said["og:image"].startswith("http://test/static/card")
    assert said["description"] == "Apprentie maçonne. J’aime quand c’est d’aplomb."
    assert said["robots"] == "noindex"


def test_nobody_writes_markup_into_a_portrait() -> None:
    person = PORTRAIT["person"] | {"display_name": "<script>alert(1)</script>"}
    assert "<script>alert" not in portrait_page(portrait(PORTRAIT | {"person": person}))

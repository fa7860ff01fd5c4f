"""What the landing page and a guardian's page say is so: each sentence has tests that do what it says.

Whoever writes a sentence there, in either language, writes down in docs/promises.md by which tests it holds.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.i18n import Locale, Words
from app.models.consents import ConsentKind
from app.policies.consent_texts import TEXTS
from app.services.guardians import guardian_views
from app.web import guardian_texts
from app.web.pages import guardian_page
from tests.support.documents import whole_document
from tests.test_documents import NAMED, rows_of, section
from tests.web.samples import AGREED, PUBLICATIONS, guardian

DOCUMENT: dict[str, Any] = whole_document()
TEMPLATES = Path("app/web/templates")
BLANK, SAYS = re.compile(r"{\w+}"), re.compile(r"\w.*\.$")
BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-ÝŒ«“{])")

# Names of parts and of pages, and for whom it is: nothing is done or kept from being done.
HEADINGS = frozenset(
    {
        "Aller au contenu",
        "Skip to the content",
        "Capturer",
        "Capture",
        "Raconter",
        "Tell",
        "Partager",
        "Share",
        "Pour qui ?",
        "For whom?",
        "Jeunes et adultes",
        "Young people and adults",
        "Élèves, apprentis, personnes en recherche d’emploi, salariés : pour tout ce qui ne tient pas dans un diplôme.",
        "Pupils, apprentices, job-seekers, employees: for all that no diploma can hold.",
        "Qui accompagne",
        "Those who guide",
        "Qui reçoit un lien",
        "Those who receive a link",
        "Ce qui est gardé, et combien de temps",
        "What is kept, and for how long",
        "Qui voit quoi, en une page",
        "Who sees what, on one page",
        "Tu développes une application ?",
        "Are you building an app?",
        "Lire la documentation de l’API",
        "Read the API documentation",
        "Vie privée",
        "Privacy",
    }
)


def promises(title: str) -> dict[tuple[str, str], str]:
    """French and English, and the tests by which they hold."""
    return {(fr, en): tests for fr, en, tests in rows_of(section("docs/promises.md", title))}


LANDING, GUARDIAN = promises("La page d’accueil"), promises("La page d’un parent ou tuteur")


def sentences(text: str) -> list[str]:
    return BETWEEN.split(" ".join(text.split()))


def said_by(page: str) -> list[str]:
    """What is read in the page and below it, sentence by sentence; the menu and pictures left out."""
    body = re.sub(r"(?s)<(script|style|svg|head|nav|header).*?</\1>", "", page)
    texts = [html.unescape(part).replace("\N{NON-BREAKING HYPHEN}", "-") for part in re.split(r"<[^>]+>", body)]
    return [sentence for text in texts if text.strip() for sentence in sentences(text)]


def words_in(thing: object) -> Iterator[Words]:
    match thing:
        case Words():
            yield thing
        case dict():
            for item in thing.values():
                yield from words_in(item)
        case tuple() | list():
            for item in thing:
                yield from words_in(item)


def pairs(words: Words) -> list[tuple[str, str]]:
    return list(zip(sentences(words.fr), sentences(words.en), strict=True))


def test_each_sentence_names_its_tests() -> None:
    """That they exist is asked in tests/test_documents.py."""
    known = LANDING | GUARDIAN
    assert [one for one, tests in known.items() if not all(map(NAMED.fullmatch, tests.split(" ")))] == []


async def test_each_sentence_of_the_landing_page_is_a_promise_that_is_kept(guest: httpx.AsyncClient) -> None:
    fields = {}
    for n, locale in enumerate((Locale.FR, Locale.EN)):
        fields[locale] = [item for item in said_by((await guest.get(f"/?lang={locale}")).text) if item not in HEADINGS]
        known = [sentence[n] for sentence in LANDING]
        assert sorted(fields[locale]) == sorted(known)
    together = set(zip(fields[Locale.FR], fields[Locale.EN], strict=True))
    assert together == LANDING.keys()  # the same is said in both
    assert len(together) > 15


def test_each_sentence_of_a_guardians_page_is_a_promise_that_is_kept() -> None:
    """Labels and questions end without a full stop; what is of blanks alone repeats others."""
    signed_words = [
        TEXTS[kind].words for kind in (ConsentKind.GUARDIAN, ConsentKind.GUARDIAN_REFUSAL, ConsentKind.GUARDIAN_END)
    ]
    texts = [*words_in(vars(guardian_texts)), *signed_words]
    said = [pair for words in texts for pair in pairs(words) if SAYS.search(BLANK.sub("", pair[0]))]
    assert set(said) == GUARDIAN.keys()
    assert len(GUARDIAN) > 35


@pytest.mark.parametrize("name", ["landing", "app", "guardian", "responsible", "required", "answered"])
def test_these_pages_have_no_words_of_their_own(name: str) -> None:
    """All that they say is said by what is walked above."""
    template = (TEMPLATES / f"{name}.html").read_text()
    settings = r"{% block (?:robots|kind|privacy_part) %}.*?{% endblock %}"
    assert not re.search(r"\w", re.sub(rf"(?s){settings}|{{{{.*?}}}}|{{%.*?%}}|{{#.*?#}}|<[^>]+>", "", template))


@pytest.mark.parametrize(("many", "said"), [(99, False), (100, True)])
def test_a_guardians_list_says_when_it_is_not_whole(many: int, *, said: bool) -> None:
    fields = {**AGREED, "publications": PUBLICATIONS[:1] * many}
    assert (guardian_texts.LATEST.en in guardian_page(guardian(Locale.EN, **fields))) is said
    assert guardian_views.LONGEST_LIST == 100


def test_nothing_is_marked_and_nobody_is_ranked() -> None:
    """No answer of the API has a place for it. What suggests skills to somebody weighs their words, not them."""
    marks = re.compile(r"(^|_)(mark|marks|grade|grades|score|scores|rank|ranks|ranking|rating|stars|points)($|_)")
    schemas = DOCUMENT["components"]["schemas"]
    fields = [(name, field) for name, schema in schemas.items() for field in schema.get("properties", {})]
    # A vote is on proposals, which are nobody's when they are chosen from.
    of_people = [field for field in fields if not re.match("Ballot|Chart|PaperChoice", field[0])]
    assert [field for field in of_people if marks.search(field[1])] == [
        ("ReasonRead", "points"),
        ("SkillSuggestionRead", "score"),
    ]
    assert len(fields) > 400

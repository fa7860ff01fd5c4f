"""RGAA 8.10: what is read from right to left has its `dir`, in every page that shows what somebody wrote."""

import re

import pytest

from app.core.i18n import Locale
from app.web.directions import RIGHT_TO_LEFT, set_directions
from tests.web.markup import PAGES, Reader
from tests.web.rtl_samples import PAGES_IN_ARABIC

CASES = {
    "<p>Bonjour</p>": "<p>Bonjour</p>",
    "<h1>سارة</h1>": '<h1 dir="rtl">سارة</h1>',
    "<h1>« سارة » Day</h1><p>Bonjour</p>": '<h1 dir="rtl">« سارة » Day</h1><p>Bonjour</p>',
    "<p>Par <strong>سارة</strong></p>": '<p>Par <strong dir="rtl">سارة</strong></p>',
    "<p><strong>سارة</strong> et Day</p>": '<p dir="rtl"><strong>سارة</strong> et Day</p>',
    "<p>\u2068سارة\u2069 raconte</p>": '<p><bdi dir="rtl">سارة</bdi> raconte</p>',
    '<div dir="auto"><p>שלום</p><p>Oui</p></div>': '<div dir="rtl"><p>שלום</p><p dir="ltr">Oui</p></div>',
    '<div dir="auto"><p>Oui</p><p>שלום</p></div>': '<div><p>Oui</p><p dir="rtl">שלום</p></div>',
    '<p title="\u2068سارة\u2069">Oui<br>&amp;</p>': '<p title="\u2068سارة\u2069">Oui<br>&amp;</p>',
    "<title>\u2068سارة\u2069</title><p>&amp; سارة</p>": '<title>\u2068سارة\u2069</title><p dir="rtl">&amp; سارة</p>',
}


@pytest.mark.parametrize("markup", CASES)
def test_an_element_follows_the_first_letter_of_its_own_words(markup: str) -> None:
    assert set_directions(markup) == CASES[markup]


def test_a_page_without_such_letters_is_left_alone() -> None:
    for page in PAGES.values():
        assert 'dir="rtl"' not in page(Locale.FR)


class Directions(Reader):
    """The words that begin with a letter of that kind, and the direction of their element."""

    def __init__(self, page: str) -> None:
        self.directions: list[tuple[str, str]] = []
        super().__init__(page)

    def handle_data(self, data: str) -> None:
        first = re.search(r"[^\W\d_]", data)
        tags = {node.tag for node in self._open}
        if first and RIGHT_TO_LEFT.match(first[0]) and not tags & {"head", "script"}:
            values = [node.given["dir"] for node in self._open if "dir" in node.given]
            self.directions.append((data, values[-1] if values else "ltr"))
        super().handle_data(data)


@pytest.mark.parametrize("name", PAGES_IN_ARABIC)
def test_every_page_says_what_is_read_from_right_to_left(name: str) -> None:
    page = PAGES_IN_ARABIC[name]
    assert "\u2068" not in re.sub(r"(?s)<(title|script).*?</\1>|<[^>]*>", "", page)
    assert 'dir="auto"' not in page
    directions = Directions(page).directions
    assert directions
    assert [words for words, direction in directions if direction != "rtl"] == []

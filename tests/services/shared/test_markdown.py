from html.parser import HTMLParser

import pytest

from app.core.text import unbroken
from app.services.shared.markdown import excerpt, render_markdown, safe_url

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//elsewhere.example)",
    "[x](/v1/me)",
    "<javascript:alert(1)>",
    "![x](https://tracker.example/pixel.gif)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg/onload=alert(1)>",
    "**<b onclick=alert(1)>x</b>**",
    "`<script>`",
]


class Seen(HTMLParser):
    """Every element and attribute that a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _ in attrs} or {(tag, "")}
        self.links |= {value or "" for name, value in attrs if name == "href"}


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_runs_or_fetches_gets_through(text: str) -> None:
    page = Seen(render_markdown(text))
    assert page.found <= {("p", ""), ("a", "href"), ("a", "rel"), ("strong", ""), ("code", "")}
    assert all(link.startswith("https://") for link in page.links)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("un\ndeux\n\ntrois", "<p>un<br>\ndeux</p>\n<p>trois</p>\n"),
        ("**fort** et *doux*", "<p><strong>fort</strong> et <em>doux</em></p>\n"),
        ("- un\n- deux", '<ul dir="auto">\n<li>un</li>\n<li>deux</li>\n</ul>\n'),
        ("3. trois", '<ol start="3" dir="auto">\n<li>trois</li>\n</ol>\n'),
        ("> dit-elle", '<blockquote dir="auto">\n<p>dit-elle</p>\n</blockquote>\n'),
        ("###### petit", "<h3>petit</h3>\n"),
        ("    quatre espaces", "<p>quatre espaces</p>\n"),
        ("https://example.org reste du texte", "<p>https://example.org reste du texte</p>\n"),
        ("5 < 7 & 8", "<p>5 &lt; 7 &amp; 8</p>\n"),
    ],
)
def test_what_people_write_is_shown_as_they_meant_it(text: str, html: str) -> None:
    assert render_markdown(text) == html


def test_links_lead_out_without_a_trace() -> None:
    link = '<a href="https://example.org/a?b=1" rel="nofollow noopener noreferrer ugc">ici</a>'
    assert render_markdown("[ici](https://example.org/a?b=1)") == f"<p>{link}</p>\n"
    assert 'href="mailto:ines@example.org"' in render_markdown("<ines@example.org>")


def test_headings_are_of_the_level_of_their_place() -> None:
    assert render_markdown("# Un\n\n#### Deux", heading=2) == "<h2>Un</h2>\n<h2>Deux</h2>\n"


def test_deep_nesting_costs_nothing() -> None:
    assert len(render_markdown(">" * 5_000 + "x")) < 10_000


@pytest.mark.parametrize(
    "url",
    [
        "https://user@elsewhere.example",
        "https://bank.example:pass@elsewhere.example",
        "https:///path",
        "http://[::1",
        "https://exa mple.org",
        "https://example.org\\@elsewhere.example",
        "ftp://example.org",
        "mailto:",
        "mailto:a@b.example?bcc=c@d.example",
        "example.org",
        "",
        "https://example.org/" + "a" * 2_000,
    ],
)
def test_a_disguised_address_is_not_safe(url: str) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize("url", ["https://example.org", "http://example.org:8080/a?b#c", "mailto:a@example.org"])
def test_an_honest_address_is_safe(url: str) -> None:
    assert safe_url(url) == url


def test_french_signs_keep_to_their_words() -> None:
    assert unbroken("Quoi ? « Oui » : 5 € !") == "Quoi\xa0? «\xa0Oui\xa0»\xa0: 5\xa0€\xa0!"
    assert unbroken("a :b, (x ; y)") == "a :b, (x\xa0; y)"


def test_an_excerpt_is_plain_and_ends_on_a_word() -> None:
    assert excerpt("# Un\n\n- deux & *trois*\n- [quatre](https://example.org)") == "Un deux & trois quatre"
    long = excerpt("mot " * 100)
    assert len(long) <= 201
    assert long.endswith("mot…")

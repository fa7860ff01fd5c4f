"""The audit by the 106 criteria of RGAA 4.1: complete, proved by tests that exist, and true of the markup of each page.

What needs a browser is in test_browser.py.
"""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from app.core.i18n import Locale, Words
from app.web import accessibility, legal_texts, plan, texts
from app.web.pages import Site, accessibility_page, guardian_page
from app.web.routes import router
from tests.support.declared import declared_in
from tests.web import portrait_samples, room_samples, samples
from tests.web.community_samples import RESPONSIBLE
from tests.web.markup import PAGES, every, named, read
from tests.web.reading import words_of

EACH = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
ALL = [f"{theme}.{number}" for theme, count in EACH.items() for number in range(1, count + 1)]
CHECK = re.compile(r"œil|axe:[\w-]+|tests/[\w/]+\.py::\w+")
FORMS = [name for name, shown in PAGES.items() if "<form" in shown(Locale.FR)]
PORTRAITS = frozenset(f"{template} portrait" for template in portrait_samples.TEMPLATES)
# One page, or one step of two: what they show differs, and not what they are about.
SAME_TITLE = (
    PORTRAITS,
    {"guardian", "guardian who adds"},
    {"invitation code", "community code"},
    {"invitation wrong code", "community code wrong"},
    {"invitation guardian", "invitation guardian answered", "community guardian"},
    {"invitation guardian wrong", "community guardian wrong"},
    {"place kept", "place kept until it is answered", "place still kept", "place without a guardian"},
    {"community", "community by invitation", "community that tells its story"},
    {"room that voted by points", "room that voted by rank"},
    {"room that has voted", "room of few that has voted"},
)
ABSENT = {"table", "iframe", "frame", "object", "embed", "canvas", "select", "marquee", "blink", "font", "center"}
INTERACTIVE = {"accesskey", "title", "style", "onclick", "onmousedown", "ontouchstart", "tabindex"}


# The audit


def test_all_106_criteria_are_there_each_once() -> None:
    assert [criterion["number"] for criterion in accessibility.CRITERIA] == ALL
    assert len(ALL) == 106
    assert Path("app/data/accessibility/audit.json").read_text().count('"œil"') > 20
    assert list(accessibility.AUDIT["themes"]) == [str(theme) for theme in EACH]


@pytest.mark.parametrize("criterion", accessibility.CRITERIA, ids=ALL)
def test_a_criterion_says_how_it_was_checked_and_why_it_is_not_met(criterion: dict[str, object]) -> None:
    checks, note = criterion["checks"], criterion["note"]
    assert isinstance(checks, list)
    assert checks
    assert criterion["title"]
    assert all(CHECK.fullmatch(check) for check in checks)
    assert [
        check
        for check in checks
        if "::" in check and check.partition("::")[2] not in declared_in(check.partition("::")[0])
    ] == []
    assert criterion["status"] in legal_texts.STATUSES
    assert note is None or (isinstance(note, dict) and set(note) == {"fr", "en"} and all(note.values()))
    assert note or criterion["status"] not in {"nc", "av"}


def test_the_rate_and_the_state_follow_from_the_criteria() -> None:
    counts = Counter(criterion["status"] for criterion in accessibility.CRITERIA)
    applicable = 106 - counts["na"]
    assert applicable == accessibility.APPLICABLE
    assert counts["c"] * 100 // applicable == accessibility.RATE
    for rate, is_whole, state in (
        (100, True, "total"),
        (99, False, "partial"),
        (50, False, "partial"),
        (49, False, "none"),
    ):
        assert accessibility.state(rate, is_whole=is_whole) == state
    for locale in Locale:
        text = words_of(PAGES["accessibility"](locale))
        assert f"{accessibility.RATE}" in text
        assert accessibility.STATE.in_(locale) in words_of(PAGES["landing"](locale))
        for item in accessibility.with_status("nc") + accessibility.with_status("av"):
            assert f"{item['number']} {item['title']}" in text.replace("\u00a0", " ").replace("\u202f", " ")


def test_every_page_leads_to_the_declaration_with_its_state() -> None:
    for name in PAGES:
        (link,) = [item for item in read(name) if item.given.get("href") == "/accessibilite" and item.inside("footer")]
        assert link.words().replace("\u00a0", " ") == f"Accessibilité : {accessibility.STATE.fr}"


def test_every_sentence_exists_twice_with_the_same_blanks() -> None:
    words = [var for var in vars(legal_texts).values() if isinstance(var, Words)]
    words += [*legal_texts.STATES.values(), *legal_texts.STATUSES.values(), *legal_texts.APPEALS]
    assert len(words) > 50
    assert all(re.findall(r"{\w+}", word.fr) == re.findall(r"{\w+}", word.en) for word in words)


def test_the_plan_names_every_page() -> None:
    """8.6, 12.3: what the router has, the plan has, the addresses of forms included: their answers are pages, too."""
    planned = [path for item in plan.OPEN + plan.BY_LINK for path in (item.path, *item.other_paths)]
    files = {"/static/{name}", "/favicon.ico", "/robots.txt", "/s/{token}.pdf", "/m/{media_key}/{media_id}.jpg"}
    files |= {
        "/.well-known/security.txt",
        "/changelog.atom",
        "/c/{community_id}/feed.atom",
        "/j/{token}.ics",
        "/b/{token}.{suffix}",
    }
    files |= {
        "/app",
        "/app/reset",
        "/app/rescue",
        "/app/shared",
        "/app/{path:path}",
    }  # the client: tests/client/test_screens.py has its screens
    paths = {route.path for route in router.routes} - files  # type: ignore[attr-defined]
    assert paths == set(planned)
    assert len(planned) == len(set(planned))
    by_path = {item.path: item for item in plan.BY_LINK}
    assert set(plan.JOINING) <= set(by_path["/i/{token}"].states) & set(by_path["/c/{community_id}"].states)
    for path in {route.path for route in router.routes if "POST" in route.methods} - files:  # type: ignore[attr-defined]
        entry = next(item for item in plan.BY_LINK if path in (item.path, *item.other_paths))
        assert len(entry.states) > 1, path
    for name in ("plan", "accessibility"):
        text = words_of(PAGES[name](Locale.FR))
        for item in plan.BY_LINK:
            assert item.title.fr in text
            assert all(state.fr in text for state in item.states), (name, item.path)
    for item in plan.OPEN:
        assert f'href="{item.path}"' in PAGES["plan"](Locale.FR)


# The pages


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("name", PAGES)
def test_markup_is_whole(name: str, locale: Locale) -> None:
    """8.1, 8.2, 8.9: tags are closed, identifiers are unique, and what refers to one finds it."""
    page = PAGES[name](locale)
    assert page.startswith("<!doctype html>")
    nodes = read(name, locale)
    ids = Counter(node.given["id"] for node in nodes if "id" in node.given)
    assert [element_id for element_id, count in ids.items() if count > 1] == []
    for node in nodes:
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            assert set(node.given.get(attribute, "").split()) <= ids.keys()
        if node.given.get("href", "").startswith("#"):
            assert node.given["href"][1:] in ids


def test_what_does_not_apply_is_not_there() -> None:
    """2, 5, 7, 10.1, 10.13, 13.10–13.12: no frames, tables, scripts, styles in markup, hovering hints."""
    for name, node in ((page, node) for page in PAGES for node in read(page)):
        assert node.tag not in ABSENT, name
        is_helper = name in room_samples.PAGES and node.given.get("src", "").startswith(
            "/static/room."
        )  # works without
        assert node.tag != "script" or is_helper or node.given["type"] == "application/ld+json", name
        assert node.given.keys() & INTERACTIVE <= {"main": {"tabindex"}, "link": {"title"}}.get(node.tag, set()), name


def test_images_have_words_or_are_ignored() -> None:
    """1.1, 1.2, 1.9."""
    for name, node in every("img"):
        assert "alt" in node.given, name
        assert node.given["alt"] or node.given.get("aria-hidden") == "true" or node.inside("figure"), name
    for name, node in every("svg"):
        assert (node.given.get("aria-hidden"), node.given.get("focusable")) == ("true", "false"), name
    assert all(node.inside("figure") for _, node in every("figcaption"))
    captioned = 0
    for name, caption in every("figcaption"):
        figure = next(parent for parent in reversed(caption.parents) if parent.tag == "figure")
        inner = {node.tag for node in read(name) if figure in node.parents}
        if inner & {"img", "audio", "video"}:
            assert figure.given.get("role") == "figure", (name, caption.words())
            assert " ".join(figure.given["aria-label"].split()) == caption.words(), name
            captioned += 1
    assert captioned > 5


def test_links_and_buttons_have_words() -> None:
    """6.2, 11.9."""
    for name, node in every("a", "button", "summary"):
        assert named(name, node), (name, node.given)


def test_titles_tell_pages_apart() -> None:
    """8.5, 8.6: by what the page is about, then who we are; and the steps, results and faults of one page, too."""
    for locale in Locale:
        pages: dict[str, list[str]] = {}
        for name in PAGES:
            nodes = read(name, locale)
            title = next(node.words() for node in nodes if node.tag == "title")
            assert re.fullmatch(r".{4,} · Day Tripper", title), name
            is_fault = any(node.given.get("role") == "alert" for node in nodes)
            assert title.startswith(("Erreur\u00a0: ", "Erreur : ", "Error: ")) == is_fault, (name, title)
            pages.setdefault(title, []).append(name)
        alike = [
            names
            for names in pages.values()
            if len(names) > 1 and not any(set(names) <= exception for exception in SAME_TITLE)
        ]
        assert alike == []


def test_headings_and_landmarks_give_the_structure() -> None:
    """9.1, 9.2, 12.1, 12.2, 12.4, 12.6, 12.7."""
    for name in PAGES:
        nodes = read(name)
        levels = [int(node.tag[1]) for node in nodes if re.fullmatch(r"h[1-6]", node.tag)]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name
        top = [node.tag for node in nodes if node.parents and node.parents[-1].tag == "body"]
        assert top == ["a", "header", "main", "footer"], name
        skip = next(node for node in nodes if node.tag == "a")
        assert skip.given == {"class": "skip", "href": "#content"}, name
        menu = [
            node.given["href"] for node in nodes if node.tag == "a" and node.inside("nav") and node.inside("footer")
        ]
        assert menu == ["/", "/accessibilite", "/mentions-legales", "/plan"], name


def test_nothing_starts_opens_or_moves_by_itself() -> None:
    """4.10, 13.1, 13.2, 13.8."""
    for name in PAGES:
        for node in read(name):
            assert not node.given.keys() & {"autoplay", "target"}, name
            assert node.given.get("http-equiv") is None, name
    styles = "".join(file.read_text() for file in Path("app/web/static").glob("*.css"))
    glow = "animation: glow 3s ease-out;"  # of an idea that is new on the wall; not for who wants no motion
    without_motion = styles.partition("prefers-reduced-motion: reduce")[2].partition("@media")[0]
    assert ".idea.is-new {\n    animation: none;" in without_motion
    assert re.findall(r"\banimation:[^;]*;", styles) == [glow, "animation: none;"]


def test_what_a_form_may_refuse_is_said_before_it_is_sent() -> None:
    """11.10: a field that only some must fill in, and a group of which one box at least is to be ticked."""
    for name in ("invitation code", "community code"):
        for locale, mark in ((Locale.FR, "(obligatoire si ton compte ne le dit pas déjà)"), (Locale.EN, "unless your")):
            labels = {node.given["for"]: node.words() for node in read(name, locale) if node.tag == "label"}
            assert all(mark in labels[field] for field in ("name", "birth_year")), (name, labels)
    for name, is_new in (("guardian asked", True), ("guardian who comes back", False), ("guardian who adds", False)):
        nodes = read(name)
        (legend,) = [node.words() for node in nodes if node.tag == "legend"]
        assert ("(cochez au moins une case)" in legend) == is_new, name  # afterwards less may be left, or nothing
        labels = {node.given["for"]: node.words() for node in nodes if node.tag == "label"}
        fields = {node.given.get("id"): node.given for node in nodes if node.tag == "input"}
        for field in ("name", "declaration"):
            assert ("aria-required" in fields[field]) == is_new, name
            assert ("(obligatoire)" in labels[field], "(pour ajouter)" in labels[field]) == (is_new, not is_new), name


def test_a_fault_leads_to_its_field_and_says_how_it_is_written() -> None:
    """11.11, and the keyboard stands where something is to be corrected."""
    for name in PAGES:
        nodes = read(name)
        if name == "wrong passcode" or any(node.given.get("id", "").endswith("-fault") for node in nodes):
            assert [node.tag for node in nodes if "autofocus" in node.given] in (["input"], ["textarea"]), name
    radio = next(node for node in read("spoilt report") if node.given.get("type") == "radio")
    assert "autofocus" in radio.given
    assert "prenom@exemple.fr" in words_of(PAGES["spoilt report"](Locale.FR))


def test_what_unfolds_in_a_portrait_has_headings_that_tell_it_apart() -> None:
    """9.1: each talent and each moment is one; what stands below it is one level down."""
    for template in ("notebook", "poster", "classic"):
        nodes = read(f"{template} portrait")
        headings = [node for node in nodes if node.tag == "h3" and node.inside("summary")]
        talents_and_moments = [node for node in nodes if node.tag == "summary" and not node.inside("figure")]
        assert len(headings) == len(talents_and_moments)
        assert len({node.words() for node in headings}) == len(headings)
        assert {node.tag for node in nodes if node.given.get("class") == "proofs-title"} == {"h4"}


@pytest.mark.parametrize("locale", Locale)
def test_the_declaration_leads_to_the_scheme_the_plan_and_the_review(locale: Locale) -> None:
    """Arrêté du 20 septembre 2019. What an operator does not have yet is said; it is no dead link."""
    known = ("https://region.example/schema.pdf", "none", None)
    who_text = replace(RESPONSIBLE, strategy=known)
    page = accessibility_page(Site(locale, "https://daytripper.test", responsible=who_text))
    shown_text = words_of(page).replace("\u00a0", " ")
    assert legal_texts.STRATEGY.in_(locale, controller=RESPONSIBLE.controller).replace("\u00a0", " ") in shown_text
    assert f'<a href="{known[0]}">{legal_texts.DOCUMENTS[0].in_(locale)}</a>' in page
    for document, state in zip(
        legal_texts.DOCUMENTS[1:], (legal_texts.NONE_YET, legal_texts.NOT_STATED_LABEL), strict=True
    ):
        fields = {"document": document.in_(locale), "state": state.in_(locale)}
        assert legal_texts.WITHOUT_ADDRESS.in_(locale, **fields) in shown_text


def test_a_page_announces_nothing_that_is_over() -> None:
    """A mail about a decision is announced before it, and not after."""
    announcement_text = "La décision viendra aussi par mail"
    assert announcement_text in words_of(PAGES["report that waits"](Locale.FR))
    assert announcement_text not in words_of(PAGES["reported"](Locale.FR))
    assert texts.REPORT.fr in words_of(PAGES["legal"](Locale.FR))


def test_names_are_elided_in_french() -> None:
    assert "Ce qu’Inès y écrit" in words_of(guardian_page(samples.guardian(of="Inès")))
    assert "Ce que Zoé y écrit" in words_of(guardian_page(samples.guardian(of="Zoé")))
    assert "Voici ce qu’Inès Martin peut montrer" in words_of(PAGES["given endorsement"](Locale.FR))


@pytest.mark.parametrize("name", FORMS)
def test_each_field_is_named_marked_and_explained(name: str) -> None:
    """11.1, 11.2, 11.5, 11.6, 11.10, 11.13; and who answers for what is typed stands on the page."""
    nodes = read(name)
    fields = [node for node in nodes if node.tag in {"input", "textarea"} and node.given.get("type") != "hidden"]
    for field in fields:
        (label,) = [
            node
            for node in nodes
            if node.tag == "label" and (node.given.get("for", "") == field.given.get("id") or node in field.parents)
        ]
        is_required = "required" in field.given or field.given.get("aria-required") == "true"
        assert len(label.words()) > 2
        choice = next((parent for parent in field.parents if parent.tag == "fieldset"), None)
        if field.given.get("type") == "radio":  # the question is what must be answered
            (label,) = [node for node in nodes if node.tag == "legend" and choice in node.parents]
        assert is_required == ("(obligatoire)" in label.words()), label.words()
        if field.given.get("type") in {"text", "email"} and field.given["name"] in {"name", "email", "birth_year"}:
            assert "autocomplete" in field.given or name.startswith("year of birth")
    groups = [node for node in nodes if node.tag == "fieldset"]
    assert len(groups) == len([node for node in nodes if node.tag == "legend"])
    if fields:
        addresses = {node.given["href"] for node in nodes if node.given.get("href", "").startswith("mailto:")}
        assert {"mailto:dpo@example.org", "mailto:bonjour@example.org"} <= addresses


def test_what_is_acted_on_stands_out() -> None:
    """3.3: the borders of fields, by day and by night, stand out from what is around them (3:1)."""
    style = Path("app/web/static/site.css").read_text()
    day, night = [
        dict(re.findall(r"--(\w+): (#\w{6});", part)) for part in style.split("@media (prefers-color-scheme: dark)")[:2]
    ]
    assert style.count("border: 1.5px solid var(--soft)") == 2
    for colours in (day, night):
        for border in ("soft", "accent"):
            for ground in ("paper", "sheet", "tint"):
                assert contrast(colours[border], colours[ground]) >= 3, (border, ground)


def contrast(first: str, second: str) -> float:
    low, high = sorted((light(first), light(second)))
    return (high + 0.05) / (low + 0.05)


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

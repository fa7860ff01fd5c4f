"""Classes: each that a page has is styled or found by a script, and each that a sheet styles is on a page."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

WEB = Path("app/web")
TEMPLATES = sorted([*WEB.glob("templates/*.html"), *WEB.glob("templates/*.svg")])
SHEETS = sorted(WEB.glob("static/*.css"))
CODE = [*WEB.glob("static/*.js"), *WEB.glob("*.py"), Path("app/models/portraits.py")]  # looks of portraits are classes
SOURCES = Path("client/src")
SCREENS = [path for path in sorted(SOURCES.rglob("*.ts*")) if ".test." not in path.name]

EXPRESSION = re.compile(r"\{\{(.*?)\}\}")
STATEMENT = re.compile(r"\{%.*?%\}")
ATTRIBUTE = re.compile(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"')
KIND = re.compile(r"block kind %\}(.*?)\{% endblock")  # the class of the body
NO_SELECTOR = re.compile(r'/\*.*?\*/|url\([^)]*\)|"[^"]*"', re.DOTALL)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
BLANK = "\0"  # what an expression says; before it stands what all it says begins with
SIZES = {"letters-large", "letters-larger", "letters-largest"}  # core/reading.ts puts them together


def classes_in(template: str) -> set[str]:
    """Return the names of classes, and where an expression ends a name, what it begins with and `BLANK`."""
    names: set[str] = set()
    for value in [*ATTRIBUTE.findall(template), *KIND.findall(template)]:
        for token in re.split(r"\s+(?![^{]*\}\})", STATEMENT.sub(" ", value)):
            if EXPRESSION.fullmatch(token):
                names.update(*(said.split() for said in re.findall(r"'([\w\- ]+)'", token)))
            elif token:
                names.add(EXPRESSION.sub(BLANK, token))
    return names


def styled(sheets: Iterable[Path]) -> dict[str, str]:
    """Return the sheet in which each class is styled."""
    return {
        name: sheet.name
        for sheet in sheets
        for selector in re.findall(r"([^{};]+)\{", NO_SELECTOR.sub("", sheet.read_text()))
        for name in CLASS.findall(selector)
    }


def words_of(paths: Iterable[Path]) -> set[str]:
    return {word for path in paths for word in re.findall(r"[\w-]+", path.read_text())}


def unused(rules: Mapping[str, str], names: set[str], words: set[str]) -> dict[str, str]:
    beginnings = tuple(name.removesuffix(BLANK) for name in names if name.endswith(BLANK))
    return {
        name: sheet
        for name, sheet in rules.items()
        if name not in names | words and not (beginnings and name.startswith(beginnings))
    }


def test_each_class_of_a_page_is_styled_or_found_by_a_script() -> None:
    rules = styled(SHEETS)
    findings = {name for path in WEB.glob("static/*.js") for name in CLASS.findall(path.read_text())}
    names = {name: path.name for path in TEMPLATES for name in classes_in(path.read_text())}
    known = set(rules) | findings
    faults = {
        name: template
        for name, template in names.items()
        if not any(one == name or (BLANK in name and one.startswith(name.split(BLANK)[0])) for one in known)
    }
    assert faults == {}
    assert len(names) > 150


def test_each_class_of_a_sheet_is_on_a_page() -> None:
    names = set().union(*(classes_in(path.read_text()) for path in TEMPLATES))
    assert unused(styled(SHEETS), names, words_of(CODE)) == {}


def test_each_class_of_the_application_is_on_a_screen() -> None:
    rules = styled(SOURCES.rglob("*.css"))
    assert unused(rules, SIZES, words_of(SCREENS) | words_of([Path("client/index.html")])) == {}
    assert len(rules) > 100


def test_what_a_template_says_of_classes_is_read() -> None:
    template = "<p class=\"a b-{{ one.kind }} {{ 'c d' if e }} {% if f %}g{% endif %}\">{% block kind %}h{% endblock %}"
    assert classes_in(template) == {"a", f"b-{BLANK}", "c", "d", "g", "h"}
    assert unused({"a": "x", "b-1": "x", "z": "x", "y": "x"}, {"a", f"b-{BLANK}"}, {"y"}) == {"z": "x"}

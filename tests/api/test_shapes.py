"""One shape for one thing, in the whole document: docs/decisions/0117."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.support.documents import whole_document

DOCUMENT: dict[str, Any] = whole_document()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
CONTENTS = {"EditionContent", "PortraitContent"}
OF_THE_EDITION = {"edition", "published_at"}  # which one it is, beside what it shows


def properties(name: str) -> dict[str, Any]:
    members: dict[str, Any] = SCHEMAS[name].get("properties", {})
    return members


def name_of(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def shown_contents() -> Iterator[tuple[str, str]]:
    """Yield each schema with a `content`, and the schema of that."""
    for name in SCHEMAS:
        content = name_of(properties(name).get("content", {}))
        if content in CONTENTS:
            yield name, content


def test_what_an_edition_shows_is_in_content_alone() -> None:
    holders = dict(shown_contents())
    assert set(holders.values()) == CONTENTS
    for name, content in holders.items():
        assert properties(name).keys() & properties(content).keys() <= OF_THE_EDITION, name
    for name in SCHEMAS.keys() - CONTENTS:
        assert not properties("PortraitContent").keys() <= properties(name).keys(), name
        assert not properties("EditionContent").keys() <= properties(name).keys(), name


def test_the_language_of_a_text_is_any_tag_and_that_of_a_reader_one_of_ours() -> None:
    for name in SCHEMAS:
        for member, schema in properties(name).items():
            types = json.dumps(schema)
            if member in {"language", "languages"}:
                assert "/Locale" not in types, name
                assert '"string"' in types, name
            if member == "locale":
                assert re.search('/Locale|"title": "Locale"', types), name  # of answers, which may get more


def test_words_in_several_languages_are_a_map_by_tag() -> None:
    flat = [name for name in SCHEMAS if {"fr", "en"} & properties(name).keys()]
    assert flat == []


# Names of API.md; of the clock of jobs; what editions have frozen; of clocks of rooms and phones, and of an agenda.
OTHER_INSTANTS = {"lived_until", "verified_until", "last", "next", "failing_since", "former_until"} | {
    "now",
    "since",
    "until",
    "waiting_since",
    "phone_time",
}
OTHER_DAYS = {"day", "from_day", "to_day", "month", "since", "until"}


def formats(schema: object) -> set[str]:
    return {name for name in ("date", "date-time") if f'"format": "{name}"' in json.dumps(schema)}


def test_a_time_has_one_name_of_its_kind() -> None:
    members = {
        (member, form) for name in SCHEMAS for member, item in properties(name).items() for form in formats(item)
    }
    assert {member for member, form in members if form == "date-time" and not member.endswith("_at")} == OTHER_INSTANTS
    assert {member for member, form in members if form == "date" and not re.search("(^|_)on$", member)} == OTHER_DAYS
    of_another_name = {"asked_at", "given_at", "kept_at", "lapses_at", "began_at", "made_at"}
    assert of_another_name & {member for member, _ in members} == {"made_at"}  # of an extract, which is no row

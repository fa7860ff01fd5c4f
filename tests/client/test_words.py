"""The French of the application: one voice for everybody, and simple sentences that are simple."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.readability import sentences

WORDS = Path(__file__).parents[2] / "client/src/words"
AREAS = [WORDS, *sorted(path for path in WORDS.iterdir() if path.is_dir())]
ENTRY = re.compile(r"^  (\w+):", re.MULTILINE)
TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
INSERTION = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
LONGEST = 12  # words of a simple sentence
# Docs/decisions/0150. « Rendez-vous », « chez », « assez » and « nez » are none.
POLITE = re.compile(r"\b(?<!rendez-)(vous|votre|vos|vôtres?)\b|\b(?!(?:ass|ch|n|r)ez\b|rendez-)\w+ez\b", re.IGNORECASE)


def texts(code: str) -> list[str]:
    """Return what it says, with a name where it inserts something."""
    return [INSERTION.sub("Lou", quoted or template) for quoted, template in TEXT.findall(code)]


def entries(area: Path, name: str) -> dict[str, list[str]]:
    code = (area / f"{name}.ts").read_text()
    places = list(ENTRY.finditer(code))
    ends = [place.start() for place in places[1:]] + [len(code)]
    return {place[1]: texts(code[place.end() : end]) for place, end in zip(places, ends, strict=True)}


def polite(words: Mapping[str, list[str]]) -> Iterator[str]:
    for key, said in words.items():
        yield from (f"{key}: {text}" for text in said if POLITE.search(text))


def long(words: Mapping[str, list[str]]) -> Iterator[str]:
    for key, said in words.items():
        for text in said:
            yield from (f"{key}: {' '.join(one)}" for one in sentences(text) if len(one) > LONGEST)


def test_the_application_says_tu_to_everybody() -> None:
    findings = {area.name: [*polite(entries(area, "fr")), *polite(entries(area, "simple"))] for area in AREAS}
    assert {area: faults for area, faults in findings.items() if faults} == {}
    assert sum(len(entries(area, "fr")) for area in AREAS) > 1_000
    assert list(polite({"a": ["Ouvrez ceci.", "La vôtre aussi", "Rendez-vous ici", "Assez : chez toi, ton nez"]})) == [
        "a: Ouvrez ceci.",
        "a: La vôtre aussi",
    ]


def test_simple_french_has_short_sentences_in_each_area() -> None:
    """Also for those who lead, accompany and operate: whoever reads with difficulty may do so."""
    for area in AREAS:
        simple = entries(area, "simple")
        assert list(long(entries(area, "fr") | simple)) == [], area.name
        assert simple, area.name
    assert list(long({"a": ["Ceci est une phrase qui a plus de douze mots, et personne ne la lit."]})) != []

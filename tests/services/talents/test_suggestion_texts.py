"""Short texts as teenagers and adults write them: docs/decisions/0039, 0049."""

from pathlib import Path

import pytest

from app.core.uow import Runtime
from app.services.talents import meanings
from tests.support.people import Person
from tests.support.suggestions import Score, answers, captured, compared, score, texts

KNOWN = sorted((meanings.DATA / "suggestions").glob("*-fr.json"))
HERE = Path(__file__).parent / "suggestions"
RIGHT, SILENT, PRECISE = 0.75, 0.70, 0.45
BY_WORDS_ONLY = {"third-fr": 0.60}  # nobody who chose the words had read these, and what is reached on them


def show(name: str, measured: Score) -> None:
    print(  # noqa: T201  for the decision to cite
        f"{name}: right in three {measured.right:.3f}, silent {measured.silent:.3f}, "
        f"right among shown {measured.precise:.3f}"
    )


@pytest.mark.parametrize("file", KNOWN, ids=[file.stem for file in KNOWN])
async def test_words_alone_speak_to_those_who_wrote_until_meanings_are_there(alice: Person, file: Path) -> None:
    samples = texts(file)
    found = await answers(alice, samples, await captured(alice, samples))
    measured = score(found)
    show(file.stem, measured)
    assert all(item.is_explained for item in found)
    assert measured.right >= BY_WORDS_ONLY.get(file.stem, RIGHT)
    assert measured.silent >= SILENT
    assert measured.precise >= PRECISE
    assert len(samples) >= 60


async def test_texts_that_were_looked_at_are_no_examples_of_themselves(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third file, in French and put into English, by what the others teach."""
    others = tuple(file for file in meanings.EXAMPLES if file.stem != "third-fr")
    monkeypatch.setattr(meanings, "EXAMPLES", others)
    meanings.forget_examples()
    samples = {"fr": texts(meanings.DATA / "suggestions" / "third-fr.json"), "en": texts(HERE / "third-en.json")}
    ids = {language: await captured(alice, some) for language, some in samples.items()}
    await compared(runtime, alice)
    measured = {language: score(await answers(alice, some, ids[language])) for language, some in samples.items()}
    monkeypatch.undo()
    meanings.forget_examples()
    for language, one in measured.items():
        show(f"third-{language}, with meanings", one)
        assert one.right >= {"fr": RIGHT, "en": 0.72}[language]
        assert one.silent >= SILENT
        assert one.precise >= PRECISE


# `seventh` was written by somebody who knew the names of the skills alone, when all was settled, and measured once.
# Nobody looked at single texts of the others when words, examples or settings were chosen. `retold` is what strangers
# wrote on their pages, in other words; it is small.
KEPT_APART = {
    "seventh": (RIGHT, SILENT, PRECISE),
    "fifth": (0.70, SILENT, PRECISE),
    "fourth": (0.73, SILENT, PRECISE),
    "retold": (0.60, 0.60, 0.33),
}


async def test_texts_that_nobody_looked_at_get_what_was_asked_for(alice: Person, runtime: Runtime) -> None:
    samples = {name: texts(HERE / f"{name}.json") for name in KEPT_APART}
    ids = {name: await captured(alice, some) for name, some in samples.items()}
    await compared(runtime, alice)
    for name, (right, silent, precise) in KEPT_APART.items():
        found = await answers(alice, samples[name], ids[name])
        measured = score(found)
        show(name, measured)
        assert all(item.is_explained for item in found)
        assert (measured.right >= right, measured.silent >= silent, measured.precise >= precise) == (True, True, True)
    assert len(samples["seventh"]) >= 60
    assert sum(not item["skills"] for item in samples["seventh"]) >= 15
    known = {text for text, _ in meanings.example_texts()}
    assert not known & {item["text"] for some in samples.values() for item in some}

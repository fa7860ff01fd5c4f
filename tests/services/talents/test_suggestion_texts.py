"""Short texts as teenagers and adults write them: docs/decisions/0039, 0049."""

from pathlib import Path

import pytest

from app.core.uow import Runtime
from app.services.talents import meanings
from tests.support.people import Person
from tests.support.suggestions import Score, answers, captured, compared, score, texts

pytestmark = pytest.mark.slow

FILES = sorted((meanings.DATA / "suggestions").glob("*-fr.json"))
FOLDER = Path(__file__).parent / "suggestions"
RIGHT, SILENT, PRECISE = 0.75, 0.70, 0.45
BY_WORDS_ONLY = {"third-fr": 0.60}  # nobody who chose the words had read these, and what is reached on them


def show(name: str, result: Score) -> None:
    print(  # noqa: T201  for the decision to cite
        f"{name}: right in three {result.right:.3f}, silent {result.silent:.3f}, right among shown {result.precise:.3f}"
    )


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
async def test_words_alone_speak_to_those_who_wrote_until_meanings_are_there(alice: Person, file: Path) -> None:
    samples = texts(file)
    results = await answers(alice, samples, await captured(alice, samples))
    result = score(results)
    show(file.stem, result)
    assert all(item.is_explained for item in results)
    assert result.right >= BY_WORDS_ONLY.get(file.stem, RIGHT)
    assert result.silent >= SILENT
    assert result.precise >= PRECISE
    assert len(samples) >= 60


def forget_examples() -> None:
    """The files are read again at the next use."""
    for function in (meanings.example_texts, meanings._digest_of_examples):
        function.cache_clear()


async def test_texts_that_were_looked_at_are_no_examples_of_themselves(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third file, in French and put into English, by what the others teach."""
    files = tuple(file for file in meanings.EXAMPLES if file.stem != "third-fr")
    monkeypatch.setattr(meanings, "EXAMPLES", files)
    forget_examples()
    samples = {"fr": texts(meanings.DATA / "suggestions" / "third-fr.json"), "en": texts(FOLDER / "third-en.json")}
    ids = {language: await captured(alice, texts_of_language) for language, texts_of_language in samples.items()}
    await compared(runtime, alice)
    scores = {
        language: score(await answers(alice, texts_of_language, ids[language]))
        for language, texts_of_language in samples.items()
    }
    monkeypatch.undo()
    forget_examples()
    for language, result in scores.items():
        show(f"third-{language}, with meanings", result)
        assert result.right >= {"fr": RIGHT, "en": 0.72}[language]
        assert result.silent >= SILENT
        assert result.precise >= PRECISE


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
    samples = {name: texts(FOLDER / f"{name}.json") for name in KEPT_APART}
    ids = {name: await captured(alice, texts_of_sample) for name, texts_of_sample in samples.items()}
    await compared(runtime, alice)
    for name, (right, silent, precise) in KEPT_APART.items():
        results = await answers(alice, samples[name], ids[name])
        result = score(results)
        show(name, result)
        assert all(item.is_explained for item in results)
        assert (result.right >= right, result.silent >= silent, result.precise >= precise) == (True, True, True)
    assert len(samples["seventh"]) >= 60
    assert sum(not item["skills"] for item in samples["seventh"]) >= 15
    examples = {text for text, _ in meanings.example_texts()}
    assert not examples & {item["text"] for texts_of_sample in samples.values() for item in texts_of_sample}

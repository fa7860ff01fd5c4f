"""What an experience means is worked out after it was written, for the words that it has: docs/decisions/0049."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.adapters import comparer
from app.adapters.comparer import ChildComparer
from app.core.actor import SYSTEM
from app.core.ports import AskedText, ComparisonFailed, LabelledText, Nearness, NearSkill, SkillWords
from app.core.uow import Runtime
from app.services.departures import retention
from app.services.talents import meanings
from app.services.talents.meanings import CompareMeanings
from app.tasks.meanings import compare_meanings
from tests.support.people import BARE, Person, Watch, capture, erase
from tests.support.stories import medium
from tests.support.suggestions import compared, suggested
from tests.support.talents import skill

pytestmark = pytest.mark.slow

SAID = "On s’est partagé le boulot : lui au feu, moi aux brochettes."
STATE = "select from experience_meanings where experience_id = $1"
WORDS = [SkillWords("a", "fr", "tenir la caisse"), SkillWords("b", "en", "wash the floor")]
TEXTS = [AskedText("fr", "Je tenais la caisse", ("Je tenais la caisse",))]


class Stub:
    """Compares nothing, and says that all texts are near the first skill. `meanwhile` happens while it does."""

    def __init__(self, meanwhile: Any = None) -> None:
        self.asked: list[str] = []
        self._meanwhile = meanwhile

    def works(self) -> bool:
        return True

    async def compare(
        self, words: Sequence[SkillWords], examples: Sequence[LabelledText], texts: Sequence[AskedText]
    ) -> Sequence[Nearness]:
        self.asked += [text.whole for text in texts]
        if self._meanwhile:
            await self._meanwhile()
        return [Nearness(-1, (NearSkill(words[0].skill, 2.0, 0, len(text.passages) - 1),)) for text in texts]


async def change(person: Person, experience: dict[str, Any], **fields: object) -> dict[str, Any]:
    headers = {"If-Match": f'"{experience["version"]}"', "Content-Type": "application/merge-patch+json"}
    answer: dict[str, Any] = await person.ask(
        "PATCH", f"/v1/experiences/{experience['id']}", 200, json=fields, headers=headers
    )
    return answer


def by_meaning(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [reason for item in items for reason in item["because"] if reason["by"] == "meaning"]


async def test_what_no_word_says_is_suggested_with_the_passage_that_is_near(alice: Person, runtime: Runtime) -> None:
    experience = await capture(alice, BARE | {"text": SAID, "language": "fr"})
    assert not by_meaning(await suggested(alice, experience["id"]))
    await compared(runtime, alice)
    items = await suggested(alice, experience["id"])
    assert "COOP.2" in {item["skill"]["code"] for item in items}
    reasons = by_meaning(items)
    assert reasons
    for reason in reasons:
        (passage,) = reason["words"]
        assert SAID[passage["start"] : passage["end"]] == passage["text"]
        assert len(passage["text"].split()) > 1
    for item in items:
        assert abs(item["score"] - sum(reason["points"] for reason in item["because"])) < 0.001
    suggestions = await suggested(alice, experience["id"], "?limit=50")
    assert [item["skill"]["code"] for item in suggestions][: len(items)] == [item["skill"]["code"] for item in items]
    assert not await suggested(alice, experience["id"], "?framework=spro-coordination")


async def test_a_meaning_is_of_the_words_that_are_there_and_of_no_others(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    stub = Stub()
    fake = replace(runtime, comparer=stub)
    words = {"title": "Samedi", "text": SAID, "tags": ["barbecue"], "reflection": {"did": "Servi", "next": "Ranger"}}
    experience = await capture(alice, BARE | words | {"media": [photo], "language": "fr"})
    await compared(fake, alice)
    assert stub.asked == [f"Samedi. {SAID}. Servi. Ranger. barbecue"]
    assert by_meaning(await suggested(alice, experience["id"]))  # read by another projection, they have one digest
    experience = await change(alice, experience, text="Rien")
    assert not by_meaning(await suggested(alice, experience["id"]))
    await compared(fake, alice)
    assert by_meaning(await suggested(alice, experience["id"]))
    about = await alice.ask("GET", f"/v1/media/{photo}", 200)
    caption = {"caption": "La grille", "transcript": "Encore deux brochettes"}
    await alice.ask("PATCH", f"/v1/media/{photo}", 200, json=caption, headers={"If-Match": f'"{about["version"]}"'})
    assert not by_meaning(await suggested(alice, experience["id"]))
    await compared(fake, alice)
    assert stub.asked[-1].endswith("barbecue. La grille. Encore deux brochettes")
    (reason,) = by_meaning(await suggested(alice, experience["id"]))
    assert reason["words"][0]["pointer"] == "/media/0/transcript"
    count = len(stub.asked)
    await compared(fake, alice)
    assert len(stub.asked) == count  # nothing is due


async def test_what_is_written_meanwhile_stays_due(alice: Person, runtime: Runtime) -> None:
    experience = await capture(alice, BARE | {"text": SAID, "language": "fr"})

    async def rewrite() -> None:
        if experience["version"] == 1:
            experience.update(await change(alice, experience, text="Autre chose"))

    stub = Stub(rewrite)
    fake = replace(runtime, comparer=stub)
    await compared(fake, alice)
    assert not await has_meaning(runtime, experience["id"])
    await compared(fake, alice)
    assert stub.asked == [SAID, "Autre chose"]
    assert await has_meaning(runtime, experience["id"])


async def test_no_meaning_is_written_for_a_person_who_wants_none_meanwhile(alice: Person, runtime: Runtime) -> None:
    experience = await capture(alice, BARE | {"text": SAID, "language": "fr"})
    headers = {"Content-Type": "application/merge-patch+json"}

    async def refuse() -> None:
        await alice.ask("PATCH", "/v1/me", 200, json={"suggestions": False}, headers=headers)

    async with runtime.work(SYSTEM) as uow:
        uow.runtime = replace(runtime, comparer=Stub(refuse))
        await meanings.compare(uow)
    assert not await has_meaning(runtime, experience["id"])


async def test_a_moment_whose_skills_are_chosen_or_refused_is_not_compared(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    stub = Stub()
    fake = replace(runtime, comparer=stub)
    await capture(alice, BARE | {"text": f"{SAID} 1", "language": "fr", "skills": [skill("COM.2")]})
    await capture(alice, BARE | {"text": f"{SAID} 2", "language": "fr", "refused_skills": [skill("COM.2")]})
    experience = await capture(alice, BARE | {"text": SAID, "language": "fr"})
    await compared(fake, alice)
    assert stub.asked == [SAID]
    await change(alice, experience, skills=[skill("COM.2")])
    await compared(fake, alice)
    assert by_meaning(await suggested(alice, experience["id"]))  # until the day after: its author may still be choosing
    for hours, is_there in ((23, True), (1, False)):
        watch.advance(hours=hours)
        async with fake.work(SYSTEM) as uow:
            await retention.forget_expired(uow)
        assert await has_meaning(runtime, experience["id"]) is is_there
    await compared(fake, alice)
    assert stub.asked == [SAID]


async def test_a_capture_leaves_no_row_for_what_is_compared_later(alice: Person, runtime: Runtime) -> None:
    """The change log says what is due: triggers at each capture cost as much as the capture."""
    experience = await capture(alice, BARE | {"text": SAID, "language": "fr"})
    assert not await has_meaning(runtime, experience["id"])
    triggers = "select tgname from pg_trigger where not tgisinternal and tgrelid = 'experiences'::regclass"
    assert await runtime.database.reads.fetch(triggers) == []


async def test_logs_longer_than_a_portion_are_read_to_their_heads(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meanings, "PORTION", 2)
    for n in range(5):
        await capture(alice, BARE | {"text": f"{SAID} {n}", "language": "fr"})
    stub = Stub()
    await compared(replace(runtime, comparer=stub), alice)
    assert sorted(stub.asked) == [f"{SAID} {n}" for n in range(5)]


async def test_a_child_that_is_killed_is_tried_again(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    experience = await capture(alice, BARE | {"text": SAID, "language": "fr"})
    with monkeypatch.context() as patch:
        for child in ("kill -KILL $$", "exit 1", "echo '[]' > $3/answer", "true"):
            patch.setattr(comparer, "CHILD", ("/bin/sh", "-c", f"set -- $0 $1 $2 $3; {child}"))
            with pytest.raises(ComparisonFailed):
                await compared(runtime, alice)
            async with runtime.work(SYSTEM) as uow:
                await compare_meanings(uow, CompareMeanings())  # no job that fails: the next minute tries again
        assert not await has_meaning(runtime, experience["id"])
    await compared(replace(runtime, comparer=Stub()), alice)
    assert await has_meaning(runtime, experience["id"])


async def test_another_model_compares_all_again_in_portions_and_the_switch_compares_nothing(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        await capture(alice, BARE | {"text": f"{SAID} {n}", "language": "fr"})
    photo = await capture(alice, BARE)
    stub = Stub()
    fake = replace(runtime, comparer=stub)
    off = runtime.settings.model_copy(update={"jobs": runtime.settings.jobs.model_copy(update={"meanings": False})})
    await compared(replace(fake, settings=off), alice)
    assert stub.asked == []
    await compared(fake, alice)
    assert len(stub.asked) == 3  # a photo says nothing
    assert not await has_meaning(runtime, photo["id"])
    monkeypatch.setattr(meanings, "MODEL", "another")
    monkeypatch.setattr(meanings, "PORTION", 2)
    await compared(fake, alice)
    assert len(stub.asked) == 6


async def test_a_meaning_goes_with_its_experience(alice: Person, runtime: Runtime, watch: Watch) -> None:
    experience = await capture(alice, BARE | {"text": SAID, "language": "fr"})
    await compared(replace(runtime, comparer=Stub()), alice)
    assert await has_meaning(runtime, experience["id"])
    await erase(runtime, watch, alice)
    assert not await has_meaning(runtime, experience["id"])


async def test_the_child_keeps_the_vectors_of_words_and_nothing_of_texts(tmp_path: Path) -> None:
    child = ChildComparer(tmp_path)
    examples = [LabelledText("J’étais à la caisse", ("a",)), LabelledText("Il pleut", ())]
    first = await child.compare(WORDS, examples, TEXTS)
    times_before = times(tmp_path)
    second_answer = await child.compare(WORDS, examples, TEXTS)
    assert second_answer == first
    assert times(tmp_path) == times_before
    assert sorted(name.partition("-")[0] for name in times_before) == ["examples", "words"]
    assert [near.skill for near in first[0].skills] == ["a", "b"]
    assert first[0].idle < 0


def times(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}


async def has_meaning(runtime: Runtime, experience_id: str) -> bool:
    return bool(await runtime.database.reads.fetch(STATE, UUID(experience_id)))

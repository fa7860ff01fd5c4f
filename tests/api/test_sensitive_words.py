"""What article 9 of the GDPR protects weighs nothing in suggestions, and whoever wants none has none: decision 0083."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.core.uow import Runtime
from app.services.talents import meanings, sensitive_words
from app.services.talents.frameworks import DEFAULTS
from tests.services.talents.test_meanings import SAID, Stub
from tests.support.people import BARE, Person, capture
from tests.support.suggestions import compared, suggested

SENTENCES = {
    "health and disability": (
        "Je suis autiste et dyslexique", "J’ai fait une dépression", "J’ai un TDAH et je vois une psychologue",
        "Je suis en fauteuil roulant depuis mes dix ans", "J’ai été à l’hôpital pour ma chimio", "Je suis malentendant",
        "I am autistic and dyslexic", "I had a depression", "I use a wheelchair and I am deaf",
        "I spent a month in hospital with cancer",
    ),
    "racial or ethnic origin": (
        "Je suis réfugié, je viens de Syrie", "Je suis d’origine algérienne", "Je ne parle pas français",
        "I am a refugee from Afghanistan", "I am black", "My family are immigrants",
    ),
    "political opinions and trade unions": (
        "Je suis syndiqué à la CGT", "Je milite dans un parti politique", "I joined a trade union", "I am a socialist",
    ),
    "religious and philosophical beliefs": (
        "Je suis musulmane et je fais le ramadan", "Je suis juif et je mange casher", "Je vais à la messe",
        "I am a Muslim and I eat halal", "I go to church, I am Christian", "I am an atheist",
    ),
    "genetic and biometric data": ("J’ai une mutation génétique héréditaire", "I had a genetic test of my DNA"),
    "sex life and sexual orientation": (
        "Je suis gay", "J’ai fait mon coming out, je suis lesbienne", "Je suis trans", "I am gay", "I am bisexual",
    ),
}  # fmt: skip
DEEDS = {
    "J’aide une personne âgée à se lever du lit et à manger": "SAFE.3",
    "Mon collègue est sourd : je parle lentement, j’articule et je mime avec des gestes": "COOP.5",
}


def language(sentence: str) -> str:
    return "en" if sentence.startswith(("I ", "My ")) else "fr"


@pytest.mark.slow
async def test_no_skill_is_suggested_for_what_somebody_is(alice: Person, runtime: Runtime) -> None:
    """Of no category of article 9, neither by words nor by meaning, in either language."""
    assert SENTENCES.keys() == sensitive_words.by_category().keys()
    said = [sentence for sentences in SENTENCES.values() for sentence in sentences] + list(DEEDS)
    ids = {line: (await capture(alice, BARE | {"text": line, "language": language(line)}))["id"] for line in said}
    suggestions: dict[str, list[Any]] = {line: await suggested(alice, ids[line], "?limit=50") for line in said}
    await compared(runtime, alice)
    near = {line: await suggested(alice, ids[line], "?limit=50") for line in said}
    for sentences in SENTENCES.values():
        assert {language(sentence) for sentence in sentences} == {"fr", "en"}
        for sentence in sentences:
            scores = [(item["skill"]["code"], item["score"]) for item in suggestions[sentence] + near[sentence]]
            assert (sentence, scores) == (sentence, [])
    for deed, code in DEEDS.items():
        assert code in [item["skill"]["code"] for item in near[deed]], deed


def test_no_framework_of_ours_names_a_skill_by_them() -> None:
    for file in DEFAULTS.glob("*.json"):
        for domain in json.loads(file.read_text())["domains"]:
            for skill in domain["skills"]:
                names = [
                    word
                    for part in ("keywords", "gestures")
                    for words in skill.get(part, {}).values()
                    for word in words
                ]
                assert [word for word in names if list(sensitive_words.spans(word.lstrip("-")))] == [], skill["code"]


def test_other_words_stay_where_they_are() -> None:
    text = "J’aide Léa, autiste : on dessine sa journée. Une assiette halal, à l’étranger."
    rest = sensitive_words.without(text)
    assert (len(rest), rest) == (len(text), text.replace("autiste", " " * 7).replace("halal", " " * 5))


async def test_whoever_wants_no_suggestions_has_none_and_is_not_compared(alice: Person, runtime: Runtime) -> None:
    experience = await capture(alice, BARE | {"text": f"J’ai accueilli un client. {SAID}", "language": "fr"})
    stub = Stub()
    fake = replace(runtime, comparer=stub)
    await compared(fake, alice)
    assert await suggested(alice, experience["id"])
    patch = {"Content-Type": "application/merge-patch+json"}
    assert (await alice.ask("PATCH", "/v1/me", 200, json={"suggestions": False}, headers=patch))["suggestions"] is False
    row = "select from experience_meanings where experience_id = $1::uuid"
    assert await runtime.database.reads.fetch(row, experience["id"]) == []
    count = len(stub.asked)
    await capture(alice, BARE | {"text": SAID, "language": "fr"})
    await compared(fake, alice)
    assert len(stub.asked) == count
    assert await suggested(alice, experience["id"]) == []
    assert await suggested(alice, experience["id"], "?framework=everyday-skills&limit=50") == []
    await alice.ask("PATCH", "/v1/me", 200, json={"suggestions": True}, headers=patch)
    await compared(fake, alice)
    assert len(stub.asked) == count + 2
    assert await suggested(alice, experience["id"])


def test_examples_teach_none_of_them() -> None:
    assert any("autiste" in file.read_text() for file in meanings.EXAMPLES)
    assert [text for text, _ in meanings.example_texts() if list(sensitive_words.spans(text))] == []

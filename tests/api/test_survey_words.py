"""Questions in several languages, questions that ask for skills, and what the same people answered twice."""

import json
from html import unescape
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.missions.pairing import Pair
from tests.api.test_surveys import ask, close, fill_in
from tests.support.communities import gather
from tests.support.crowds import let_account_stand
from tests.support.missions import mine, send
from tests.support.people import Person, sign_in, visit
from tests.support.rooms import ask_in, open_up
from tests.web.test_rooms import come_in, hidden

QUOTE, CODE = '"', "clarte"
TRANSLATED = [
    {
        "code": CODE,
        "text": "Je sais à qui m’adresser",
        "type": "scale",
        "translations": {"en": {"text": "I know whom"}},
    },
    {
        "code": "frein",
        "text": "Ce qui te freine",
        "type": "several",
        "options": ["argent", "transports"],
        "translations": {"en": {"text": "What holds you back", "options": ["money", "transport"]}},
    },
]
FRENCH, ENGLISH = {"Accept-Language": "fr"}, {"Accept-Language": "en"}


async def read(person: Person, survey: Any, language: dict[str, str], suffix: str = "") -> Any:
    answer = await person.client.get(f"/v1/missions/{survey['id']}/results{suffix}", headers=language)
    assert answer.status_code == 200
    return answer.text if suffix else answer.json()


async def people_of(app: FastAPI, number: int) -> list[Person]:
    return [await sign_in(app, f"pupil-{n}") for n in range(number)]


async def test_it_is_answered_in_any_of_its_languages_and_counted_once(
    app: FastAPI, alice: Person, runtime: Runtime
) -> None:
    people = await people_of(app, 6)
    _, survey = await ask(runtime, alice, people, questions=TRANSLATED)
    [question] = [item for item in (await mine(people[0]))[0]["survey"]["questions"] if item["code"] == "frein"]
    assert question["translations"]["en"] == {"text": "What holds you back", "options": ["money", "transport"]}
    for n, person in enumerate(people):
        option = ("argent", "money")[n % 2]
        answers = [{"code": "frein", "options": [option]}, {"code": CODE, "number": 4}]
        await fill_in(person, survey, answers=answers)
    await fill_in(people[0], survey, 422, answers=[{"code": "frein", "options": ["money", "argent"]}])
    await close(alice, survey)
    for language, text, label in ((FRENCH, "Ce qui te freine", "argent"), (ENGLISH, "What holds you back", "money")):
        question = (await read(alice, survey, language))["questions"][1]
        option = question["options"][0]
        assert (question["text"], option["option"], option["label"]) == (text, "argent", label)
        assert (option["people"], option["skill_id"]) == (6, None)
        assert f"{text};{label};6" in (await read(alice, survey, language, ".csv")).replace('"', "")


async def test_a_question_may_ask_for_skills(app: FastAPI, alice: Person, bob: Person, runtime: Runtime) -> None:
    skills = (await alice.client.get("/v1/skills?limit=2", headers=FRENCH)).json()["items"]
    ids = [skill["id"] for skill in skills]
    question = {"code": "savoir", "text": "Ce que tu sais faire", "type": "skill", "skills": ids}
    people = await people_of(app, 5)
    _, survey = await ask(runtime, alice, [bob, *people], questions=[question])
    form = (await mine(bob))[0]["survey"]["questions"][0]
    names = form["options"]
    assert (form["skills"], len(names), len(form["translations"]["en"]["options"])) == (ids, 2, 2)
    await alice.ask("PATCH", f"/v1/missions/{survey['id']}", 200, json={"title": "Savoirs"}, headers={"If-Match": "*"})
    await fill_in(bob, survey, 422, answers=[{"code": "savoir", "options": ["voler"]}])
    for person in (bob, *people):
        await fill_in(person, survey, answers=[{"code": "savoir", "options": names[:1]}])
    await close(alice, survey)
    [result] = (await read(alice, survey, FRENCH))["questions"]
    assert [(option["skill_id"], option["people"]) for option in result["options"]] == [(ids[0], 6), (ids[1], 0)]


async def test_a_phone_without_a_script_reads_and_answers_in_its_language(
    app: FastAPI, alice: Person, runtime: Runtime
) -> None:
    skills = (await alice.client.get("/v1/skills?limit=2", headers=FRENCH)).json()["items"]
    question = {"code": "savoir", "text": "Tu sais", "type": "skill", "skills": [skill["id"] for skill in skills]}
    room = await open_up(alice, await gather(runtime, alice), minors="over_15")
    survey = await ask_in(runtime, alice, room, survey={"questions": [*TRANSLATED, question]})
    async with visit(app) as visitor:
        page = await come_in(visitor, runtime, room)
        assert "Ce qui te freine" in page.text
        english = await visitor.post(f"/r/{room['code']}?lang=en", data=hidden(page) | {"act": "look"})
        assert [
            words
            for words in ("What holds you back", "> <span>money</span>", 'value="argent"')
            if words not in english.text
        ] == []
        assert skills[0]["labels"]["en"] in unescape(english.text)
        answers = {"q-frein": "argent", "q-savoir": skills[0]["labels"]["fr"]}
        await visitor.post(f"/r/{room['code']}?lang=en", data=hidden(english) | answers)
    [row] = await runtime.database.reads.fetch("select answers from sheets where mission_id = $1", UUID(survey["id"]))
    assert json.loads(row["answers"]) == {"frein": ["argent"], "savoir": [skills[0]["labels"]["fr"]]}


async def test_skills_that_members_do_not_read_are_not_asked_for(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    path = f"/v1/missions/{uuid7()}"
    draft = {"community_id": str(community_id), "title": "Savoirs", "kind": "survey"}
    for skills, pointer in (
        ([str(uuid7()), str(uuid7())], "/survey/questions/0/skills/0"),
        ([str(uuid7())], "/survey/questions/0"),
    ):
        question = {"code": "savoir", "text": "Ce que tu sais faire", "type": "skill", "skills": skills}
        problem = await alice.ask("PUT", path, 422, json=draft | {"survey": {"questions": [question]}})
        assert problem["errors"][0]["pointer"] == pointer


async def test_the_same_people_are_compared_where_both_keep_names(
    app: FastAPI, alice: Person, runtime: Runtime
) -> None:
    people = await people_of(app, 6)
    for person in people:
        await let_account_stand(runtime, person)
    community_id, before = await ask(runtime, alice, people, sheets="named")
    same = {"questions": [{"code": CODE, "text": "Je sais à qui m’adresser", "type": "scale"}]}
    form = same | {"sheets": "named", "before": before["id"]}
    after = await send(runtime, alice, community_id, kind="survey", survey=form)
    unlinked = await send(runtime, alice, community_id, kind="survey", survey=same | {"before": before["id"]})
    for person in people:
        await fill_in(person, before, answers=[{"code": CODE, "number": 2}])
        for survey in (after, unlinked):
            await fill_in(person, survey, answers=[{"code": CODE, "number": 4}])
    await close(alice, after)
    assert (await read(alice, after, FRENCH))["questions"][0]["paired"] is None  # the one before goes on
    for survey in (before, unlinked):
        await close(alice, survey)
    question = (await read(alice, after, FRENCH))["questions"][0]
    assert question["paired"] == {"people": 6, "before": 2.0, "after": 4.0}
    assert "6;2;4" in (await read(alice, after, FRENCH, ".csv")).replace(",0", "").replace(QUOTE, "")
    assert (await read(alice, unlinked, FRENCH))["questions"][0]["paired"] is None


def test_no_mean_of_few_follows_from_pairs() -> None:
    """Who answered one survey alone is nobody or enough people: the difference of two means is theirs."""
    for people in range(20):
        for before in range(people, 20):
            for after in range(people, 20):
                told = Pair(people, 2 * people, 3 * people).published(before, after, 5)
                alone = (before - people, after - people)
                assert (told is not None) == (people >= 5 and not {1, 2, 3, 4} & set(alone))

"""Templates of programmes: copied into drafts, bounded, and never a live link."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.core.actor import SYSTEM
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.models.missions import MissionKind
from app.schemas.programme_templates import MOST_MISSIONS, MOST_STEPS, ProgrammeTemplate
from app.services.programmes import templates
from app.services.programmes.copying import derived_id
from app.services.programmes.templates import TemplateRefused
from tests.support.communities import gather
from tests.support.people import Person
from tests.support.programmes import change, read, write

OURS = [template.code for template in templates.ours()]
HACK = "hack-ton-orientation"
SAME = {"Communication", "Vote", "{place}", "{topic}"}


def template_of(code: str) -> ProgrammeTemplate:
    [template] = (template for template in templates.ours() if template.code == code)
    return template


def document(code: str = HACK) -> Any:
    return json.loads((templates.FOLDER / f"{code}.json").read_text())


@pytest.mark.parametrize("code", OURS)
def test_no_line_of_a_template_begins_with_a_sign(code: str) -> None:
    """French sets a non-breaking space before « : ; ! ? » and inside quotation marks."""
    assert re.findall(r".{12} [:;!?»]|« .{12}", json.dumps(document(code), ensure_ascii=False)) == []


async def steps_of(person: Person, programme: Any) -> list[Any]:
    """Read the mission of each step."""
    return [await person.ask("GET", f"/v1/missions/{step['id']}", 200) for step in programme["steps"]]


def is_empty(mission: Any) -> bool:
    """Tell whether a step asks nothing of anybody."""
    form = mission.get(mission["kind"]) if mission["kind"] != "experience" else {"brief": mission["brief"]}
    needs = {"survey": "questions", "event": "place", "proposal": "max_per_person", "ballot": "of"}
    needs["experience"] = "brief"
    return not (mission["title"] and mission["brief"] and form and form[needs[mission["kind"]]])


@pytest.mark.parametrize("code", OURS)
async def test_each_template_becomes_drafts_that_ask_something(code: str, alice: Person, runtime: Runtime) -> None:
    template = template_of(code)
    community_id = await gather(runtime, alice, kind=CommunityKind.COMMITTEE)
    programme = await write(alice, community_id, title=None, template=code)
    assert (programme["template"], programme["state"]) == ({"code": code, "version": 1}, "draft")
    assert programme["title"] == template.title[Locale.FR]
    assert programme["publics"] == list(template.publics)
    lines = {ask.key: len(ask.values) for ask in template.asks}
    assert len(programme["steps"]) == sum(lines[step.for_each] if step.for_each else 1 for step in template.steps) > 3
    missions = await steps_of(alice, programme)
    assert not [mission["title"] for mission in missions if is_empty(mission)]
    assert {mission["state"] for mission in missions} == {"draft"}
    assert [mission["position"] for mission in missions] == list(range(1, len(missions) + 1))
    places = [mission["event"]["place"]["label"] for mission in missions if mission["event"]]
    words = [text for mission in missions for text in (mission["title"], mission["brief"])]
    assert not [text for text in (*words, *places) if "{" in text]
    certificates = [mission["title"] for mission in missions if mission["event"] and mission["event"]["certificate"]]
    assert len(certificates) == (code in {HACK, "journee-interconnaissance"})
    await _each_part_is_there(alice, template, programme, missions)


async def _each_part_is_there(
    manager: Person, template: ProgrammeTemplate, programme: Any, missions: Sequence[Any]
) -> None:
    """Its room, its report, how many a vote chooses, and what a survey is compared with."""
    programme_id, community = UUID(programme["id"]), f"/v1/communities/{programme['community_id']}"
    ids = {mission["id"]: mission for mission in missions}
    for step in template.steps:
        mission = ids[str(derived_id(programme_id, f"{step.key}/0"))]
        if step.survey:
            before = step.survey.before and str(derived_id(programme_id, f"{step.survey.before}/0"))
            assert mission["survey"]["before"] == before
        if step.ballot:
            assert mission["ballot"]["winners"] == (template.plan and template.plan.top)
    [room] = (await manager.ask("GET", f"{community}/rooms", 200))["items"]
    shape = template.room
    assert shape is not None
    asked = [step.title[Locale.FR] for step in template.steps if step.in_room]
    titles = [ids[mission_id]["title"] for mission_id in room["missions"]]
    assert [title for title in asked if "{" not in title] == [title for title in titles if title in asked]
    assert bool(asked) is bool(titles)
    assert (room["programme_id"], room["state"]) == (programme["id"], "planned")
    assert (room["allow_guests"], room["minors"], room["capacity"]) == (
        shape.allow_guests,
        shape.minors,
        shape.capacity,
    )
    [report] = (await manager.ask("GET", f"{community}/reports", 200))["items"]
    assert (report["programme_id"], report["state"], report["kind"]) == (programme["id"], "draft", template.report.kind)
    assert (report["title"], report["language"]) == (programme["title"], "fr")
    assert (report["starts_on"], report["ends_on"]) == (programme["starts_on"], programme["ends_on"])
    kinds = [str(kind) for kind in template.report.sections if kind != "text"]
    assert [section["kind"] for section in report["sections"]] == kinds


def test_there_are_the_five_of_the_deck_and_each_part_is_said_in_both_languages() -> None:
    assert len(OURS) == 5
    for code in OURS:
        words = list(_texts(document(code)))
        assert len(words) > 25, code
        assert not [text for text in words if text["fr"] == text["en"] and text["fr"] not in SAME], code
        surveys = [step.survey for step in template_of(code).steps if step.survey]
        before = [survey for survey in surveys if survey.before]
        assert before or code == "comite-local", code  # what has changed is asked with the same codes


def _texts(part: Any) -> Sequence[Any]:
    if isinstance(part, dict) and part.keys() == {"fr", "en"}:
        return [part]
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [text for item in parts for text in _texts(item)]


async def test_what_would_be_over_on_the_first_day_has_no_date(alice: Person, runtime: Runtime) -> None:
    """A day that is in three days: steps of six weeks before it are opened by hand."""
    community_id = await gather(runtime, alice, timezone="Europe/Paris")
    body = {"community_id": str(community_id), "template": HACK, "starts_on": "2026-03-30"}
    body |= {"choices": [{"key": "day", "values": ["2026-04-02"]}]}  # type: ignore[dict-item]
    programme = await alice.ask("PUT", f"/v1/programmes/{uuid7()}", 201, json=body)
    steps = await steps_of(alice, programme)
    days = [step[name] for step in steps for name in ("opens_at", "due_at", "closes_at") if step[name]]
    assert min(days) >= "2026-03-29T22:00:00.000Z"
    assert len(days) > 3
    survey = next(step for step in steps if step["title"] == "Ton orientation, comment ça se passe\u00a0?")
    assert (survey["opens_at"], survey["due_at"], survey["state"]) == (None, None, "draft")


async def test_the_same_body_again_changes_nothing_and_choices_are_used(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, timezone="Europe/Paris")
    path = f"/v1/programmes/{uuid7()}"
    choices = [
        {"key": "day", "values": ["2026-05-12"]},
        {"key": "place", "values": ["Gymnase {day} <script>"]},
        {"key": "challenges", "values": ["Se déplacer", "Se loger"]},
    ]
    body = {"community_id": str(community_id), "template": HACK, "starts_on": "2026-03-30", "choices": choices}
    programme = await alice.ask("PUT", path, 201, json=body)
    assert await alice.ask("PUT", path, 200, json=body) == programme
    missions = {mission["title"]: mission for mission in await steps_of(alice, programme)}
    day = missions["Hack ton orientation\u00a0: la journée"]["event"]
    assert (day["starts_at"], day["place"]["label"]) == ("2026-05-12T07:00:00.000Z", "Gymnase {day} <script>")
    assert programme["ends_on"] == "2026-05-29"
    survey = missions["Ton orientation, comment ça se passe\u00a0?"]
    assert (survey["opens_at"], survey["reminders"]) == ("2026-03-31T07:00:00.000Z", [1440])
    first = derived_id(UUID(programme["id"]), "enquete/0")
    assert (str(first), first.version) == (survey["id"], 7)
    again = [question["code"] for question in missions["Et maintenant\u00a0?"]["survey"]["questions"]]
    assert again == ["clarte", "soi", "reseau", "garder"]
    await alice.ask("PUT", path, 428, json=body | {"title": "Autre"})
    other = body | {"template": None, "title": "Autre"}
    fault = await alice.ask("PUT", path, 422, json=other, headers={"If-Match": "*"})
    assert fault["errors"][0]["pointer"] == "/template"
    for parts in ("rooms", "reports"):
        assert len((await alice.ask("GET", f"/v1/communities/{community_id}/{parts}", 200))["items"]) == 1
    renamed = await change(alice, programme, title="Autre")
    assert len(renamed["steps"]) == len(programme["steps"])


async def test_a_copy_is_in_the_language_of_its_maker_and_stays_when_the_template_changes(
    alice: Person, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"locale": "en"}, headers={"If-Match": "*"})
    mine = ProgrammeTemplate.model_validate(document() | {"code": "le-notre"})
    async with runtime.work(SYSTEM) as uow:
        await templates.import_template(uow, mine)
    programme = await write(alice, community_id, template="le-notre", title=None)
    assert programme["title"] == "Hack your guidance"
    later = mine.model_copy(update={"version": 2, "steps": mine.steps[:1]})
    async with runtime.work(SYSTEM) as uow:
        await templates.import_template(uow, later)
    assert await read(alice, programme) == programme
    items = (await alice.ask("GET", "/v1/programme-templates", 200))["items"]
    assert {item["code"]: item["of_installation"] for item in items} == dict.fromkeys(OURS, False) | {"le-notre": True}
    whole = await alice.ask("GET", "/v1/programme-templates/le-notre", 200)
    assert (whole["version"], len(whole["steps"])) == (2, 1)
    await alice.ask("GET", "/v1/programme-templates/none", 404)
    for refusal in (later, template_of(HACK)):
        with pytest.raises(TemplateRefused):
            async with runtime.work(SYSTEM) as uow:
                await templates.import_template(uow, refusal)


@pytest.mark.parametrize(
    ("choices", "pointer"),
    [
        ([{"key": "day", "values": ["demain"]}], "/choices/0/values"),
        ([{"key": "day", "values": ["2026-05-12", "2026-05-13"]}], "/choices/0/values"),
        ([{"key": "day", "values": ["9999-12-31"]}], "/choices/0/values"),
        ([{"key": "budget", "values": ["1"]}], "/choices/0"),
        ([{"key": "place", "values": ["a", "b"]}], "/choices/0/values"),
        ([{"key": "challenges", "values": ["x" * 201]}], "/choices/0/values/0"),
        ([{"key": "challenges", "values": [f"n{n}" for n in range(13)]}], "/choices/0/values"),
        ([{"key": "place", "values": ["Salle\u0007"]}], "/choices/0/values/0"),
    ],
)
async def test_what_the_template_does_not_ask_is_refused(
    choices: Any, pointer: str, alice: Person, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice)
    fault = await write(alice, community_id, 422, template=HACK, choices=choices)
    assert fault["errors"][0]["pointer"] == pointer
    unknown = await write(alice, community_id, 422, template="hack")
    assert unknown["errors"][0]["code"] == "unknown_template"


def _broken() -> dict[str, Any]:
    """Documents that are no templates, by what is wrong with each."""
    whole = document()
    step = whole["steps"][0]
    many = [step | {"key": f"k{n}"} for n in range(MOST_STEPS + 1)]
    each = [step | {"key": f"k{n}", "for_each": "challenges"} for n in range(MOST_MISSIONS // 12 + 1)]
    return {
        "a million steps": whole | {"steps": many},
        "as many by their lines": whole | {"steps": each, "plan": None},
        "no steps": whole | {"steps": []},
        "an empty survey": whole | {"steps": [step | {"survey": {"questions": []}}], "plan": None},
        "a community": whole | {"community_id": str(uuid7())},
        "a mission of elsewhere": whole | {"steps": [step | {"programme_id": str(uuid7())}], "plan": None},
        "a person": whole | {"steps": [step | {"audience": {"type": "users"}}], "plan": None},
        "code": whole | {"steps": [step | {"opens": "__import__('os')"}], "plan": None},
        "a day that is not asked": whole | {"steps": [step | {"opens": "night-1d"}], "plan": None},
        "a blank that is not asked": whole | {"steps": [_named(step, "{secret}")], "plan": None},
        "two steps of a key": whole | {"steps": [step, step], "plan": None},
        "questions of no step": whole | {"steps": [step | {"survey": {"before": "x", "same": ["soi"]}}], "plan": None},
        "a plan of no step": whole | {"steps": [step]},
        "a form of another kind": whole | {"steps": [step | {"kind": "event"}], "plan": None},
        "one language": whole | {"title": {"fr": "Seul"}},
    }


def _named(step: Any, title: str) -> Any:
    return step | {"title": {"fr": title, "en": title}}


@pytest.mark.parametrize("name", _broken())
def test_what_is_no_template_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        ProgrammeTemplate.model_validate(_broken()[name])


def test_a_file_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(_broken()["one language"]))
    with pytest.raises(TemplateRefused, match="title: "):
        templates.read(path)
    path.write_text(" " * (templates.LARGEST + 1))
    with pytest.raises(TemplateRefused, match="bytes"):
        templates.read(path)


def test_each_kind_that_templates_know_is_one_of_missions() -> None:
    missing = {str(step.kind) for code in OURS for step in template_of(code).steps} - set(MissionKind)
    assert missing == set()

"""Every field of a moment comes through each way in: a column that one of them forgets would lose what people wrote."""

import json
from typing import Any

import httpx
import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.experiences import Experience
from app.schemas.experiences import ExperiencePatch, ExperienceWrite
from tests.api.test_exports import life, take_along
from tests.api.test_imports import packed
from tests.api.test_sync_operations import put, send
from tests.support.bodies import fullest
from tests.support.imports import import_file
from tests.support.people import Person, capture
from tests.support.talents import skill

WHEN = {
    "lived_at": "2026-03-03T10:20:30+02:00",
    "lived_until": "2026-03-04T10:20:30+02:00",
    "captured_at": "2026-03-05T10:20:30.000Z",
    "phone_time": "2026-03-01T10:20:30.000Z",
    "utc_offset": 120,
}
OUR_OWN = {"id", "owner_id", "lived_on", "received_at", "completeness", "has_media", "version", "updated_at"}
OUR_OWN |= {"trashed_at", "born_as", "search"}


def test_each_column_is_said_in_the_body_or_is_our_own() -> None:
    words = ExperienceWrite.model_fields.keys() - {"media"}
    assert {column.name for column in Experience.__table__.columns} == words | OUR_OWN
    assert ExperiencePatch.of is ExperienceWrite


@pytest.mark.slow
async def test_the_fullest_body_comes_whole_through_each_way_in(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await life(alice, runtime)
    ids = {item["id"] for item in (await alice.ask("GET", "/v1/experiences", 200))["items"]}
    skills = {"skills": [skill("COM.2")], "refused_skills": [skill("COM.3")]}
    body = fullest(ExperienceWrite, **skills, media=[photo], language="pt-BR", **WHEN)
    whole = ExperienceWrite.model_validate(body)
    assert whole.model_dump(exclude_defaults=True).keys() == ExperienceWrite.model_fields.keys()
    fresh = str(uuid7())
    captured_experience = await capture(alice, body)
    later = await capture(alice, body | {"lived_at": None, "lived_until": None})
    patched_experience = await capture(alice)
    rewritten = await capture(alice)
    ways = {
        "captured": captured_experience["id"],
        "captured, as the clock says": later["id"],
        "patched": (await _ask(alice, "PATCH", patched_experience, body))["id"],
        "rewritten": (await _ask(alice, "PUT", rewritten, body))["id"],
        "synchronised": fresh,
    }
    [sent] = await send(alice, put(body, fresh))
    assert sent["status"] == 201, sent
    read = {way: said_of(await alice.ask("GET", f"/v1/experiences/{id_}", 200)) for way, id_ in ways.items()}
    fields = whole.model_dump(exclude={"media"})
    by_clock = {"captured, as the clock says": fields | {"lived_at": whole.captured_at, "lived_until": None}}
    expected = dict.fromkeys(ways, fields) | by_clock
    assert read == expected
    for id_ in ids:
        await alice.ask("DELETE", f"/v1/experiences/{id_}", 204, headers={"If-Match": '"1"'})
    archive = await take_along(alice, guest, runtime)
    await import_file(bob, runtime, packed(archive))
    experiences = (await bob.ask("GET", "/v1/experiences", 200))["items"]
    assert sorted(map(_text, map(said_of, experiences))) == sorted(map(_text, read.values()))


async def _ask(person: Person, method: str, row: dict[str, Any], body: object) -> Any:
    headers = {"If-Match": f'"{row["version"]}"'}
    return await person.ask(method, f"/v1/experiences/{row['id']}", 200, json=body, headers=headers)


def said_of(read: dict[str, Any]) -> dict[str, Any]:
    """What its own read says of it, as a body would; its media aside."""
    stated = {name: read[name] for name in ExperienceWrite.model_fields if name != "media"}
    ids = [item["id"] for item in read["skills"]]
    assert len(read["media"]) == 1
    return ExperienceWrite.model_validate(stated | {"skills": ids}).model_dump(exclude={"media"})


def _text(said: dict[str, Any]) -> str:
    return json.dumps(said, default=str, sort_keys=True)

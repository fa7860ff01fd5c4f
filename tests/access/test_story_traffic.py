"""The three stories of the product, as phones of contract 1.0 told them, are told again to the server of today.

`stories.json` is the recording. It is added to, and never rewritten (docs/versioning.md); where there is none, the test
makes it.
"""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.access.story_traffic import Recorder, Stage, replay
from tests.support.consents import shown
from tests.support.counsellors import counsellor
from tests.support.media import jpeg
from tests.support.people import ADULT, NOW, Person, Watch, sign_in
from tests.support.recordings import m4a
from tests.support.uploads import declared

TRAFFIC = Path(__file__).with_name("stories.json")
MONDAY = datetime(2026, 4, 6, 8, tzinfo=ZoneInfo("Europe/Paris"))
TUESDAY = MONDAY + timedelta(days=1, hours=6, minutes=10)
THURSDAY = MONDAY + timedelta(days=3, hours=8, minutes=30)
FRIDAY = MONDAY + timedelta(days=4, hours=9)
OCTETS = {"Content_Type": "application/octet-stream"}
LEAST = {"ines": 15, "rose": 20, "committee": 35}  # steps


async def join(phone: Recorder, kind: str, *names: str) -> str:
    community = f"/v1/communities/{uuid7()}"
    await phone.ask("manager", "PUT", community, {"kind": kind, "name": "Les Maçons"})
    invitation = await phone.ask("manager", "POST", f"{community}/invitations", {"role": "member"})
    for name in names:
        await phone.ask(name, "PUT", f"{community}/membership", {"invitation": invitation["code"]})
    return community


async def open_mission(phone: Recorder, community: str, **fields: Any) -> str:
    mission = f"/v1/missions/{uuid7()}"
    body = {"community_id": community.rpartition("/")[2], "title": "Une photo de ton mur", "due_at": FRIDAY.isoformat()}
    await phone.ask("manager", "PUT", mission, body | fields)
    await phone.ask("manager", "PUT", f"{mission}/opening")
    await phone.happens(work="done")
    return mission


async def publish(phone: Recorder, name: str) -> str:
    """Publish a notebook; return the id of the story."""
    moment, journal = str(uuid7()), f"/v1/journals/{uuid7()}"
    await phone.ask(
        name, "PUT", f"/v1/experiences/{moment}", {"title": "Mon premier mur", "lived_at": TUESDAY.isoformat()}
    )
    blocks = [{"kind": "text", "text": "Du froid."}, {"kind": "experience", "experience_id": moment}]
    await phone.ask(name, "PUT", journal, {"title": "Mon stage", "blocks": blocks})
    await phone.ask(name, "GET", f"{journal}/readiness")
    return str((await phone.ask(name, "PUT", f"{journal}/publication"))["id"])


async def ines(phone: Recorder) -> None:
    """A voice note and two photos on Tuesday, without network; on Thursday all is there, once."""
    await phone.happens(clock=MONDAY.isoformat())
    community = await join(phone, "trade", "ines")
    mission = await open_mission(phone, community, reminders=[1440], expected={"min_media": 1, "kinds": ["photo"]})
    cursor = (await phone.ask("ines", "GET", "/v1/sync"))["next_cursor"]
    await phone.happens(clock=THURSDAY.isoformat())
    contents = [("audio", "audio/mp4", m4a()), *(("photo", "image/jpeg", jpeg(*size)) for size in ((64, 48), (48, 64)))]
    files = {str(uuid7()): item for item in contents}
    moment = str(uuid7())
    operations = [
        {"op": "put", "type": "media", "id": name, "data": declared(content, kind, its_type)}
        for name, (kind, its_type, content) in files.items()
    ]
    fields = {"lived_at": TUESDAY.isoformat(), "media": list(files)}
    operations += [
        {"op": "put", "type": "experience", "id": moment, "data": fields},
        {"op": "put", "type": "response", "id": mission.rpartition("/")[2], "data": {"experience_id": moment}},
    ]
    for _ in "12":  # the first answer was lost
        await phone.ask("ines", "POST", "/v1/sync", {"operations": operations})
    for name, (*_, content) in files.items():
        upload = {"Tus_Resumable": "1.0.0", "Upload_Offset": "0", "Content_Type": "application/offset+octet-stream"}
        await phone.ask("ines", "PATCH", f"/v1/uploads/{name}", content, **upload)
    await phone.happens(work="done")
    await phone.ask("ines", "GET", f"/v1/sync?cursor={cursor}")
    for path in ("/v1/experiences", "/v1/notifications", "/v1/missions?state=done", f"/v1/experiences/{moment}"):
        await phone.ask("ines", "GET", path)
    await phone.ask("manager", "GET", f"{mission}/tally")


async def rose(phone: Recorder) -> None:
    """Rose asks, Inès agrees to less, sees each look, and Rose leaves."""
    shared, kept_aside = await publish(phone, "ines"), await publish(phone, "ines")
    skill = (await phone.ask("ines", "GET", "/v1/skills?q=équipe&limit=1"))["items"][0]["id"]
    await phone.ask("ines", "PUT", f"/v1/talents/{skill}", {"level": 2, "stance": "has"})
    code = (await phone.ask("ines", "POST", "/v1/me/codes"))["code"]
    wish = {"code": code, "purpose": "guidance", "targets": [{"type": "stories"}, {"type": "talents"}]}
    terms = {"ends_at": (NOW + timedelta(days=180)).isoformat(), "rights": ["view", "comment"]}
    request = (await phone.ask("rose", "POST", "/v1/grant-requests", wish | terms))["id"]
    await phone.ask("ines", "GET", "/v1/grant-requests")
    await phone.ask("ines", "GET", f"/v1/grant-requests/{request}")
    targets = [{"type": "story", "id": shared}, {"type": "talents"}]
    ends_at = (NOW + timedelta(days=90)).isoformat()
    less = {"targets": targets, "rights": ["view", "comment"], "ends_at": ends_at} | shown("share")
    await phone.ask("ines", "PUT", f"/v1/grant-requests/{request}/acceptance", less)
    own_id = str(phone.stage.people["ines"].id)
    for path in ("beneficiaries", f"stories/{shared}", f"talents?user_id={own_id}", f"stories/{kept_aside}"):
        await phone.ask("rose", "GET", f"/v1/{path}")
    target = {"type": "story", "id": shared}
    await phone.ask("rose", "POST", "/v1/comments", {"target": target, "text": "Tu parles de patience."})
    for path in ("comments", "me/accesses", "me/visibility", "grants", "notifications"):
        await phone.ask("ines", "GET", f"/v1/{path}")
    await phone.ask("rose", "DELETE", f"/v1/beneficiaries/{own_id}")
    await phone.ask("rose", "GET", f"/v1/stories/{shared}")


async def committee(phone: Recorder) -> None:
    """A mission to those of one trade; one answers with a photo, and publishes a story to all."""
    await phone.happens(clock=MONDAY.isoformat())
    community = await join(phone, "committee", "ines", "tom", "lila")
    for name in ("ines", "tom"):
        member = f"{community}/memberships/{phone.stage.people[name].id}"
        await phone.ask("manager", "PATCH", member, {"tags": ["maçonnerie"]}, If_Match="*")
    audience = {"type": "tags", "tags": ["maçonnerie"]}
    mission = await open_mission(phone, community, audience=audience, responses_visible_to="community")
    await phone.ask("tom", "GET", "/v1/missions?state=to_do")
    await phone.ask("tom", "GET", f"{mission}?seen=true")
    response = await answer(phone, mission)
    await phone.happens(proof="manager")
    for path in (f"{mission}/tally", f"{mission}/board?answered=false", f"{community}/memberships"):
        await phone.ask("manager", "GET", path)
    await phone.ask("manager", "PUT", f"/v1/responses/{response}/review", {"decision": "accept", "comment": "Bien !"})
    story = await publish(phone, "tom")
    target = {"target": {"type": "story", "id": story}, "purpose": "publication"}
    to_all = target | {"audience": {"type": "community", "id": community.rpartition("/")[2]}}
    grant = await phone.ask("tom", "POST", "/v1/grants", to_all)
    for path in ("feed", f"stories/{story}", "stories?scope=granted", "sync", "notifications"):
        await phone.ask("lila", "GET", f"/v1/{path}")
    await phone.ask("tom", "DELETE", f"/v1/grants/{grant['id']}")
    await phone.ask("lila", "GET", f"/v1/stories/{story}")


async def answer(phone: Recorder, mission: str) -> str:
    """Answer with a photo; return the id of the response."""
    photo, content, moment = f"/v1/media/{uuid7()}", jpeg(64, 48), f"/v1/experiences/{uuid7()}"
    await phone.ask("tom", "PUT", photo, declared(content) | {"alt": "Un mur"})
    await phone.ask("tom", "PUT", f"{photo}/content", content, Content_Type="image/jpeg")
    await phone.happens(work="done")
    await phone.ask("tom", "GET", photo)
    await phone.ask("tom", "PUT", moment, {"lived_at": MONDAY.isoformat(), "media": [photo.rpartition("/")[2]]})
    body = {"experience_id": moment.rpartition("/")[2]}
    response = await phone.ask("tom", "PUT", f"{mission}/response", body)
    await phone.happens(work="done")
    return str(response["id"])


STORIES = {"ines": (ines, ("manager", "ines")), "rose": (rose, ("ines",))}
STORIES["committee"] = committee, ("manager", "ines", "tom", "lila")


@pytest.fixture
async def stage(request: pytest.FixtureRequest, app: FastAPI, runtime: Runtime, watch: Watch) -> AsyncIterator[Stage]:
    people: dict[str, Person] = {}
    for name in STORIES[request.param][1]:
        people[name] = await sign_in(
            app, name, birth_year=NOW.year - 17 if request.param == "ines" and name == "ines" else ADULT
        )
    if request.param == "rose":
        people["rose"] = await counsellor(app, watch)
    yield Stage(people, runtime, watch)
    for person in people.values():
        await person.client.aclose()


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "story"), [(name, name) for name in STORIES], indirect=["stage"])
async def test_a_story_of_contract_1_is_told_again(stage: Stage, story: str) -> None:
    recordings: dict[str, Any] = json.loads(TRAFFIC.read_text()) if TRAFFIC.exists() else {}
    if story not in recordings:
        recorder = Recorder(stage)
        await STORIES[story][0](recorder)
        recordings[story] = recorder.steps
        lines = [
            f'"{name}": [\n'
            + ",\n".join(json.dumps(step, ensure_ascii=False, sort_keys=True) for step in steps)
            + "\n]"
            for name, steps in sorted(recordings.items())
        ]
        TRAFFIC.write_text("{\n" + ",\n".join(lines) + "\n}\n")
        return
    assert await replay(stage, recordings[story]) == {}
    assert len(recordings[story]) >= LEAST[story]

"""A moment that its author keeps aside is in no collection: others read it when it was opened by its name."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.core.uow import Runtime
from tests.api.test_portrait_drafts import draft
from tests.support.counsellors import accept, request_access
from tests.support.grants import open_to, revoke
from tests.support.people import FULL, Person, Watch, capture
from tests.support.portraits import draw
from tests.support.stories import medium
from tests.support.talents import claim

ALL, TAKE, SECRET = {"type": "experiences"}, ["view", "comment", "download"], "Dialyse"
WAYS = ("one", "list", "evidence", "extract", "comment", "media")
# Whatever reads the experiences that somebody was granted; each is asked below.
READERS = {
    "policies/media.py": "media",
    "services/sharing/comments.py": "comment",
    "services/sharing/extracts.py": "extract",
    "services/sharing/granted_experiences.py": "list and one",
    "services/sharing/granted_talents.py": "evidence",
}


async def read_by(reader: Person, owner: Person, moment: Any, photo: str) -> dict[str, bool]:
    """In which ways they read it."""
    at, person = f"/v1/experiences/{moment['id']}", {"user_id": str(owner.id)}
    response = await reader.client.get(at)
    page = await reader.ask("GET", "/v1/experiences", 200, params=person)
    talents = await reader.ask("GET", "/v1/talents", 200, params=person)
    extract = await reader.ask("GET", f"/v1/beneficiaries/{owner.id}/extract", 200)
    about = {"target": {"type": "experience", "id": moment["id"]}, "text": "Bien vu."}
    comment = await reader.client.post("/v1/comments", json=about)
    [cited_medium] = page["items"][-1]["media"]  # they read it, and it has the variants of the other
    address = reader.address_of(cited_medium | {"id": photo})
    return {
        "one": response.status_code == 200,
        "list": SECRET in str(page),
        "evidence": moment["id"] in str(talents["items"]),
        "extract": SECRET in str(extract),
        "comment": comment.status_code < 300,
        "media": (await reader.client.get(address, headers={"If-None-Match": "*"})).status_code == 304,
    }


@pytest.mark.slow
async def test_what_is_kept_aside_is_in_no_collection_and_is_opened_by_its_name(
    alice: Person, bob: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    photo, media_id = await medium(runtime, alice), await medium(runtime, alice)
    aside = await capture(alice, FULL | {"title": SECRET, "kept_aside": True, "media": [photo]})
    await capture(alice, FULL | {"title": "Le mur nord", "media": [media_id]})
    await claim(alice, "COM.1", evidence=[aside["id"]])
    await open_to(alice, bob, ALL, rights=TAKE, purpose="guidance")
    await open_to(alice, bob, {"type": "talents"}, rights=TAKE)
    assert await read_by(bob, alice, aside, photo) == dict.fromkeys(WAYS, False)
    grant = await open_to(alice, bob, {"type": "experience", "id": aside["id"]}, rights=TAKE)
    assert await read_by(bob, alice, aside, photo) == dict.fromkeys(WAYS, True)
    await revoke(alice, grant)
    assert await read_by(bob, alice, aside, photo) == dict.fromkeys(WAYS, False)
    request = await request_access(rose, alice, watch)
    preview = (await alice.ask("GET", f"/v1/grant-requests/{request['id']}", 200))["preview"]
    assert [item["title"] for item in preview["experiences"]] == ["Le mur nord"]
    await accept(alice, request)
    assert SECRET not in str(await rose.ask("GET", f"/v1/experiences?user_id={alice.id}", 200))
    at, headers = f"/v1/experiences/{aside['id']}", {"If-Match": f'"{aside["version"]}"'}
    await rose.ask("GET", at, 404)
    await alice.ask("PATCH", at, 200, json={"kept_aside": False}, headers=headers)
    await rose.ask("GET", at, 200)


async def test_a_portrait_that_composes_itself_leaves_it_out_unless_it_is_named(alice: Person) -> None:
    aside = await capture(alice, FULL | {"title": SECRET, "kept_aside": True})
    experience = await capture(alice, FULL | {"title": "Le mur nord"})
    await claim(alice, "COM.1", evidence=[aside["id"], experience["id"]])
    findings = await draft(alice, await draw(alice))
    assert SECRET not in str(findings)
    [talents] = [section["talents"] for section in findings["sections"] if section["kind"] == "talents"]
    assert [item["evidence_count"] for item in talents] == [1]
    assert [section["count"] for section in findings["sections"] if section["kind"] == "work"] == [1]
    portrait_path = await draw(alice, sections=[{"kind": "work", "only": [aside["id"]]}])
    assert SECRET in str(await draft(alice, portrait_path))


def test_whatever_reads_a_collection_is_asked() -> None:
    app = Path("app")
    asks = re.compile(r"from app\.policies\.experiences import .*(granted_to|covers)")
    texts = {str(file.relative_to(app)) for file in app.rglob("*.py") if asks.search(file.read_text())}
    assert texts == READERS.keys()

import asyncio
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.adapters.formats import CONTAINERS
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.media import CONTENT_TYPES
from tests.support.media import jpeg, pdf
from tests.support.people import Person, capture, sign_in, work_off
from tests.support.uploads import append, declare, declared, medium, original_of

BODY = declared(b"\xff\xd8\xff" * 9, alt="Mon mur", caption="Tours", captured_at="2026-03-03T13:10:00.000Z")


async def test_a_medium_is_declared_before_its_bytes_come(alice: Person) -> None:
    media_id = str(uuid7())
    answer = await alice.client.put(f"/v1/media/{media_id}", json=BODY)
    document = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert document == BODY | {
        "id": media_id,
        "transcript": None,
        "transcription": None,
        "state": "awaiting_upload",
        "reason": None,
        "received": 0,
        "upload_url": f"http://test/v1/uploads/{media_id}",
        "variants": [],
        "blurred": [],
        **dict.fromkeys(("thumbhash", "width", "height", "duration", "suggested")),
        "version": 1,
        "created_at": "2026-03-03T13:10:00.000Z",
        "updated_at": "2026-03-03T13:10:00.000Z",
    }
    assert await alice.ask("GET", f"/v1/media/{media_id}", 200) == document


async def test_the_same_declaration_again_is_the_same_medium(alice: Person) -> None:
    new_medium = await declare(alice, BODY)
    answer = await alice.client.put(f"/v1/media/{new_medium['id']}", json=BODY)
    assert (answer.status_code, answer.json()) == (200, new_medium)


async def test_phones_that_declare_at_once_make_one(alice: Person) -> None:
    path = f"/v1/media/{uuid7()}"
    answers = await asyncio.gather(*(alice.client.put(path, json=BODY) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]


async def test_a_file_does_not_become_another_one(alice: Person) -> None:
    new_medium = await declare(alice, BODY)
    path, headers = f"/v1/media/{new_medium['id']}", {"If-Match": '"1"'}
    other = BODY | {"sha256": "0" * 64}
    assert (await alice.ask("PUT", path, 428, json=other))["type"] == "/problems/version-required"
    assert (await alice.ask("PUT", path, 409, json=other, headers=headers))["type"] == "/problems/other-file"
    answer = await alice.ask("PUT", path, 200, json=BODY | {"alt": "Un mur"}, headers=headers)
    assert (answer["alt"], answer["version"]) == ("Un mur", 2)


async def test_what_is_said_of_it_is_changed_by_merge_patch(alice: Person) -> None:
    new_medium = await declare(alice, BODY)
    path = f"/v1/media/{new_medium['id']}"
    patch = {"alt": None, "transcript": "Bonjour"}
    await alice.ask("PATCH", path, 428, json=patch)
    answer = await alice.ask("PATCH", path, 200, json=patch, headers={"If-Match": '"1"'})
    assert answer == new_medium | {"alt": None, "transcript": "Bonjour", "version": 2}
    stale = await alice.ask("PATCH", path, 412, json=patch, headers={"If-Match": '"1"'})
    assert stale["current"] == answer
    problem = await alice.ask("PATCH", path, 422, json={"size": 3}, headers={"If-Match": '"2"'})
    assert problem["errors"][0]["code"] == "unknown_field"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"size": 30_000_001}, "/size", "too_large_for_kind"),
        ({"kind": "document", "content_type": "application/pdf", "size": 20_000_001}, "/size", "too_large_for_kind"),
        ({"content_type": "image/svg+xml"}, "/content_type", "unsupported_type"),
        ({"content_type": "video/mp4"}, "/content_type", "unsupported_type"),
        ({"content_type": "text"}, "/content_type", "bad_pattern"),
        ({"size": 0}, "/size", "too_small"),
        ({"sha256": "E" * 64}, "/sha256", "bad_pattern"),
    ],
)
async def test_what_cannot_be_a_file_is_refused(
    alice: Person, change: dict[str, object], pointer: str, code: str
) -> None:
    path = f"/v1/media/{uuid7()}"
    answer = await alice.ask("PUT", path, 422, json=BODY | change)
    assert [(error["pointer"], error["code"]) for error in answer["errors"]] == [(pointer, code)]
    await alice.ask("GET", path, 404)


async def test_a_recording_is_known_without_its_codecs(alice: Person) -> None:
    new_medium = await declare(alice, BODY | {"kind": "audio", "content_type": "audio/WebM;codecs=opus"})
    assert new_medium["content_type"] == "audio/webm"


def test_every_type_that_can_be_rendered_can_be_declared() -> None:
    rendered = {kind: {name for names in types.values() for name in names} for kind, types in CONTAINERS.items()}
    assert {str(kind): set(types) for kind, types in CONTENT_TYPES.items()} == rendered


async def test_bytes_that_are_here_are_not_sent_again(runtime: Runtime, alice: Person, bob: Person) -> None:
    file = jpeg()
    first = await medium(runtime, alice, file)
    second = await declare(alice, declared(file, alt="La même"))
    assert (second["state"], second["received"], second["upload_url"]) == ("ready", len(file), None)
    assert [variant["name"] for variant in second["variants"]] == [variant["name"] for variant in first["variants"]]
    assert second["thumbhash"] == first["thumbhash"]
    assert await original_of(alice, second["id"]) == file
    assert (await declare(bob, declared(file)))["state"] == "awaiting_upload"  # to know a digest is not to have a file


async def test_bytes_that_have_just_come_are_not_sent_again_either(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    first = await declare(alice, declared(file))
    assert (await append(alice, first["id"], 0, file)).status_code == 204
    second = await declare(alice, declared(file))
    assert second["state"] == "processing"
    await work_off(runtime)
    for item in (first, second):
        assert (await alice.ask("GET", f"/v1/media/{item['id']}", 200))["state"] == "ready"


async def test_bytes_that_came_meanwhile_are_not_sent_again_either(runtime: Runtime, alice: Person) -> None:
    body = declared(jpeg())
    waiting = await declare(alice, body)
    await append(alice, waiting["id"], 0, b"\xff\xd8")
    await medium(runtime, alice)
    answer = await alice.ask("PUT", f"/v1/media/{waiting['id']}", 200, json=body)
    assert (answer["state"], answer["version"]) == ("ready", 2)


async def test_media_are_listed_newest_first(alice: Person, bob: Person) -> None:
    ids = [(await declare(alice, BODY | {"size": n}))["id"] for n in (27, 28, 29)]
    film = await declare(alice, declared(b"film", "video", "video/mp4"))
    page = await alice.ask("GET", "/v1/media?limit=2", 200)
    rest = await alice.ask("GET", "/v1/media", 200, params={"cursor": page["next_cursor"]})
    assert [item["id"] for item in page["items"] + rest["items"]] == [film["id"], *reversed(ids)]
    assert [item["id"] for item in (await alice.ask("GET", "/v1/media?kind=video", 200))["items"]] == [film["id"]]
    assert (await alice.ask("GET", "/v1/media?state=ready", 200))["items"] == []
    assert (await bob.ask("GET", "/v1/media", 200))["items"] == []


async def test_media_of_others_do_not_exist(alice: Person, bob: Person) -> None:
    path = f"/v1/media/{(await declare(alice, BODY))['id']}"
    headers = {"If-Match": '"1"'}
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", path, {}),
        ("PUT", path, {"json": BODY}),
        ("PATCH", path, {"json": {"alt": None}, "headers": headers}),
        ("DELETE", path, {"headers": headers}),
        ("GET", f"{path}/original", {}),
        ("PUT", f"{path}/content", {"content": b"x"}),
    ]
    for method, where, options in requests:
        assert (await bob.ask(method, where, 404, **options))["type"] == "/problems/media-not-found"


async def test_a_medium_that_nothing_cites_is_deleted_for_good(runtime: Runtime, alice: Person) -> None:
    picture = await medium(runtime, alice)
    path, headers = f"/v1/media/{picture['id']}", {"If-Match": f'"{picture["version"]}"'}
    await alice.ask("DELETE", path, 428)
    await alice.ask("DELETE", path, 412, headers={"If-Match": '"1"'})
    await alice.ask("DELETE", path, 204, headers=headers)
    await alice.ask("GET", path, 404)
    changes = (await alice.ask("GET", "/v1/sync", 200))["changes"]
    assert picture["id"] not in [change["id"] for change in changes]
    assert (await alice.client.get(picture["variants"][0]["url"])).status_code == 404


@pytest.mark.parametrize("trashed", [False, True])
async def test_a_medium_that_an_experience_cites_stays(runtime: Runtime, alice: Person, *, trashed: bool) -> None:
    new_medium = await declare(alice, BODY)
    experience = await capture(alice, {"media": [new_medium["id"]]})
    headers = {"If-Match": '"1"'}
    if trashed:
        await alice.ask("DELETE", f"/v1/experiences/{experience['id']}", 204, headers=headers)
    answer = await alice.ask("DELETE", f"/v1/media/{new_medium['id']}", 409, headers=headers)
    assert answer["type"] == "/problems/media-in-use"


async def test_a_medium_that_a_journal_or_a_profile_shows_stays(alice: Person) -> None:
    cover, block, face = [(await declare(alice, BODY | {"size": n}))["id"] for n in (27, 28, 29)]
    journal = {"title": "Carnet", "cover_media_id": cover, "blocks": [{"kind": "media", "media_id": block}]}
    path = f"/v1/journals/{uuid7()}"
    await alice.ask("PUT", path, 201, json=journal)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": face})
    headers = {"If-Match": '"1"'}
    for media_id in (cover, block, face):
        await alice.ask("DELETE", f"/v1/media/{media_id}", 409, headers=headers)
    await alice.ask("DELETE", path, 204, headers=headers)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": None})
    for media_id in (cover, block, face):
        await alice.ask("DELETE", f"/v1/media/{media_id}", 204, headers=headers)


async def test_a_document_is_ready_without_variants(runtime: Runtime, alice: Person) -> None:
    file = pdf()
    picture = await medium(runtime, alice, file, kind="document", content_type="application/pdf")
    assert picture["variants"] == []
    assert await original_of(alice, picture["id"]) == file


async def test_an_original_is_for_its_owner_alone(app: FastAPI, runtime: Runtime, alice: Person, bob: Person) -> None:
    file = jpeg()
    picture = await medium(runtime, alice, file)
    path = f"/v1/media/{picture['id']}/original"
    answer = await alice.client.get(path)
    assert answer.content == file
    assert answer.headers["content-disposition"] == f'attachment; filename="{UUID(picture["id"])}.jpg"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    part = await alice.client.get(path, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, file[2:6])
    assert (await bob.client.get(path)).status_code == 404
    other_device = await sign_in(app, email=alice.email)
    assert (await other_device.client.get(path)).status_code == 200
    await other_device.ask("DELETE", "/v1/sessions/current", 204)
    assert (await other_device.client.get(path)).status_code == 401


async def test_there_is_no_original_before_it_has_been_looked_at(alice: Person) -> None:
    file = jpeg()
    new_medium = await declare(alice, declared(file))
    await append(alice, new_medium["id"], 0, file)
    await alice.ask("GET", f"/v1/media/{new_medium['id']}/original", 404)

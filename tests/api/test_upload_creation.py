import hashlib

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.media import jpeg
from tests.support.people import Person, work_off
from tests.support.uploads import OCTETS, TUS, append, declare, declared, metadata, offset_of, original_of


async def test_a_plain_tus_client_needs_to_know_nothing_else(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    said = metadata(filename="mur.jpg", filetype="image/jpeg") | {"Upload-Length": str(len(file))}
    answer = await alice.client.post("/v1/media", headers=said)
    assert (answer.status_code, answer.content) == (201, b"")
    media_id = answer.headers["location"].removeprefix("http://test/v1/uploads/")
    medium = await alice.ask("GET", f"/v1/media/{media_id}", 200)
    assert (medium["kind"], medium["content_type"], medium["sha256"]) == ("photo", "image/jpeg", None)
    assert (await append(alice, media_id, 0, file)).status_code == 204
    await work_off(runtime)
    ready = await alice.ask("GET", f"/v1/media/{media_id}", 200)
    assert (ready["state"], ready["sha256"]) == ("ready", hashlib.sha256(file).hexdigest())


async def test_a_plain_tus_client_may_say_what_it_knows(alice: Person) -> None:
    media_id, file = str(uuid7()), jpeg()
    digest = hashlib.sha256(file).hexdigest()
    said = metadata(id=media_id, kind="photo", filetype="image/jpeg", sha256=digest) | {"Upload-Length": str(len(file))}
    for _ in range(2):  # its answer may have been lost
        answer = await alice.client.post("/v1/media", headers=said)
        assert (answer.status_code, answer.headers["location"]) == (201, f"http://test/v1/uploads/{media_id}")
    progress = await alice.client.head(f"/v1/uploads/{media_id}", headers=TUS)
    assert progress.headers["upload-metadata"] == said["Upload-Metadata"]
    response = await alice.client.post("/v1/media", headers=said | {"Upload-Length": "3"})
    assert (response.status_code, response.json()["type"]) == (409, "/problems/other-file")
    await alice.ask("PUT", f"/v1/media/{media_id}", 200, json=declared(file))


@pytest.mark.slow
async def test_the_first_bytes_may_come_with_the_creation(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    words = OCTETS | metadata(filetype="image/jpeg") | {"Upload-Length": str(len(file))}
    answer = await alice.client.post("/v1/media", headers=words, content=file[:1000])
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "1000")
    whole = await alice.client.post("/v1/media", headers=words, content=file)
    assert (whole.status_code, whole.headers["upload-offset"]) == (201, str(len(file)))
    await work_off(runtime)
    media_id = whole.headers["location"].rpartition("/")[2]
    assert await original_of(alice, media_id) == file


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "30000001"} | metadata(filetype="image/png"), 413),
        ({"Upload-Length": "3"} | metadata(filetype="text/html"), 422),
        ({"Upload-Length": "3"} | metadata(filetype="image/png", kind="film"), 422),
        ({"Upload-Length": "3"} | metadata(filename="a.png"), 422),
        ({"Upload-Length": "3"} | metadata(filetype="image/png", sha256="abc"), 422),
        ({"Upload-Length": "3"} | metadata(filetype="image/png", id="1"), 422),
        ({"Upload-Length": "3", "Upload-Metadata": "filetype !!"}, 400),
        ({"Upload-Length": "3", "Upload-Metadata": "filetype //79"}, 400),
        ({"Upload-Length": "0"} | metadata(filetype="image/png"), 422),
        ({"Upload-Length": "x"} | metadata(filetype="image/png"), 422),
        ({"Upload-Defer-Length": "1"} | metadata(filetype="image/png"), 422),
        ({"Upload-Length": "3", "Content-Type": "image/png"} | metadata(filetype="image/png"), 415),
    ],
)
async def test_a_creation_that_makes_no_sense_makes_nothing(
    alice: Person, headers: dict[str, str], status: int
) -> None:
    answer = await alice.client.post("/v1/media", headers=OCTETS | headers, content=b"123")
    assert (answer.status_code, answer.headers["tus-resumable"]) == (status, "1.0.0")
    assert (await alice.ask("GET", "/v1/media", 200))["items"] == []


@pytest.mark.slow
async def test_a_small_file_is_sent_whole(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    media_id = (await declare(alice, declared(file)))["id"]
    await append(alice, media_id, 0, b"what was here before")
    path = f"/v1/media/{media_id}/content"
    for _ in range(2):  # its answer may have been lost
        answer = await alice.ask("PUT", path, 200, content=file, headers={"Content-Type": "image/jpeg"})
        assert (answer["state"], answer["version"]) == ("processing", 2)
    await work_off(runtime)
    assert await original_of(alice, media_id) == file


@pytest.mark.parametrize(
    ("content", "content_type", "status", "advice"),
    [
        (b"12345", "image/png", 415, "Send `Content-Type: image/jpeg`"),
        (b"12345", "", 415, "Send `Content-Type: image/jpeg`"),
        (b"54321", "image/jpeg", 422, "send the declared file"),
        (b"1234", "image/jpeg", 422, "send the declared file"),
        (b"123456", "image/jpeg", 422, "5 bytes"),
    ],
)
async def test_a_whole_file_that_is_not_the_declared_one_is_refused(
    alice: Person, content: bytes, content_type: str, status: int, advice: str
) -> None:
    media_id = (await declare(alice, declared(b"12345")))["id"]
    path = f"/v1/media/{media_id}/content"
    problem = await alice.ask("PUT", path, status, content=content, headers={"Content-Type": content_type})
    assert advice in problem["detail"]
    if len(content) != len(b"12345"):
        assert (problem["declared_size"], problem["sent_size"]) == (5, len(content))
        assert str(len(content)) in problem["detail"]
    assert await offset_of(alice, media_id) == 0
    await alice.ask("PUT", path, 200, content=b"12345", headers={"Content-Type": "image/jpeg"})


@pytest.mark.slow
async def test_a_whole_file_of_unknown_digest_has_at_least_its_size(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    said = metadata(filetype="image/jpeg") | {"Upload-Length": str(len(file))}
    media_id = (await alice.client.post("/v1/media", headers=said)).headers["location"].rpartition("/")[2]
    path, headers = f"/v1/media/{media_id}/content", {"Content-Type": "application/octet-stream"}
    answer = await alice.ask("PUT", path, 422, content=file[:9], headers=headers)
    assert answer["type"] == "/problems/not-that-file"
    await alice.ask("PUT", path, 200, content=file, headers=headers)
    await work_off(runtime)
    assert await original_of(alice, media_id) == file

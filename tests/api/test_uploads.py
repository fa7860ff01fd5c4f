import base64

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.media import jpeg
from tests.support.people import Person, Watch, capture, visit, work_off
from tests.support.uploads import OCTETS, TUS, append, declare, declared, offset_of, original_of, renew


async def test_a_client_learns_what_is_spoken_here(guest: httpx.AsyncClient) -> None:
    for path in ("/v1/media", f"/v1/uploads/{uuid7()}"):
        answer = await guest.options(path)
        assert (answer.status_code, answer.headers["tus-resumable"]) == (204, "1.0.0")
        assert answer.headers["tus-version"] == "1.0.0"
        assert answer.headers["tus-max-size"] == "500000000"
        assert answer.headers["tus-checksum-algorithm"] == "sha1,sha256"
        extensions = set(answer.headers["tus-extension"].split(","))
        assert extensions == {"creation", "creation-with-upload", "expiration", "checksum", "termination"}


async def test_a_file_arrives_and_is_rendered(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    medium = await declare(alice, declared(file))
    assert await offset_of(alice, medium["id"]) == 0
    answer = await append(alice, medium["id"], 0, file)
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(len(file)))
    assert answer.headers["cache-control"] == "no-store"
    waiting = await alice.ask("GET", f"/v1/media/{medium['id']}", 200)
    assert (waiting["state"], waiting["version"], waiting["upload_url"]) == ("processing", 2, None)
    assert await offset_of(alice, medium["id"]) == len(file)
    await work_off(runtime)
    ready = await alice.ask("GET", f"/v1/media/{medium['id']}", 200)
    assert (ready["state"], ready["version"], ready["received"]) == ("ready", 4, len(file))  # small first, then whole
    assert await original_of(alice, medium["id"]) == file


async def test_an_upload_resumes_at_the_byte_after_days(runtime: Runtime, alice: Person, watch: Watch) -> None:
    file = jpeg()
    media_id = (await declare(alice, declared(file)))["id"]
    await append(alice, media_id, 0, file[:1000])
    assert (await alice.ask("GET", f"/v1/media/{media_id}", 200))["received"] == 1000
    watch.advance(days=13)
    await renew(alice)
    assert await offset_of(alice, media_id) == 1000
    assert (await append(alice, media_id, 1000, file[1000:])).status_code == 204
    await work_off(runtime)
    assert await original_of(alice, media_id) == file


async def test_an_upload_expires_and_may_begin_again(runtime: Runtime, alice: Person, watch: Watch) -> None:
    file = jpeg()
    body = declared(file)
    medium = await declare(alice, body)
    answer = await append(alice, medium["id"], 0, file[:1000])
    assert answer.headers["upload-expires"] == "Tue, 17 Mar 2026 13:10:00 GMT"
    watch.advance(days=14)
    await renew(alice)
    path = f"/v1/uploads/{medium['id']}"
    assert (await alice.client.head(path, headers=TUS)).status_code == 410
    assert (await append(alice, medium["id"], 1000, file[1000:])).status_code == 410
    await alice.ask("PUT", f"/v1/media/{medium['id']}", 200, json=body)
    assert await offset_of(alice, medium["id"]) == 0
    assert (await append(alice, medium["id"], 0, file)).status_code == 204


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
async def test_an_upload_is_bound_to_its_owner(alice: Person, bob: Person, method: str) -> None:
    media_id = (await declare(alice, declared(jpeg())))["id"]
    headers = OCTETS | {"Upload-Offset": "0"}
    answer = await bob.client.request(method, f"/v1/uploads/{media_id}", headers=headers, content=b"x")
    assert (answer.status_code, answer.headers["tus-resumable"]) == (404, "1.0.0")
    assert "upload-offset" not in answer.headers
    assert await offset_of(alice, media_id) == 0


async def test_nobody_uploads_without_signing_in(app: FastAPI, alice: Person) -> None:
    media_id = (await declare(alice, declared(jpeg())))["id"]
    async with visit(app) as guest:
        path = f"/v1/uploads/{media_id}"
        for method, where in (("POST", "/v1/media"), ("HEAD", path), ("PATCH", path), ("DELETE", path)):
            answer = await guest.request(method, where, headers=OCTETS | {"Upload-Offset": "0"}, content=b"x")
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("headers", "status", "slug"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, "wrong-tus-version"),
        ({"Content-Type": "application/json"}, 415, "not-octets"),
        ({"Upload-Offset": "5"}, 409, "offset-mismatch"),
        ({"Upload-Offset": "-1"}, 422, "unprocessable"),
        ({"Upload-Offset": "١"}, 422, "unprocessable"),
        ({"Upload-Checksum": "md5 AAAAAAAAAAAAAAAAAAAAAA=="}, 400, "malformed-upload-header"),
        ({"Upload-Checksum": "sha1"}, 400, "malformed-upload-header"),
        ({"Upload-Checksum": "sha1 !"}, 400, "malformed-upload-header"),
        ({"Upload-Checksum": f"sha1 {base64.b64encode(b'0' * 20).decode()}"}, 460, "chunk-garbled"),
    ],
)
async def test_a_request_that_the_protocol_does_not_know_is_refused(
    alice: Person, headers: dict[str, str], status: int, slug: str
) -> None:
    media_id = (await declare(alice, declared(jpeg())))["id"]
    said = {name.encode(): value.encode() for name, value in (OCTETS | {"Upload-Offset": "0"} | headers).items()}
    answer = await alice.client.patch(f"/v1/uploads/{media_id}", content=b"12345", headers=said)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert await offset_of(alice, media_id) == 0


async def test_where_the_bytes_belong_has_to_be_said(alice: Person) -> None:
    media_id = (await declare(alice, declared(jpeg())))["id"]
    answer = await alice.client.patch(f"/v1/uploads/{media_id}", content=b"1", headers=OCTETS)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-upload-header")


async def test_a_version_that_is_not_spoken_is_told_which_is(alice: Person) -> None:
    answer = await alice.client.head(f"/v1/uploads/{uuid7()}")
    assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")


async def test_more_than_was_declared_is_refused(alice: Person) -> None:
    media_id = (await declare(alice, declared(b"12345")))["id"]
    assert (await append(alice, media_id, 0, b"123456")).status_code == 413
    assert (await append(alice, media_id, 0, [b"123", b"456"])).status_code == 413
    assert await offset_of(alice, media_id) == 0


async def test_what_has_arrived_takes_no_more(alice: Person) -> None:
    media_id = (await declare(alice, declared(b"12345")))["id"]
    assert (await append(alice, media_id, 0, b"12345")).status_code == 204
    for answer in (
        await append(alice, media_id, 5, b""),
        await append(alice, media_id, 0, b"12345"),
        await alice.client.delete(f"/v1/uploads/{media_id}", headers=TUS),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/upload-complete")


async def test_a_terminated_upload_is_gone_with_its_medium(runtime: Runtime, alice: Person) -> None:
    media_id = (await declare(alice, declared(jpeg())))["id"]
    await append(alice, media_id, 0, b"123")
    path = f"/v1/uploads/{media_id}"
    assert (await alice.client.delete(path, headers=TUS)).status_code == 204
    assert (await alice.client.head(path, headers=TUS)).status_code == 404
    await alice.ask("GET", f"/v1/media/{media_id}", 404)


async def test_a_terminated_upload_leaves_the_medium_that_something_cites(alice: Person) -> None:
    medium = await declare(alice, declared(jpeg()))
    await capture(alice, {"media": [medium["id"]]})
    path = f"/v1/uploads/{medium['id']}"
    assert (await alice.client.delete(path, headers=TUS)).status_code == 204
    assert (await alice.client.head(path, headers=TUS)).status_code == 410
    assert (await alice.client.delete(path, headers=TUS)).status_code == 410
    assert (await alice.ask("GET", f"/v1/media/{medium['id']}", 200))["state"] == "awaiting_upload"


async def test_a_network_that_lets_only_post_through_is_no_obstacle(runtime: Runtime, alice: Person) -> None:
    file = jpeg()
    media_id = (await declare(alice, declared(file)))["id"]
    path, said = f"/v1/uploads/{media_id}", OCTETS | {"Upload-Offset": "0"}
    answer = await alice.client.post(path, content=file[:9], headers=said | {"X-HTTP-Method-Override": "PATCH"})
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "9")
    answer = await alice.client.post(path, headers=TUS | {"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 204
    assert (await alice.client.post(path, headers=TUS)).status_code == 422

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
import pytest
from pydantic import SecretStr

from app.adapters.objects import CHUNK, S3Objects
from app.adapters.s3 import connect
from app.adapters.seaweed import embedded
from app.core.ports import ObjectNotFound, Part, StorageUnavailable, StoredObject
from app.core.settings import S3Settings

MIB = 1024 * 1024
NOWHERE = S3Settings(endpoint_url="http://127.0.0.1:9", access_key_id="a", secret_access_key=SecretStr("b"))


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Settings]:
    with TemporaryDirectory(prefix="daytripper-") as folder, embedded(Path(folder) / "seaweed") as s3:
        yield s3


@pytest.fixture(scope="module")
def objects(s3: S3Settings) -> Iterator[S3Objects]:
    objects = S3Objects(s3)
    yield objects
    objects.close()


async def collected(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


@pytest.mark.slow
async def test_an_object_comes_back_as_it_was_put(objects: S3Objects) -> None:
    await objects.put("a/é b", b"hello", "image/avif")
    assert await objects.get("a/é b") == b"hello"
    assert await objects.head("a/é b") == StoredObject(5, "5d41402abc4b2a76b9719d911017c592", "image/avif")


async def test_a_file_comes_back_as_it_was_put(objects: S3Objects, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(os.urandom(3 * MIB))
    await objects.put_file("file", tmp_path / "out", "video/mp4")
    await objects.get_file("file", tmp_path / "in")
    assert (tmp_path / "in").read_bytes() == (tmp_path / "out").read_bytes()
    assert (await objects.head("file")).content_type == "video/mp4"


async def test_what_is_not_there_is_not_found(objects: S3Objects, tmp_path: Path) -> None:
    with pytest.raises(ObjectNotFound):
        await objects.get("nothing")
    with pytest.raises(ObjectNotFound):
        await objects.head("nothing")
    with pytest.raises(ObjectNotFound):
        await objects.get_file("nothing", tmp_path / "in")
    with pytest.raises(ObjectNotFound):
        await anext(objects.stream("nothing"))


async def test_a_stream_comes_in_small_chunks(objects: S3Objects) -> None:
    body = os.urandom(MIB + 1)
    await objects.put("stream", body, "x/y")
    chunks = [chunk async for chunk in objects.stream("stream")]
    assert b"".join(chunks) == body
    assert max(map(len, chunks)) <= CHUNK


@pytest.mark.parametrize(
    ("start", "length", "content"),
    [(0, None, b"0123456789"), (4, None, b"456789"), (4, 3, b"456"), (8, 100, b"89"), (10, None, b""), (0, 1, b"0")],
)
async def test_a_stream_starts_and_ends_where_it_is_told(
    objects: S3Objects, start: int, length: int | None, content: bytes
) -> None:
    await objects.put("digits", b"0123456789", "x/y")
    assert await collected(objects.stream("digits", start, length)) == content


async def test_an_empty_object_is_an_empty_stream(objects: S3Objects) -> None:
    await objects.put("empty", b"", "x/y")
    assert await collected(objects.stream("empty")) == b""


async def test_readers_who_leave_early_leave_no_connection_open(objects: S3Objects) -> None:
    await objects.put("long", os.urandom(8 * MIB), "x/y")
    before = connections()
    for _ in range(40):
        async with aclosing(objects.stream("long")) as chunks:
            await anext(chunks)
    async with asyncio.timeout(30):
        while connections() > before + 1:
            await asyncio.sleep(0.05)


def connections() -> int:
    return sum(connection.status == psutil.CONN_ESTABLISHED for connection in psutil.Process().net_connections("tcp4"))


async def test_deleting_what_is_not_there_is_fine(objects: S3Objects) -> None:
    await objects.put("doomed", b"x", "x/y")
    await objects.delete([])
    await objects.delete([*(f"never{n}" for n in range(1000)), "doomed"])
    await objects.delete(["doomed"])
    with pytest.raises(ObjectNotFound):
        await objects.get("doomed")


async def test_deleting_leaves_no_version_behind(s3: S3Settings) -> None:
    objects = S3Objects(s3.model_copy(update={"bucket": "versioned"}))
    client = connect(s3)
    client.create_bucket(Bucket="versioned")
    client.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"one", b"two"):
        await objects.put("photo", body, "x/y")
        await objects.put("photo2", body, "x/y")
    client.delete_object(Bucket="versioned", Key="photo")
    assert len(client.list_object_versions(Bucket="versioned", Prefix="photo")["Versions"]) == 4
    await objects.delete(["photo"])
    left = client.list_object_versions(Bucket="versioned")
    assert {version["Key"] for version in left["Versions"]} == {"photo2"}
    assert not left.get("DeleteMarkers")
    client.close()
    objects.close()


async def test_parts_make_one_object_though_their_numbers_have_gaps(objects: S3Objects) -> None:
    upload = await objects.start_multipart("parts", "video/mp4")
    bodies = {2: os.urandom(5 * MIB), 7: os.urandom(5 * MIB), 10: os.urandom(5 * MIB), 9000: b"the end"}
    parts = [await objects.put_part("parts", upload, number, body) for number, body in bodies.items()]
    assert parts[3].size == 7
    await objects.complete_multipart("parts", upload, parts)
    assert await objects.get("parts") == b"".join(bodies.values())
    assert (await objects.head("parts")).content_type == "video/mp4"


async def test_a_part_sent_again_replaces_the_first(objects: S3Objects) -> None:
    upload = await objects.start_multipart("again", "x/y")
    await objects.put_part("again", upload, 1, b"first")
    part = await objects.put_part("again", upload, 1, b"second")
    await objects.complete_multipart("again", upload, [part])
    assert await objects.get("again") == b"second"


async def test_completing_twice_is_completing_once(objects: S3Objects) -> None:
    upload = await objects.start_multipart("twice", "x/y")
    parts = [await objects.put_part("twice", upload, 1, b"body")]
    await objects.complete_multipart("twice", upload, parts)
    await objects.complete_multipart("twice", upload, parts)
    assert await objects.get("twice") == b"body"


async def test_a_part_that_storage_lost_cannot_be_completed(objects: S3Objects) -> None:
    upload = await objects.start_multipart("lost", "x/y")
    with pytest.raises(ObjectNotFound):
        await objects.complete_multipart("lost", upload, [Part(1, '"5d41402abc4b2a76b9719d911017c592"', 5)])


async def test_an_upload_that_was_given_up_is_not_found(objects: S3Objects) -> None:
    upload = await objects.start_multipart("given up", "x/y")
    part = await objects.put_part("given up", upload, 1, b"body")
    await objects.abort_multipart("given up", upload)
    await objects.abort_multipart("given up", upload)
    with pytest.raises(ObjectNotFound):
        await objects.put_part("given up", upload, 2, b"body")
    with pytest.raises(ObjectNotFound):
        await objects.complete_multipart("given up", upload, [part])


@pytest.mark.slow
async def test_a_presigned_address_opens_one_object_for_a_while(objects: S3Objects) -> None:
    await objects.put("shown", b"hello", "image/avif")
    address = await objects.presign("shown", 60, "Été à l’atelier.avif")
    async with httpx.AsyncClient() as reader:
        answer = await reader.get(address, headers={"Range": "bytes=1-2"})
        assert (answer.status_code, answer.content) == (206, b"el")
        assert "filename*=UTF-8''%C3%89t%C3%A9%20" in answer.headers["Content-Disposition"]
        assert (await reader.get(address.replace("shown", "parts"))).status_code == 403
        short = await objects.presign("shown", 1)
        await asyncio.sleep(2.1)  # a signature knows whole seconds
        assert (await reader.get(short)).status_code == 403


async def test_readers_get_the_address_that_they_reach_storage_by(s3: S3Settings) -> None:
    objects = S3Objects(s3.model_copy(update={"public_url": "https://media.example.org"}))
    assert (await objects.presign("shown", 60)).startswith("https://media.example.org/daytripper/shown?")
    objects.close()


async def test_a_bucket_that_is_not_there_is_said(s3: S3Settings) -> None:
    objects = S3Objects(s3.model_copy(update={"bucket": "new", "region": "eu-west-3"}))
    with pytest.raises(StorageUnavailable):
        await objects.check()
    objects.close()


async def test_storage_that_is_away_or_does_not_know_us_is_unavailable(s3: S3Settings) -> None:
    for settings in (NOWHERE, s3.model_copy(update={"secret_access_key": SecretStr("wrong")})):
        objects = S3Objects(settings)
        with pytest.raises(StorageUnavailable):
            await objects.check()
        with pytest.raises(StorageUnavailable):
            await objects.put("key", b"x", "x/y")
        objects.close()


@asynccontextmanager
async def storage_that_says(words: bytes) -> AsyncIterator[S3Objects]:
    over = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(words)
        if not words:
            await over.wait()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    objects = S3Objects(NOWHERE.model_copy(update={"endpoint_url": f"http://127.0.0.1:{port}"}))
    yield objects
    server.close()
    over.set()
    await asyncio.to_thread(objects.close)


@pytest.mark.slow
async def test_storage_that_stops_in_the_middle_is_unavailable() -> None:
    async with storage_that_says(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbroken off") as objects:
        with pytest.raises(StorageUnavailable):
            await objects.get("key")
        with pytest.raises(StorageUnavailable):
            await collected(objects.stream("key"))


@pytest.mark.slow
async def test_storage_that_hangs_is_found_out_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.adapters.objects.CHECK_SECONDS", 0.2)
    async with storage_that_says(b"") as objects, asyncio.timeout(30):
        with pytest.raises(StorageUnavailable):
            await objects.check()

"""The files of the application, asked for again: what did not change is not sent again."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.web import client_files as own
from app.web.client_files import ASK_EACH_TIME, SHELL, WORKER, client_files


async def test_a_file_that_is_asked_for_each_time_is_sent_once(guest: httpx.AsyncClient) -> None:
    paths = [path for path in client_files() if not path.startswith("assets/")]
    assert {SHELL, "manifest.webmanifest", WORKER} <= set(paths)
    tags = {path: await _tag_after_two_requests(guest, f"/app/{path.removeprefix(SHELL)}") for path in paths}
    assert len(set(tags.values())) == len(paths)
    other = await guest.get("/app/sw.js", headers={"If-None-Match": tags[SHELL]})
    assert (other.status_code, other.headers["etag"]) == (200, tags[WORKER])


async def _tag_after_two_requests(guest: httpx.AsyncClient, path: str) -> str:
    first = await guest.get(path)
    repetition = await guest.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, first.headers["cache-control"]) == (200, ASK_EACH_TIME)
    assert (repetition.status_code, repetition.content) == (304, b"")
    for name in ("cache-control", "client-version", "content-security-policy", "permissions-policy", "vary"):
        assert repetition.headers.get(name) == first.headers.get(name)
    return first.headers["etag"]


async def test_what_is_shared_without_a_worker_is_answered_by_a_page_and_read_by_nobody(
    guest: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "LARGEST_SHARE", 100_000)
    size = 0

    async def pieces(count: int) -> AsyncIterator[bytes]:
        nonlocal size
        for _ in range(count):
            size += 10_000
            yield b"\0" * 10_000

    rescue = await guest.get("/app/rescue")
    for count, status in ((0, 200), (10, 200), (1_000, 413)):
        size = 0
        answer = await guest.post("/app/shared", content=pieces(count), headers={"Content-Type": "image/nothing"})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert "toujours là d’où tu l’as partagé" in answer.text
        assert answer.headers["content-security-policy"] == rescue.headers["content-security-policy"]
        assert size <= 110_000
    assert (await guest.put("/app/shared")).status_code == 405

"""The files of the application, asked for again: what did not change is not sent again."""

import httpx

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

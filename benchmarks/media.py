"""Files on their way in: a photo until all its variants are ready, and 100 MB as fast as storage takes them."""

import asyncio
import hashlib
import http.client
import json
import os
import statistics
import time
import urllib.request
from datetime import UTC, datetime

import psutil

from app.adapters.objects import S3Objects
from app.core.ids import uuid7
from benchmarks.experiences import bearer
from benchmarks.world import PORT, World
from tests.support.media import jpeg

PERSON, PHOTOS, MOST_SECONDS = 17, 7, 1.0
UPLOAD, PART, SLACK_MB = 100_000_000, 8 * 1024 * 1024, 30


def _call(world: World, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request(method, path, body, bearer(world, PERSON) | headers)
    answer = connection.getresponse()
    said = answer.status, answer.read()
    connection.close()
    assert said[0] < 300, said
    return said


def _declare(world: World, kind: str, content_type: str, body: bytes) -> str:
    media = f"/v1/media/{uuid7()}"
    sha256 = hashlib.sha256(body).hexdigest()
    said = {"kind": kind, "content_type": content_type, "size": len(body), "sha256": sha256}
    _call(world, "PUT", media, json.dumps(said).encode(), {"Content-Type": "application/json"})
    return media


def photo(world: World) -> str:
    """Seconds from the last byte of a 12-megapixel JPEG until its variants are ready; needs a worker."""
    seconds = []
    for n in range(PHOTOS):
        body = jpeg(4000, 3000, lived_at=datetime(2026, 1, 1 + n, tzinfo=UTC))
        media = _declare(world, "photo", "image/jpeg", body)
        _call(world, "PUT", f"{media}/content", body, {"Content-Type": "image/jpeg"})
        began = time.perf_counter()
        while _state(world, media) == "processing":
            time.sleep(0.01)
        seconds.append(time.perf_counter() - began)
        assert _state(world, media) == "ready"
    median = statistics.median(seconds[1:])
    verdict = "ok" if median <= MOST_SECONDS else "ABOVE"
    return f"12-megapixel JPEG until its variants are ready: median {median:.2f} s; must {MOST_SECONDS}: {verdict}"


def _state(world: World, media: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{media}", headers=bearer(world, PERSON))
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["state"])


def upload(world: World, server: int) -> str:
    """100 MB by tus, beside the same bytes written to S3 directly; and what the API's memory did meanwhile."""
    process, ratios, grown = psutil.Process(server), [], 0.0
    for _ in range(4):
        body = os.urandom(UPLOAD)
        direct = asyncio.run(_direct(world, body))
        media = _declare(world, "video", "video/mp4", body)
        before = process.memory_info().rss
        began = time.perf_counter()
        path = media.replace("/media/", "/uploads/")
        headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        _call(world, "PATCH", path, body, headers)
        ratios.append(direct / (time.perf_counter() - began))
        grown = max(grown, (process.memory_info().rss - before) / 1e6)
    ratio = statistics.median(ratios[1:])
    verdict = "ok" if ratio >= 0.5 and grown <= SLACK_MB else "BELOW"
    return f"100 MB by tus: {ratio:.2f} of S3 written directly; must 0.5; memory +{grown:.0f} MB: {verdict}"


async def _direct(world: World, body: bytes) -> float:
    assert world.settings.s3 is not None
    objects, key = S3Objects(world.settings.s3), f"bench/{uuid7()}"
    began = time.perf_counter()
    upload_id = await objects.start_multipart(key, "video/mp4")
    pieces = [body[start : start + PART] for start in range(0, len(body), PART)]
    parts = [await objects.put_part(key, upload_id, n, piece) for n, piece in enumerate(pieces, 1)]
    await objects.complete_multipart(key, upload_id, parts)
    return time.perf_counter() - began

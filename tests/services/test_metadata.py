"""What a file says about who made it, when and where, in each of the places where files say it: none of it is in any
variant, nor in the edition that shows them."""

import json
import re
from collections.abc import Callable, Mapping

import httpx
import pytest

from app.core.uow import Runtime
from tests.support.grants import share, token_of
from tests.support.media import CANARY, heic, jpeg, photo, png, scene
from tests.support.people import Person
from tests.support.recordings import mov, mp3, mp4
from tests.support.renditions import canaries_in
from tests.support.stories import begin, publish, showing
from tests.support.uploads import medium

pytestmark = pytest.mark.slow

File = Callable[[], bytes]
TOURS = (47.39, 0.68)
FILES: Mapping[str, tuple[str, str, File]] = {
    "jpeg": ("photo", "image/jpeg", lambda: jpeg(400, 300, gps=TOURS)),
    "png": ("photo", "image/png", lambda: png(400, 300)),
    "heic": ("photo", "image/heic", lambda: heic(400, 300, gps=TOURS)),
    "webp": ("photo", "image/webp", lambda: photo("WEBP", scene(400, 300))),
    "mp4": ("video", "video/mp4", lambda: mp4(gps=TOURS)),
    "mov": ("video", "video/quicktime", lambda: mov(gps=TOURS)),
    "mp3": ("audio", "audio/mpeg", mp3),
}
PLACES: Mapping[str, Mapping[str, bytes]] = {  # how each begins, by the file that has it
    "EXIF": {"jpeg": b"Exif\0\0", "png": b"eXIf", "webp": b"EXIF", "heic": b"Exif\0\0"},
    "XMP": {"jpeg": b"ns.adobe.com/xap", "png": b"XML:com.adobe.xmp", "webp": b"XMP "},
    "IPTC": {"jpeg": b"Photoshop 3.0\x008BIM"},
    "ICC": {"jpeg": b"ICC_PROFILE\0", "png": b"iCCP", "webp": b"ICCP"},
    "comments": {"jpeg": b"\xff\xfe\x00" + bytes([len(CANARY) + 2]) + CANARY.encode()},
    "PNG text": {"png": b"tEXtAuthor"},
    "video atoms": {"mp4": b"com.apple.quicktime.model", "mov": b"com.apple.quicktime.model"},
    "ID3": {"mp3": b"ID3\x04"},
}


def found_in(content: bytes) -> set[str]:
    return {place for place, files in PLACES.items() for mark in files.values() if mark in content}


@pytest.fixture(scope="module")
def originals() -> dict[str, bytes]:
    return {name: make() for name, (_, _, make) in FILES.items()}


def test_each_place_is_filled_before(originals: dict[str, bytes]) -> None:
    assert len(PLACES) == 8
    for place, files in PLACES.items():
        for name, mark in files.items():
            assert mark in originals[name], (place, name)
    assert all(canaries_in(content) for content in originals.values())


async def test_none_of_it_is_in_any_variant_or_edition(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient, originals: dict[str, bytes]
) -> None:
    blocks = []
    for name, content in originals.items():
        kind, content_type, _ = FILES[name]
        blocks.append(showing((await medium(runtime, alice, content, kind=kind, content_type=content_type))["id"]))
    story = await publish(alice, await begin(alice, *blocks))
    token = token_of(await share(alice, story))
    edition = await guest.get(f"/v1/links/{token}")
    page = await guest.get(f"/s/{token}")
    variants = sorted(set(re.findall(r"http://test(/m/[^\"]+)", json.dumps(edition.json()))))
    assert len(variants) == 3 * 6 + 1
    for path in variants:
        variant = await guest.get(path)
        assert variant.status_code == 200, path
        assert (canaries_in(variant.content), found_in(variant.content)) == (0, set()), path
    rows = await runtime.database.reads.fetch("select content from editions where story_id = $1", story["id"])
    for text in (edition.text, page.text, *(str(row["content"]) for row in rows)):
        assert CANARY not in text
        assert "47.39" not in text

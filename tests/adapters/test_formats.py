from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from app.adapters.formats import CONTAINERS, HEAD, recognise
from app.core.ports import Rejected
from tests.support import media, recordings
from tests.support.media import saved
from tests.support.renditions import render

FILES = {
    ("photo", "image/jpeg"): media.jpeg,
    ("photo", "image/png"): media.png,
    ("photo", "image/webp"): media.webp,
    ("photo", "image/avif"): media.avif,
    ("photo", "image/heic"): media.heic,
    ("audio", "audio/mp4"): recordings.m4a,
    ("audio", "audio/aac"): recordings.aac,
    ("audio", "audio/mpeg"): recordings.mp3,
    ("audio", "audio/ogg"): recordings.ogg,
    ("audio", "audio/wav"): recordings.wav,
    ("audio", "audio/webm"): lambda: recordings.sound("webm", "libopus", cover=False),
    ("video", "video/mp4"): recordings.mp4,
    ("video", "video/quicktime"): recordings.mov,
    ("video", "video/webm"): recordings.webm,
    ("document", "application/pdf"): media.pdf,
}
SYNONYMS = [
    ("photo", "IMAGE/JPG", "image/jpeg"),
    ("photo", "image/heif", "image/heic"),
    ("audio", "audio/x-m4a", "audio/mp4"),
    ("audio", "audio/m4a", "audio/mp4"),
    ("audio", "audio/aac", "audio/mp4"),
    ("audio", "audio/mp4", "audio/aac"),
    ("audio", "audio/m4a", "audio/aac"),
    ("audio", "audio/x-m4a", "audio/aac"),
    ("audio", "audio/webm;codecs=opus", "audio/webm"),
    ("audio", "audio/opus", "audio/ogg"),
    ("video", "video/quicktime", "video/mp4"),
    ("video", "video/mp4", "video/quicktime"),
]
FOREIGN_FILES: dict[str, Callable[[], bytes]] = {
    "html": media.html,
    "svg": media.svg,
    "zip": media.zipped,
    "gif": lambda: saved(media.corners(), "GIF"),
    "tiff": lambda: saved(media.corners(), "TIFF"),
    "bmp": lambda: saved(media.corners(), "BMP"),
    "ico": lambda: saved(Image.new("RGB", (32, 32)), "ICO"),
    "jpeg 2000": lambda: saved(media.corners(), "JPEG2000"),
    "a playlist": lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "matroska": lambda: recordings.film("matroska", "libx264", "libopus"),
    "avi": lambda: recordings.film("avi", "libx264"),
    "mpeg-ts": lambda: recordings.film("mpegts", "libx264"),
    "flac": lambda: recordings.sound("flac", "flac", cover=False),
    "one byte": lambda: b"\xff",
}


@cache
def example(kind: str, content_type: str) -> bytes:
    return FILES[kind, content_type]()


@pytest.mark.parametrize(("kind", "content_type"), FILES)
def test_a_file_is_known_by_its_bytes(kind: str, content_type: str) -> None:
    assert recognise(kind, content_type, example(kind, content_type)[:HEAD])[1] == content_type


@pytest.mark.parametrize(("kind", "content_type", "real"), SYNONYMS)
def test_clients_call_a_type_by_more_than_one_name(kind: str, content_type: str, real: str) -> None:
    assert recognise(kind, content_type, example(kind, real)[:HEAD])[1] == real


@pytest.mark.parametrize("name", FOREIGN_FILES)
def test_what_we_do_not_take_is_refused_under_every_name(name: str) -> None:
    head = FOREIGN_FILES[name]()[:HEAD]
    for kind, containers in CONTAINERS.items():
        for content_type in {name for names in containers.values() for name in names}:
            with pytest.raises(Rejected, match="wrong_type"):
                recognise(kind, content_type, head)


def test_a_file_is_refused_under_the_name_of_another_type(tmp_path: Path) -> None:
    pairs = {*FILES, *((kind, content_type) for kind, content_type, _ in SYNONYMS)}
    count = 0
    for kind, real in FILES:
        content = example(kind, real)
        right = {(kind, real), *((kind, content_type) for kind, content_type, to in SYNONYMS if to == real)}
        for other_kind, content_type in pairs - right:
            with pytest.raises(Rejected, match="wrong_type"):
                render(tmp_path, other_kind, content_type, content)
            count += 1
    assert count > 200

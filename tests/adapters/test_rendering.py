"""The real child, with its limits; and what it answers, in this process."""

from pathlib import Path

import pytest

from app.adapters import rendering
from app.adapters.renderer import Renderer
from app.core.ports import Rejected
from tests.support import media, recordings
from tests.support.renditions import canaries_in, left_in, write

MB = 1024**2


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return tmp_path / "original"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "variants"
    path.mkdir()
    return path


@pytest.mark.slow
async def test_a_photo_and_a_film_are_rendered_by_a_child(tmp_path: Path, folder: Path) -> None:
    renderer = Renderer()
    for kind, content_type, content, names in (
        ("photo", "image/jpeg", media.jpeg(gps=(48.5, 2.5)), ["large.webp", "small.webp", "thumb.webp"]),
        ("video", "video/mp4", recordings.mp4(gps=(48.5, 2.5)), ["poster.webp", "thumb.webp", "video.mp4"]),
        ("document", "application/pdf", media.pdf(), []),
    ):
        output, original = folder / kind, tmp_path / kind
        output.mkdir()
        original.write_bytes(content)
        rendition = await renderer.render(kind, content_type, original, output)
        assert rendition.content_type == content_type
        assert sorted(path.name for path in output.iterdir()) == names
        assert {variant.path for variant in rendition.variants} == set(output.iterdir())
        assert not any(canaries_in(path.read_bytes()) for path in output.iterdir())
        assert kind == "document" or (rendition.latitude, rendition.longitude) == (48.5, 2.5)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "unreadable"),
        (media.truncated(media.jpeg(400, 300)), "unreadable"),
        (media.html(), "wrong_type"),
        (media.png(400, 300), "wrong_type"),
    ],
)
async def test_a_rejected_file_leaves_nothing_behind(content: bytes, reason: str, original: Path, folder: Path) -> None:
    write(original, content)
    with pytest.raises(Rejected) as refusal:
        await Renderer().render("photo", "image/jpeg", original, folder)
    assert (refusal.value.reason, left_in(folder)) == (reason, [])


@pytest.mark.slow
async def test_a_picture_that_takes_too_much_memory_is_too_costly(original: Path, folder: Path) -> None:
    write(original, media.png_of_zeros(6300, 6300))
    with pytest.raises(Rejected, match="too_costly"):
        await Renderer(memory=300 * MB).render("photo", "image/png", original, folder)
    assert left_in(folder) == []
    await Renderer().render("photo", "image/png", original, folder)


@pytest.mark.slow
async def test_a_picture_that_takes_too_long_is_too_costly(original: Path, folder: Path) -> None:
    write(original, media.png_of_zeros(6300, 6300))
    with pytest.raises(Rejected, match="too_costly"):
        await Renderer(seconds=0.3).render("photo", "image/png", original, folder)
    assert left_in(folder) == []


def test_a_full_disk_is_not_the_fault_of_the_file(original: Path, folder: Path) -> None:
    original.write_bytes(media.jpeg(400, 300))
    (folder / "large.webp").symlink_to("/dev/full")
    answer = rendering.answer("photo", "image/jpeg", original, folder)
    assert answer["rejected"] is None
    assert str(answer["cause"]).startswith("OSError in ")


def test_an_answer_never_quotes_the_file(original: Path, folder: Path) -> None:
    original.write_bytes(media.truncated(media.jpeg(400, 300)))
    answer = rendering.answer("photo", "image/jpeg", original, folder)
    assert answer["rejected"] == "unreadable"
    assert str(answer["cause"]).startswith("OSError in ImageFile.py:")
    original.write_bytes(media.html())
    assert rendering.answer("photo", "image/jpeg", original, folder) == {"rejected": "wrong_type", "cause": None}

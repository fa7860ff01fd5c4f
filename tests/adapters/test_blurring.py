"""What is under a rectangle is in no variant; what is beside it stays, however the photo lies."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.Image import Transpose

from app.adapters import rendering
from app.core.ports import Box, Rendition
from tests.adapters.test_images import HOW_IT_LIES
from tests.support.media import PHOTOS, photo, saved, scene
from tests.support.renditions import bytes_of, picture_of

VARIANTS = ("large", "small", "thumb")
WIDE = (1024, 512)  # pixels; parts of it are exact fractions
FACE = (256, 128, 768, 384)  # with the two pixels around it
BOX: Box = (258 / 1024, 130 / 512, 766 / 1024, 382 / 512)
CELL = 128  # pixels of it that become one


def rendered(folder: Path, content: bytes, *boxes: Box, kind: str = "PNG") -> Rendition:
    folder.mkdir()
    (folder / "original").write_bytes(content)
    return rendering.render("photo", PHOTOS[kind], folder / "original", folder, boxes)


def somebody_else(picture: Image.Image) -> Image.Image:
    """Other pixels in each part of the face, of the same mean."""
    copy = picture.copy()
    for left in range(FACE[0], FACE[2], CELL):
        for top in range(FACE[1], FACE[3], CELL):
            cell = (left, top, left + CELL, top + CELL)
            copy.paste(picture.crop(cell).transpose(Transpose.ROTATE_180), cell)
    return copy


def squares(width: int = 800, height: int = 600) -> Image.Image:
    """Forty black and white squares in each row, which every variant shows."""
    small = Image.new("L", (40, 40 * height // width))
    small.putdata([255 * ((n % small.width + n // small.width) % 2) for n in range(small.width * small.height)])
    return small.resize((width, height), Image.Resampling.NEAREST).convert("RGB")


def contrast(picture: Image.Image, box: Box) -> float:
    """Within the box, but for its edge."""
    left, top, right, bottom = (round(n * side) for n, side in zip(box, picture.size * 2, strict=True))
    return ImageStat.Stat(picture.convert("L").crop((left + 4, top + 4, right - 4, bottom - 4))).stddev[0]


def test_nobody_under_a_rectangle_is_told_from_anybody_else(tmp_path: Path) -> None:
    first_picture = scene(*WIDE)
    contents = [saved(picture, "PNG") for picture in (first_picture, somebody_else(first_picture))]
    sharp = [rendered(tmp_path / f"shown-{n}", content) for n, content in enumerate(contents)]
    assert all(bytes_of(sharp[0], name) != bytes_of(sharp[1], name) for name in VARIANTS)
    covers = [rendered(tmp_path / f"hidden-{n}", content, BOX) for n, content in enumerate(contents)]
    assert [bytes_of(covers[0], name) for name in VARIANTS] == [bytes_of(covers[1], name) for name in VARIANTS]
    assert covers[0].thumbhash == covers[1].thumbhash
    beside = ImageChops.difference(picture_of(sharp[0]), picture_of(covers[0]))
    beside.paste("black", FACE)
    assert max(ImageStat.Stat(beside).mean) < 4  # of 255: WebP encodes them anew


@pytest.mark.parametrize(("kind", "orientation"), [("JPEG", 1), *(("JPEG", n) for n in HOW_IT_LIES), ("HEIF", 6)])
def test_a_rectangle_is_where_it_is_seen(kind: str, orientation: int, tmp_path: Path) -> None:
    upright = squares()
    lies = upright.transpose(HOW_IT_LIES[orientation]) if orientation in HOW_IT_LIES else upright
    rendition = rendered(tmp_path / "made", photo(kind, lies, orientation=orientation), (0, 0, 0.5, 0.5), kind=kind)
    for name in VARIANTS:
        picture = picture_of(rendition, name)
        assert contrast(picture, (0, 0, 0.5, 0.5)) < 6, name
        beside = [(0.5, 0, 1, 0.5), (0, 0.5, 0.5, 1), (0.5, 0.5, 1, 1)]
        assert min(contrast(picture, box) for box in beside) > 80, name


@pytest.mark.parametrize(
    "boxes",
    [
        [(0.0, 0.0, 1.0, 1.0)],
        [(0.5, 0.5, 0.5000001, 0.5000001)],
        [(0.999, 0.0, 1.0, 1.0), (0.0, 0.999, 1.0, 1.0)],
        [(0.0, 0.0, 0.7, 0.7), (0.3, 0.3, 1.0, 1.0)],
    ],
)
@pytest.mark.parametrize(("size", "mode"), [((640, 480), "RGB"), ((6000, 2), "RGB"), ((1, 1), "L"), ((90, 60), "RGBA")])
def test_any_rectangle_of_any_photo_can_be_blurred(
    boxes: list[Box], size: tuple[int, int], mode: str, tmp_path: Path
) -> None:
    rendition = rendered(tmp_path / "made", saved(scene(*size).convert(mode), "PNG"), *boxes)
    assert [variant.name for variant in rendition.variants] == list(VARIANTS)

import base64
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.Image import Transpose

from app.core.ports import Rejected, Rendition
from tests.support import media
from tests.support.media import PHOTOS, corners, photo, saved
from tests.support.renditions import bytes_of, canaries_in, corners_of, picture_of, render

AS_ONE_READS = ["red", "green", "blue", "white"]
HOW_IT_LIES = {  # orientation → what makes a stored picture of an upright one
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


def rendered(folder: Path, picture: Image.Image, kind: str = "JPEG", **options: object) -> Rendition:
    return render(folder, "photo", PHOTOS[kind], saved(picture, kind, **options))


@pytest.mark.parametrize(("kind", "content_type"), PHOTOS.items())
def test_no_variant_says_anything_that_the_original_said(kind: str, content_type: str, tmp_path: Path) -> None:
    original = photo(kind, media.scene(600, 400), gps=(48.8566, 2.3522))
    assert canaries_in(original) >= 12
    rendition = render(tmp_path, "photo", content_type, original)
    assert rendition.content_type == content_type
    assert [variant.name for variant in rendition.variants] == ["large", "small", "thumb"]
    for variant in rendition.variants:
        assert canaries_in(variant.path.read_bytes()) == 0
        picture = picture_of(rendition, variant.name)
        assert (picture.format, variant.content_type) == ("WEBP", "image/webp")
        assert not picture.info.keys() & {"exif", "xmp", "icc_profile"}


@pytest.mark.parametrize(
    ("kind", "orientation"),
    [*(("JPEG", orientation) for orientation in HOW_IT_LIES), ("HEIF", 6), ("AVIF", 8), ("WEBP", 5), ("PNG", 6)],
)
def test_a_photo_is_shown_as_it_was_seen(kind: str, orientation: int, tmp_path: Path) -> None:
    picture = corners().transpose(HOW_IT_LIES[orientation])
    rendition = render(tmp_path, "photo", PHOTOS[kind], photo(kind, picture, orientation=orientation))
    assert (rendition.width, rendition.height) == (800, 600)
    assert [corners_of(picture_of(rendition, name)) for name in ("large", "small", "thumb")] == [AS_ONE_READS] * 3


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((4000, 3000), [(1600, 1200), (800, 600), (320, 240)]),
        ((1700, 3001), [(906, 1600), (453, 800), (181, 320)]),
        ((500, 1000), [(500, 1000), (400, 800), (160, 320)]),
        ((200, 100), [(200, 100)] * 3),
        ((6000, 2), [(1600, 1), (800, 1), (320, 1)]),
        ((1, 1), [(1, 1)] * 3),
    ],
)
def test_a_variant_fits_and_is_never_enlarged(
    size: tuple[int, int], sizes: list[tuple[int, int]], tmp_path: Path
) -> None:
    rendition = rendered(tmp_path, corners(*size))
    assert (rendition.width, rendition.height) == size
    assert [(variant.width, variant.height) for variant in rendition.variants] == sizes
    assert [picture_of(rendition, name).size for name in ("large", "small", "thumb")] == sizes


def test_each_size_is_scaled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scaling a picture to its own size changes nothing, and took a tenth of the whole work."""
    scales, resize = list[float](), Image.Image.resize

    def note(
        self: Image.Image, size: tuple[int, int], resample: int, box: tuple[float, float, float, float], **options: Any
    ) -> Image.Image:
        scales.append((box[2] - box[0]) / size[0])
        return resize(self, size, resample, box, **options)

    monkeypatch.setattr(Image.Image, "resize", note)
    rendered(tmp_path, Image.new("RGB", (2000, 1500), "teal"))
    assert scales == pytest.approx([1.25] * 2 + [2] * 2 + [2.5] * 2 + [10] * 2)  # in halves; the last for the thumbhash


def test_colours_are_those_that_the_profile_means(tmp_path: Path) -> None:
    plain = rendered(tmp_path, corners(), icc_profile=media.icc())
    assert corners_of(picture_of(plain)) == AS_ONE_READS
    green = rendered(tmp_path, corners(), icc_profile=media.icc(swapped=True))
    assert corners_of(picture_of(green)) == ["green", "red", "blue", "white"]


@pytest.mark.parametrize("mode", ["CMYK", "RGB", "L"])
def test_a_profile_that_does_not_fit_costs_nothing(mode: str, tmp_path: Path) -> None:
    for profile in (b"no profile", media.icc() if mode != "RGB" else b""):
        rendition = rendered(tmp_path, corners().convert(mode), icc_profile=profile)
        assert corners_of(picture_of(rendition))[3] == "white"


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_what_is_transparent_stays_so(mode: str, tmp_path: Path) -> None:
    picture = corners(mode="RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 400, 300))
    for profile in (None, media.icc()):
        large = picture_of(rendered(tmp_path, picture.convert(mode), "PNG", icc_profile=profile))
        assert large.mode == "RGBA"
        assert (large.getpixel((9, 9)), large.getpixel((790, 9))) == ((0, 0, 0, 0), (0, 255, 1, 255))


def test_what_is_not_transparent_carries_no_transparency(tmp_path: Path) -> None:
    assert picture_of(rendered(tmp_path, corners(mode="RGBA"), "PNG")).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_few_colours_are_enough(mode: str, tmp_path: Path) -> None:
    picture = Image.new("L", (400, 300), 128).convert("I").point(lambda value: value * 256) if mode == "I;16" else None
    large = picture_of(rendered(tmp_path, picture.convert(mode) if picture else corners().convert(mode), "PNG"))
    assert large.mode == "RGB"
    if picture:
        assert large.getpixel((9, 9)) == pytest.approx((128, 128, 128), abs=2)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_what_moves_the_first_picture_is_kept(kind: str, tmp_path: Path) -> None:
    rendition = render(tmp_path, "photo", PHOTOS[kind], media.animated(kind))
    assert corners_of(picture_of(rendition)) == ["red"] * 4


def test_the_second_picture_that_phones_hide_in_a_jpeg_is_left_out(tmp_path: Path) -> None:
    content = saved(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (800, 600), "blue")])
    rendition = render(tmp_path, "photo", "image/jpeg", content)
    assert (rendition.content_type, corners_of(picture_of(rendition))) == ("image/jpeg", AS_ONE_READS)


def test_a_thumbhash_shows_before_the_picture_does(tmp_path: Path) -> None:
    rendition = rendered(tmp_path, Image.new("RGB", (640, 480), "red"))
    assert rendition.thumbhash is not None
    header = int.from_bytes(base64.b64decode(rendition.thumbhash, validate=True)[:3], "little")
    lightness, yellow, red = header & 63, header >> 6 & 63, header >> 12 & 63
    assert (lightness, yellow, red) == (21, 47, 63)


def test_too_many_pixels_are_refused_before_they_are_read(tmp_path: Path) -> None:
    for width, height in ((8001, 5000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)):
        with pytest.raises(Rejected, match="too_large"):
            render(tmp_path, "photo", "image/png", media.png_that_says(width, height))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
@pytest.mark.parametrize(("kind", "content_type"), PHOTOS.items())
def test_a_truncated_file_is_rejected(kind: str, content_type: str, share: float, tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="unreadable"):
        render(tmp_path, "photo", content_type, media.truncated(saved(media.scene(400, 300), kind), share))


def test_what_follows_a_picture_is_left_out(tmp_path: Path) -> None:
    rendition = render(tmp_path, "photo", "image/jpeg", media.jpeg_and_zip())
    assert all(b"index.html" not in bytes_of(rendition, variant.name) for variant in rendition.variants)

"""Photos, by Pillow. Imported only in the child process: files are untrusted.

A variant is encoded from pixels alone, so no metadata of the original can remain in it.
"""

import base64
import math
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from itertools import chain, pairwise, product
from pathlib import Path
from typing import Any, NamedTuple

import thumbhash

# Named plugins: to find an unknown format, Pillow would import all forty plugins.
from PIL import Image, ImageChops, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Resampling, Transpose

from app.adapters import exif
from app.core.ports import Box, Rejected, Rendition, VariantFile

PIXELS = 40_000_000
PHOTO = {"large": 1600, "small": 800, "thumb": 320}  # pixels of the longer side; each is made from the one before
SIZES = {  # of each kind of rendition
    "photo": PHOTO,
    "preview": {name: PHOTO[name] for name in ("small", "thumb")},
    "enlargement": {"large": PHOTO["large"]},
}
POSTER = {"poster": 1280, "thumb": 320}
QUALITY = 80
EFFORT = 2  # of 6: half the time of 4, for files that are 4 % larger
LARGEST_EFFORT = 1  # two thirds of the time of 2, for files that are 10 % larger: it is the last to be ready
LEFT = 4  # pixels of the longer side of a blurred box: 16 colours identify no face
EDGE = 2  # pixels around a box, into which scaling spreads its content
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
SIDEWAYS = {5, 6, 7, 8}
THREADS = 2  # fixed: each thread's stack counts against the memory limit
SCALING = Resampling.BICUBIC  # two thirds of the time of LANCZOS; once encoded, an SSIM of 0.964 where that has 0.968
ROUNDING = 1  # of 255: what is lost between two profiles of the same colours
COLOURS = Image.frombytes("RGB", (216, 1), bytes(chain(*product(range(0, 256, 51), repeat=3))))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class Pictures(NamedTuple):
    """What is made of a photo: its sizes, and the boxes that none of them shows."""

    sizes: Mapping[str, int] = PHOTO
    boxes: Sequence[Box] = ()


WHOLE = Pictures()


def render(container: str, content_type: str, original: Path, folder: Path, pictures: Pictures = WHOLE) -> Rendition:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", DecompressionBombWarning)
        try:
            return _render(container, content_type, original, folder, pictures)
        except (DecompressionBombWarning, DecompressionBombError) as error:
            raise Rejected("too_large") from error


def save(picture: Image.Image, sizes: Mapping[str, int], folder: Path) -> tuple[tuple[VariantFile, ...], str]:
    """Save the picture, which is pixels alone, in these sizes, the largest first, and never enlarged.

    Return the files, and its thumbhash.
    """
    with ThreadPoolExecutor(THREADS) as threads:  # the largest is half of the work: the others are made beside it
        tasks = list[Future[VariantFile]]()
        for name, side in sizes.items():
            picture = _shrink(picture, side) if max(picture.size) > side else picture
            tasks.append(threads.submit(_encode, picture, name, folder, EFFORT if tasks else LARGEST_EFFORT))
        thumbhash = _hash_of(picture)
    return tuple(task.result() for task in tasks), thumbhash


def _encode(picture: Image.Image, name: str, folder: Path, effort: int) -> VariantFile:
    path = folder / f"{name}.webp"
    picture.save(path, "WEBP", quality=QUALITY, method=effort)
    return VariantFile(name, path, "image/webp", *picture.size)


def _hash_of(picture: Image.Image) -> str:
    """Return a thumbhash, in base64. Transparent pictures are put on white, as the encoder fails on them."""
    small = _shrink(picture, 32).convert("RGBA")  # a thumbhash has at most 7 waves a side: more pixels add nothing
    paper = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
    return base64.b64encode(bytes(thumbhash.rgba_to_thumb_hash(*paper.size, paper.tobytes()))).decode()


def _render(container: str, content_type: str, original: Path, folder: Path, pictures: Pictures) -> Rendition:
    side = max(pictures.sizes.values())
    with _open(container, original) as picture:
        width, height = picture.size
        if isinstance(picture, JpegImagePlugin.JpegImageFile):
            picture.draft(None, fitting(picture.size, side))
        picture.load()
        turn = exif.orientation(picture)
        icc = picture.info.get("icc_profile") or b""
        largest = _blur(_turn(_to_srgb(_shrink(_plain(picture), side), icc), turn), pictures.boxes)
        lived_at, place = exif.lived_at(picture), exif.place(picture)
    if turn in SIDEWAYS:
        width, height = height, width
    variants, thumbhash = save(largest, pictures.sizes, folder)
    return Rendition(variants, content_type, width, height, None, thumbhash, lived_at, *place)


def _open(container: str, original: Path) -> Image.Image:
    _import_decoder(container)
    Image.MAX_IMAGE_PIXELS = PIXELS
    return Image.open(original, formats=[container])


def _import_decoder(container: str) -> None:
    """Import what few photos need, and takes as long as decoding one of the others."""
    if container == "heif":
        import_module("pillow_heif").register_heif_opener(decode_threads=THREADS)
    elif container == "avif":
        plugin: Any = import_module("PIL.AvifImagePlugin")
        plugin.DEFAULT_MAX_THREADS = THREADS


def fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrink(picture: Image.Image, side: int) -> Image.Image:
    """Return a picture of pixels alone, that fits.

    The upper and the lower half are shrunk side by side; a line between them is as without halves.
    """
    width, height = fitting(picture.size, side)
    shrunk = Image.new(picture.mode, (width, height), color=None)
    if picture.size == shrunk.size:
        shrunk.paste(picture)
        return shrunk
    scale = picture.height / height

    def shrink(edges: tuple[int, int]) -> None:
        top, bottom = edges
        box = (0, top * scale, picture.width, min(bottom * scale, picture.height))
        half = picture.resize((width, bottom - top), SCALING, box, reducing_gap=1)
        shrunk.paste(half, (0, top))

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(shrink, pairwise((0, height // 2, height) if height > 1 else (0, height))))
    return shrunk


def _plain(picture: Image.Image) -> Image.Image:
    """Convert to a mode that can be resized without loss."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")  # `convert` alone would clip, not scale
    if picture.mode in {"RGB", "RGBA", "CMYK", "L"} and "transparency" not in picture.info:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _to_srgb(picture: Image.Image, icc: bytes) -> Image.Image:
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")  # no transparency
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    with suppress(ImageCms.PyCMSError, OSError):  # none, a broken one, or for another mode: colours stay approximate
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        if picture.mode != "RGB" or _is_other(profile):
            transform = ImageCms.buildTransform(profile, SRGB, picture.mode, mode)
            picture = ImageCms.applyTransform(picture, transform) or picture
    return picture if picture.mode == mode else picture.convert(mode)


def _is_other(profile: ImageCms.ImageCmsProfile) -> bool:
    """Most profiles are sRGB itself: a look at few colours spares a tenth of the whole work."""
    transform = ImageCms.buildTransform(profile, SRGB, "RGB", "RGB", flags=ImageCms.Flags.NOOPTIMIZE)
    difference = ImageChops.difference(COLOURS, ImageCms.applyTransform(COLOURS, transform) or COLOURS)
    return max(difference.tobytes()) > ROUNDING


def _turn(picture: Image.Image, orientation: int) -> Image.Image:
    return picture.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else picture


def _blur(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Reduce each box to the means of a few parts, and spread these over it: nothing else of the box remains."""
    for left, top, right, bottom in boxes:
        across, down = _pixels(left, right, picture.width), _pixels(top, bottom, picture.height)
        box = (across[0], down[0], across[1], down[1])
        part = picture.crop(box)
        few = part.resize(fitting(part.size, min(LEFT, max(1, max(part.size) // 8))), Resampling.BOX)
        picture.paste(few.resize(part.size, Resampling.BILINEAR), box)
    return picture


def _pixels(start: float, end: float, length: int) -> tuple[int, int]:
    """Return the pixels that a box touches, from the first to beyond the last."""
    return max(0, math.floor(start * length) - EDGE), min(length, math.ceil(end * length) + EDGE)

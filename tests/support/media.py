"""Files as phones make them, and as nobody should: pictures and documents. Films and sounds are in recordings.py.

Every place that can hold words about the author says CANARY.
"""

import struct
import zlib
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from zipfile import ZipFile

import pillow_heif
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener()
CANARY = "canari-des-mines-4d7e"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description dc:creator="{CANARY}"/></x:xmpmeta>'.encode()
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">IBBBH", len(CANARY) + 5, 0x1C, 2, 80, len(CANARY))
PHOTOS = {"JPEG": "image/jpeg", "HEIF": "image/heic", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}
Place = tuple[float, float]


@lru_cache(maxsize=8)
def scene(width: int, height: int) -> Image.Image:
    """Draw patches of colour under grain, as hard to encode as a photo."""
    patches = [Image.effect_noise((width // 64 + 2, height // 64 + 2), 120) for _ in "RGB"]
    grain = Image.merge("RGB", [Image.effect_noise((width, height), 40)] * 3)
    return Image.blend(Image.merge("RGB", patches).resize((width, height)), grain, 0.15)


def corners(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Draw red, green, blue and white corners, from the top left as one reads."""
    small = Image.new(mode, (2, 2), "white")
    for at, colour in {(0, 0): "red", (1, 0): "lime", (0, 1): "blue"}.items():
        small.paste(colour, (*at, at[0] + 1, at[1] + 1))
    return small.resize((width, height), Image.Resampling.NEAREST)


def exif(lived_at: datetime | None = None, gps: Place | None = None, orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[Base.Orientation] = orientation
    for tag in (Base.Make, Base.Model, Base.Software, Base.Artist, Base.Copyright, Base.ImageDescription):
        tags[tag] = CANARY
    tags[Base.XPComment] = CANARY.encode("utf-16-le")
    details = tags.get_ifd(IFD.Exif)
    details[Base.MakerNote] = details[Base.UserComment] = CANARY.encode()
    details[Base.BodySerialNumber] = details[Base.CameraOwnerName] = CANARY
    if lived_at:
        details[Base.DateTimeOriginal] = lived_at.strftime("%Y:%m:%d %H:%M:%S")
        if lived_at.tzinfo:
            details[Base.OffsetTimeOriginal] = lived_at.isoformat()[-6:]
    if gps:
        tags.get_ifd(IFD.GPSInfo).update(_gps(*gps))
    return tags.tobytes()


@lru_cache  # littlecms writes the time into it: what is made a second later would be another file
def icc(*, swapped: bool = False) -> bytes:
    """Return an sRGB profile with a canary after it. Swapped, its red is green and its green is red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY.encode()
    if swapped:
        profile = profile.replace(b"rXYZ", b"....", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"....", b"gXYZ", 1)
    return struct.pack(">I", len(profile)) + profile[4:]


def jpeg(
    width: int = 880,
    height: int = 660,
    *,
    lived_at: datetime | None = None,
    gps: Place | None = None,
    orientation: int = 1,
) -> bytes:
    """Return a JPEG as a phone's camera makes it."""
    return photo("JPEG", scene(width, height), lived_at=lived_at, gps=gps, orientation=orientation)


def heic(
    width: int = 800,
    height: int = 600,
    *,
    lived_at: datetime | None = None,
    gps: Place | None = None,
    orientation: int = 1,
) -> bytes:
    """Return a HEIC as an iPhone makes it."""
    return photo("HEIF", scene(width, height), lived_at=lived_at, gps=gps, orientation=orientation)


def png(width: int = 800, height: int = 600) -> bytes:
    return photo("PNG", scene(width, height))


def webp(width: int = 800, height: int = 600) -> bytes:
    return photo("WEBP", scene(width, height))


def avif(width: int = 800, height: int = 600) -> bytes:
    return photo("AVIF", scene(width, height))


def photo(
    kind: str,
    picture: Image.Image,
    *,
    lived_at: datetime | None = None,
    gps: Place | None = None,
    orientation: int = 1,
) -> bytes:
    """Return a photo of that kind with all the metadata that it can carry, and a canary after its end."""
    metadata: dict[str, object] = {"exif": exif(lived_at, gps, orientation), "icc_profile": icc()}
    extra: dict[str, dict[str, object]] = {
        "PNG": {"pnginfo": _words()},
        "JPEG": {"comment": CANARY, "quality": 90},
        "AVIF": {"speed": 10},
        "HEIF": {"enc_params": {"preset": "ultrafast"}},
    }
    content = saved(picture, kind, **metadata, **extra.get(kind, {}), xmp=XMP)
    if kind == "JPEG":
        segment = IPTC + CANARY.encode() + b"\0"
        content = content[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + content[2:]
    return content if kind == "HEIF" else content + CANARY.encode()


def animated(kind: str) -> bytes:
    """Return an animation of that kind: red first, then blue."""
    red, blue = (Image.new("RGB", (400, 300), colour) for colour in ("red", "blue"))
    return saved(red, kind, save_all=True, append_images=[blue], duration=100)


def pdf() -> bytes:
    return saved(scene(400, 300), "PDF", title=CANARY, author=CANARY)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def truncated(whole: bytes, share: float = 0.5) -> bytes:
    return whole[: int(len(whole) * share)]


def png_of_zeros(width: int, height: int) -> bytes:
    """Return a PNG that is small until it is read: then 8 bytes for each pixel."""
    row, packer = bytes(1 + 8 * width), zlib.compressobj(1)
    pixels = b"".join([packer.compress(row) for _ in range(height)] + [packer.flush()])
    return png_that_says(width, height, pixels)


def png_that_says(width: int, height: int, pixels: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def html() -> bytes:
    return b"<!doctype html><script>alert(document.domain)</script>"


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'


def zipped() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("index.html", html())
    return buffer.getvalue()


def jpeg_and_zip() -> bytes:
    """Return a JPEG for readers from its beginning, and a ZIP for readers from its end."""
    return jpeg(400, 300) + zipped()


def _words() -> PngInfo:
    words = PngInfo()
    words.add_text("Author", CANARY)
    words.add_text("Comment", CANARY, zip=True)
    words.add_itxt("Title", CANARY, "fr", "Titre")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return words


def _gps(latitude: float, longitude: float) -> dict[int, object]:
    return {
        GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
        GPS.GPSLatitude: _sexagesimal(abs(latitude)),
        GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
        GPS.GPSLongitude: _sexagesimal(abs(longitude)),
        GPS.GPSProcessingMethod: CANARY.encode(),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return int(degrees), int(minutes), round(minutes % 1 * 60, 4)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

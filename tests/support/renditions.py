"""What is made of a media file, in this process; and what one looks for in it."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from app.adapters import rendering
from app.core.ports import Rendition
from tests.support.media import CANARY


def render(folder: Path, kind: str, content_type: str, content: bytes) -> Rendition:
    original, output = folder / "original", folder / "made"
    original.write_bytes(content)
    output.mkdir(exist_ok=True)
    return rendering.render(kind, content_type, original, output)


def write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def left_in(folder: Path) -> list[Path]:
    """List what is left in the folder."""
    return list(folder.iterdir())


def bytes_of(rendition: Rendition, name: str) -> bytes:
    return next(variant.path for variant in rendition.variants if variant.name == name).read_bytes()


def picture_of(rendition: Rendition, name: str = "large") -> Image.Image:
    return Image.open(BytesIO(bytes_of(rendition, name)))


def canaries_in(content: bytes) -> int:
    return sum(content.count(CANARY.encode(encoding)) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def corners_of(picture: Image.Image) -> list[str]:
    """Return the colours of the corners, from the top left as one reads."""
    right, bottom = picture.width - 10, picture.height - 10
    image = picture.convert("RGB")
    return [_name(image.getpixel(at)) for at in ((9, 9), (right, 9), (9, bottom), (right, bottom))]


def _name(colour: object) -> str:
    assert isinstance(colour, tuple)
    names = {(True, False, False): "red", (False, True, False): "green", (False, False, True): "blue"}
    return names.get(tuple(band > 127 for band in colour), "white")

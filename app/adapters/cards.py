"""Pictures for previews of links: a part of a photo, as a JPEG, which every service reads. Only for the child."""

from pathlib import Path

from PIL import Image, ImageOps, JpegImagePlugin, WebPImagePlugin  # noqa: F401  as in images.py
from PIL.Image import Resampling

from app.core.cards import card_size
from app.core.ports import Rendition, VariantFile

QUALITY = 82
HEADROOM = (0.5, 0.4)  # where the part is cut out: people stand in the upper half


def render(container: str, content_type: str, original: Path, folder: Path) -> Rendition:
    """Cut the card out of a variant of a photo, which is upright and has no metadata."""
    with Image.open(original, formats=[container]) as picture:
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture.convert("RGB"), mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    card = ImageOps.fit(paper, card_size(*paper.size), Resampling.LANCZOS, centering=HEADROOM)
    path = folder / "card.jpg"
    card.save(path, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    file = VariantFile("card", path, "image/jpeg", *card.size)
    return Rendition((file,), content_type, *card.size, None, None, None, None, None)

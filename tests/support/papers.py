"""Documents as whoever holds the paper reads them: their words, and what their QR codes say."""

from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image
from pypdf import PdfReader

SCALE = 150 / 72  # dots of a phone's camera, by points of the paper


def words_of(document: bytes) -> str:
    """Return all words, with plain blanks."""
    pages = PdfReader(BytesIO(document)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def pages_of(document: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(document) as pages:
        return [page.render(scale=SCALE).to_pil() for page in pages]


def codes_of(document: bytes) -> list[str]:
    """Return the texts of the QR codes, from top to bottom."""
    found = [
        (number, code.position.top_left.y, code.text)
        for number, picture in enumerate(pages_of(document))
        for code in zxingcpp.read_barcodes(picture)
    ]
    return [text for *_, text in sorted(found)]

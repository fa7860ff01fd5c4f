"""PDF files: checked, never opened. They have no variants, since only the owner is served them."""

from pathlib import Path

from app.core.ports import Rejected, Rendition

TAIL = 2048  # the trailer should be in the last kilobyte; real files have blanks after it


def render(_container: str, content_type: str, original: Path, _folder: Path) -> Rendition:
    with original.open("rb") as file:
        version = file.read(8)
        file.seek(-min(TAIL, original.stat().st_size), 2)
        tail = file.read()
    if version[5:7] not in {b"1.", b"2."} or b"startxref" not in tail or b"%%EOF" not in tail:
        raise Rejected("unreadable")
    return Rendition((), content_type, None, None, None, None, None, None, None)

"""The child process that sets one document: `python -m app.adapters.typesetting`, started by pdf.py."""

import json
import shutil
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import typst

from app.adapters.rendering import AWAITED, confine

FOLDER = Path(__file__).parent
LARGEST = 20 * 1024 * 1024  # bytes of a document
PIXELS = 144  # per inch, of a PNG
ACCESSIBLE: Final = "ua-1"  # requires tags, a title, a language and a description of each picture
QUALITY = 82  # of a JPEG, which a PDF holds as it is


def main(arguments: list[str]) -> None:
    """Write `document.pdf` or a picture into the folder, which is all that the document can read."""
    seconds, memory, template, form, place = arguments
    confine(float(seconds), int(memory), LARGEST, niceness=AWAITED)
    folder = Path(place)
    source = folder / "document.typ"
    shutil.copyfile(FOLDER / "layouts" / f"{template}.typ", source)
    for photo in folder.glob("*.webp"):
        _to_jpeg(photo)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FOLDER / "fonts"])

    def compiler(n: int) -> typst.Compiler:
        return typst.Compiler(source, folder, fonts, sys_inputs={"draft": str(n)})

    limits = json.loads((folder / "pages.json").read_text())
    n = choose(limits, lambda n: int(json.loads(compiler(n).query("<pages>", field="value", one=True))))
    output = folder / f"document.{form}"
    if form == "pdf":
        compiler(n).compile(output=output, pdf_standards=[ACCESSIBLE])
    else:
        picture: Literal["png", "svg"] = "png" if form == "png" else "svg"
        compiler(n).compile(output=output, format=picture, ppi=PIXELS)


def choose(limits: Sequence[Sequence[int]], pages: Callable[[int], int]) -> int:
    """Choose the first draft of a group that stays within its limit, of the first group that has one; or else the last.

    `limits`: group and pages of each draft. Of a group, each draft has at most as many pages as the one before. A draft
    alone is not tried.
    """
    groups = [list(group) for _, group in groupby(range(len(limits)), key=lambda n: limits[n][0])]
    for group in groups if len(limits) > 1 else ():
        limit = limits[group[-1]][1]
        if pages(group[-1]) <= limit:
            return group[bisect_left(group, True, key=lambda n: pages(n) <= limit)]  # noqa: FBT003  called at once
    return len(limits) - 1


def _to_jpeg(picture: Path) -> None:
    from PIL import Image  # noqa: PLC0415  many documents have no picture

    with Image.open(picture) as image:
        image.convert("RGB").save(picture.with_suffix(".jpg"), "JPEG", quality=QUALITY)


if __name__ == "__main__":
    main(sys.argv[1:])

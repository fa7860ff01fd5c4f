"""The child process that sets one document: `python -m app.adapters.typesetting`, started by pdf.py."""

import shutil
import sys
from pathlib import Path
from typing import Final, Literal

import typst

from app.adapters.rendering import confine

FOLDER = Path(__file__).parent
LARGEST = 20 * 1024 * 1024  # bytes of a document
PIXELS = 144  # per inch, of a PNG
ACCESSIBLE: Final = "ua-1"  # requires tags, a title, a language and a description of each picture


def main(arguments: list[str]) -> None:
    """Write `document.pdf` or a picture into the folder, which is all that the document can read."""
    seconds, memory, template, form, folder = arguments
    confine(float(seconds), int(memory), LARGEST)
    source = Path(folder, "document.typ")
    shutil.copyfile(FOLDER / "layouts" / f"{template}.typ", source)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FOLDER / "fonts"])
    path = str(Path(folder, f"document.{form}"))
    if form == "pdf":
        typst.compile(str(source), path, root=folder, font_paths=fonts, pdf_standards=[ACCESSIBLE])
    else:
        picture: Literal["png", "svg"] = "png" if form == "png" else "svg"
        typst.compile(str(source), path, root=folder, font_paths=fonts, format=picture, ppi=PIXELS)


if __name__ == "__main__":
    main(sys.argv[1:])

import io

import segno


def picture(words: str) -> bytes:
    """Return an SVG, black on white, readable from a printed page."""
    drawing = io.BytesIO()
    code = segno.make(words, error="m", micro=False)
    code.save(drawing, kind="svg", scale=8, border=4, light="#fff", omitsize=True)
    return drawing.getvalue()

"""Lines drawn by hand: outlines, skylines, blades of grass, and capitals in chalk or pencil."""

import math
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from app.seed.scenery.light import Frame, Point, near, scaled

# On a grid four wide and six high, from the top left: a point is two digits, a space lifts the pen.
STROKES = {
    "A": "062046 1333",
    "B": "0006 002031322303 032334352606",
    "C": "4130100105163645",
    "E": "40000646 0333",
    "G": "41301001051636454323",
    "I": "2026",
    "L": "000646",
    "M": "0600234046",
    "N": "06004640",
    "R": "06002031322303 2346",
    "S": "413010010213334445361605",
    "T": "0040 2026",
    "U": "000516364540",
    "V": "002640",
    "0": "20100105163645413020",
    "1": "112026",
    "2": "01103041420646",
    "3": "01103041423323 23334445361605",
    "4": "300444 3236",
    "7": "004016",
    ",": "2516",
    "/": "4006",
    "+": "2125 0343",
}
WIDTHS = {"I": 0.55, "1": 0.7, ",": 0.5, " ": 0.6}


def write(picture: Image.Image, frame: Frame, words: str, start: Point, hand: tuple[float, float]) -> None:
    """Onto a mask. `start` is the top left; `hand`: how tall a letter is, and how wide the pen."""
    draw, (x, y), (tall, pen) = ImageDraw.Draw(picture), start, hand
    step = tall / 6
    for letter in words:
        for stroke in STROKES.get(letter, "").split():
            grid = zip(stroke[::2], stroke[1::2], strict=True)
            points = [(x + int(across) * step * 0.9, y + int(down) * step) for across, down in grid]
            line(draw, frame, rounded([_shaken(frame, point, step / 7) for point in points]), pen)
        x += 5.4 * step * WIDTHS.get(letter, 1)
        y += frame.dice.gauss(0, step / 6)


def line(draw: ImageDraw.ImageDraw, frame: Frame, points: Sequence[Point], pen: float) -> None:
    """Onto a mask, with round ends."""
    draw.line(frame.at(*points), fill=255, width=frame.wide(pen), joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse(frame.box(x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)


def rounded(points: Sequence[Point], times: int = 2) -> list[Point]:
    """Corners cut (Chaikin): no hand turns on the spot."""
    curve = list(points)
    for _ in range(times):
        sides = pairwise(curve)
        cut = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in sides for share in (0.25, 0.75)]
        curve = [curve[0], *cut, curve[-1]]
    return curve


def pebble(frame: Frame, centre: Point, radii: Point, jitter: float, points: int = 14) -> list[Point]:
    """An outline, in pixels: between a circle and a box."""
    outline = []
    for step in range(points):
        turn = 2 * math.pi * (step + frame.dice.uniform(-0.25, 0.25)) / points
        reach = (1 + frame.dice.uniform(-jitter, jitter)) / max(abs(math.cos(turn)), abs(math.sin(turn))) ** 0.6
        outline.append((centre[0] + radii[0] * reach * math.cos(turn), centre[1] + radii[1] * reach * math.sin(turn)))
    return frame.at(*outline)


def land(frame: Frame, level: float, swing: float, rough: float = 0.5) -> list[Point]:
    """The outline, in pixels, of all that is under a skyline."""
    waves = [(frame.dice.uniform(0, 7), 3.74 * 2.1**octave, swing * rough**octave) for octave in range(7)]
    skyline = [
        (x, level + sum(tall * math.sin(start + x / 1000 * often) for start, often, tall in waves))
        for x in range(0, 1011, 4)
    ]
    return frame.at(*skyline, (1010, frame.height), (0, frame.height))


def grass(picture: Image.Image, frame: Frame, foot: float, tall: float, blades: int) -> None:
    """Into the picture itself, those behind first and darker."""
    draw = ImageDraw.Draw(picture)
    for number in range(blades):
        x, lean = frame.dice.uniform(-20, 1020), frame.dice.gauss(0, tall / 4)
        reach = tall * frame.dice.uniform(0.2, 1) ** 1.4
        blade = rounded([(x, foot), (x + lean / 4, foot - reach * 0.6), (x + lean, foot - reach)])
        colour = scaled(near(frame.dice, (132, 142, 66), 34), 0.45 + 0.55 * number / blades)
        draw.line(frame.at(*blade), fill=colour, width=frame.wide(frame.dice.uniform(1.5, 4.5)))


def _shaken(frame: Frame, point: Point, by: float) -> Point:
    return point[0] + frame.dice.gauss(0, by), point[1] + frame.dice.gauss(0, by)

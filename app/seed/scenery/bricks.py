"""An arch of bricks that carries itself."""

import math

from PIL import Image, ImageChops, ImageDraw

from app.seed.scenery.light import (
    Colour,
    Frame,
    Point,
    add,
    blur,
    clouds,
    colours,
    dab,
    darken,
    develop,
    dim,
    focus,
    glow,
    gradient,
    near,
    ramp,
    relief,
    shade,
    sweep,
    tones,
)

BEYOND = ((0.0, (236, 242, 238)), (0.45, (206, 220, 176)), (0.7, (140, 160, 92)), (1.0, (196, 178, 140)))
CLAY: tuple[Colour, ...] = ((164, 84, 60), (178, 98, 70), (148, 74, 56), (186, 112, 82), (136, 78, 64))
TALL, WIDE, JOINT = 36, 104, 5  # of a brick


def arch(frame: Frame) -> Image.Image:
    """Seen from inside, the day behind it, the wood that held it just taken away."""
    middle, spring, radius = 500, 0.56 * frame.height, frame.dice.choice((236, 292))
    picture = shade(gradient(frame.size, *BEYOND), tones(clouds(frame, 90, octaves=4), 128, 60))
    picture = blur(picture, 16 * frame.unit)
    for _ in range(50):
        place = (frame.dice.uniform(150, 850), frame.dice.uniform(0.1, 0.6) * frame.height)
        dab(picture, frame, place, frame.dice.uniform(14, 42), ((252, 252, 232), 80))
    wall, solid = _bricks(frame, (middle, spring), radius)
    heights = add(blur(solid, 1.8 * frame.unit).convert("F"), clouds(frame, 14, octaves=5, rough=0.8), 16)
    wall = shade(shade(wall, relief(heights, 0.6)), tones(clouds(frame, 220), 122, 26))
    wall = shade(wall, sweep(frame, 25, 150, 92))
    hole = _opening(frame, (middle, spring), radius)
    light = dim(blur(hole, 60 * frame.unit), 0.28)
    wall = Image.composite(ImageChops.screen(wall, frame.plain((120, 110, 90))), wall, light)
    depth = _opening(frame, (middle + 30, spring + 6), radius - 8)
    reveal = darken(shade(wall, tones(clouds(frame, 20), 96, 18)), dim(hole, 0.3), (40, 24, 18))
    picture.paste(reveal, mask=ImageChops.subtract(hole, depth))
    picture.paste(wall, mask=ImageChops.invert(blur(hole, 1)))
    soil = colours(tones(clouds(frame, 60, stretch=2), 128, 50), (110, 92, 74), (196, 172, 138))
    floor = ramp(frame, (0, 0), (0.93, 0), (0.94, 255), (1, 255))
    picture.paste(shade(soil, sweep(frame, 0, 150, 70)), mask=floor)
    sharp = glow(frame, (middle, spring - radius), 900, 330)
    return develop(focus(picture, sharp, 6 * frame.unit), frame, warmth=0.03, contrast=1.15)


def _bricks(frame: Frame, centre: Point, radius: float) -> tuple[Image.Image, Image.Image]:
    """All in place, and the mask of all that is not a joint."""
    wall = colours(tones(clouds(frame, 30), 140, 30), (150, 140, 126), (206, 196, 180))
    solid, ring = frame.mask(), radius + WIDE + JOINT
    paint, cut, around = ImageDraw.Draw(wall), ImageDraw.Draw(solid), wall.copy()
    for row in range(int(frame.height / TALL) + 1):
        for number in range(-1, int(1000 / WIDE) + 2):
            left, top = (
                (number + 0.5 * (row % 2)) * WIDE + frame.dice.gauss(0, 1),
                row * TALL + frame.dice.gauss(0, 0.7),
            )
            box = frame.box(left, top, left + WIDE - JOINT, top + TALL - JOINT)
            paint.rectangle(box, fill=near(frame.dice, frame.dice.choice(CLAY), 18))
            cut.rectangle(box, fill=255)
    disc = _opening(frame, centre, ring, legs=False)
    wall.paste(around, mask=disc)
    solid.paste(0, mask=disc)
    total = round(math.pi * (radius + WIDE / 2) / TALL) | 1  # odd: there is a keystone
    for number in range(total):
        wedge = _wedge(frame, centre, (radius + 2, ring - JOINT), (number, total))
        paint.polygon(wedge, fill=near(frame.dice, frame.dice.choice(CLAY), 18))
        cut.polygon(wedge, fill=255)
    return wall, solid


def _wedge(frame: Frame, centre: Point, radii: Point, which: tuple[int, int]) -> list[Point]:
    (number, total), corners = which, []
    for turn, radius in ((0, radii[0]), (0, radii[1]), (1, radii[1]), (1, radii[0])):
        gap = JOINT / 2 / radius * (1 if turn == 0 else -1)
        angle = math.pi + (number + turn) * math.pi / total + gap + frame.dice.gauss(0, 0.003)
        corners.append((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)))
    return frame.at(*corners)


def _opening(frame: Frame, centre: Point, radius: float, *, legs: bool = True) -> Image.Image:
    mask, (x, y) = frame.mask(), centre
    draw = ImageDraw.Draw(mask)
    draw.pieslice(frame.box(x - radius, y - radius, x + radius, y + radius), 180, 360, fill=255)
    if legs:
        draw.rectangle(frame.box(x - radius, y, x + radius, frame.height), fill=255)
    return mask

"""Things that lie before you: on a table, on a wall that is being built."""

import math

from PIL import Image, ImageChops, ImageDraw

from app.seed.scenery import pen
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
    near,
    pin,
    relief,
    scaled,
    shade,
    sweep,
    tones,
)

MEASURES: tuple[tuple[Point, ...], ...] = (
    ((190, 150), (650, 146)),
    ((190, 138), (190, 164)),
    ((650, 134), (650, 160)),
    ((140, 200), (138, 560)),
    ((126, 200), (154, 200)),
    ((126, 560), (152, 560)),
)


def planks(frame: Frame, colour: Colour, boards: int) -> Image.Image:
    """Wood, its grain from left to right."""
    fibres = clouds(frame, 12, stretch=30, octaves=6, rough=0.75)
    rings = tones(add(fibres, clouds(frame, 90, stretch=7, octaves=3), 1.4), 128, 40)
    wood = shade(colours(rings, scaled(colour, 0.6), scaled(colour, 1.4)), relief(fibres, 22, (0, -1)))
    for number in range(1, boards):
        y = number * frame.height / boards + frame.dice.uniform(-8, 8)
        seam = frame.at((0, y), (1000, y + 2))
        ImageDraw.Draw(wood).line(seam, fill=scaled(colour, 0.33), width=frame.wide(5))
    return wood


def sketch(frame: Frame) -> Image.Image:
    """A terrace with its measures, in pencil on squared paper; the pencil beside it."""
    h = frame.height
    sheet = frame.of(800, 620)
    paper = shade(sheet.plain((244, 241, 232)), tones(clouds(sheet, 300), 128, 8))
    for number in range(1, 46):
        for line in (((number * 24, 0), (number * 24, sheet.height)), ((0, number * 24), (1000, number * 24))):
            ImageDraw.Draw(paper).line(sheet.at(*line), fill=(186, 200, 222), width=sheet.wide(1.5))
    speckle = tones(clouds(sheet, 6, octaves=2, rough=1), 215, 60)
    for drawn, colour in ((_terrace(sheet), (62, 62, 72)), (_extension(sheet), (196, 58, 48))):
        paper.paste(colour, mask=ImageChops.multiply(blur(drawn, 0.7), speckle))
    corners = frame.at((118, 0.1 * h), (915, 0.05 * h), (1000, 0.9 * h), (40, 0.96 * h))
    picture = _under(planks(frame, (120, 84, 54), 3), frame, corners, (9, 14))
    pin(picture, shade(paper, relief(clouds(sheet, 420, octaves=2), 34)), corners)
    picture = _pencil(picture, frame, (560, 0.97 * h), (960, 0.56 * h))
    picture = shade(picture, sweep(frame, 60, 158, 88))
    return develop(focus(picture, glow(frame, (480, 0.5 * h), 900, 330), 6 * frame.unit), frame, warmth=0.04)


def _terrace(sheet: Frame) -> Image.Image:
    lead = sheet.mask()
    draw = ImageDraw.Draw(lead)
    for _ in range(2):
        box = ((190, 200), (650, 196), (652, 560), (188, 562), (191, 196))
        pen.line(draw, sheet, [(x + sheet.dice.gauss(0, 2), y + sheet.dice.gauss(0, 2)) for x, y in box], 4.5)
    for line in MEASURES:
        pen.line(draw, sheet, line, 3.2)
    for words, start, hand in (
        ("4,20", (350, 74), (52, 5)),
        ("3,10", (20, 350), (44, 4.5)),
        ("MUR", (360, 585), (40, 4)),
    ):
        pen.write(lead, sheet, words, start, hand)
    return lead


def _extension(sheet: Frame) -> Image.Image:
    red = sheet.mask()
    pen.line(ImageDraw.Draw(red), sheet, [(652, 198), (806, 196), (808, 562), (652, 560)], 5)
    for step in range(15):
        pen.line(ImageDraw.Draw(red), sheet, [(660, 226 + step * 24), (798, 200 + step * 24)], 2.6)
    pen.write(red, sheet, "+1 M", (668, 100), (58, 6))
    return red


def _under(picture: Image.Image, frame: Frame, corners: list[Point], fall: Point) -> Image.Image:
    """The shadow of a thing with these corners, in pixels, that falls so far."""
    shadow, (x, y) = frame.mask(), frame.at(fall)[0]
    ImageDraw.Draw(shadow).polygon([(left + x, top + y) for left, top in corners], fill=205)
    return darken(picture, blur(shadow, 11 * frame.unit), (26, 16, 10))


def _pencil(picture: Image.Image, frame: Frame, start: Point, end: Point) -> Image.Image:
    long = math.dist(start, end)
    x, y = (end[0] - start[0]) / long, (end[1] - start[1]) / long

    def on(far: float, aside: float) -> Point:
        return start[0] + x * far - y * aside, start[1] + y * far + x * aside

    outline = frame.at(on(0, -17), on(long - 70, -17), on(long, 0), on(long - 70, 17), on(0, 17))
    picture = _under(picture, frame, outline, (10, 16))
    draw = ImageDraw.Draw(picture)
    for low, high, colour in ((-17, -6, (238, 190, 62)), (-6, 6, (214, 158, 40)), (6, 17, (150, 100, 24))):
        side = on(0, low), on(long - 70, low), on(long - 62, (low + high) / 2), on(long - 70, high), on(0, high)
        draw.polygon(frame.at(*side), fill=colour)
    draw.polygon(frame.at(on(long - 72, -17), on(long, 0), on(long - 72, 17)), fill=(222, 184, 142))
    draw.polygon(frame.at(on(long - 20, -5), on(long, 0), on(long - 20, 5)), fill=(48, 46, 50))
    return picture


def slate(frame: Frame) -> Image.Image:
    """A number of the lotto, written so that everybody in the room can read it."""
    h = frame.height
    cloth = frame.plain((226, 218, 204))
    checks = ImageDraw.Draw(cloth, "RGBA")
    for number in range(-2, 22):
        for stripe in ((number * 96, 0, number * 96 + 48, h), (0, number * 96, 1000, number * 96 + 48)):
            checks.rectangle(frame.box(*stripe), fill=(176, 52, 44, 96))
    cloth = shade(shade(cloth, relief(clouds(frame, 4, octaves=2, rough=1), 14)), tones(clouds(frame, 240), 128, 22))
    board = frame.of(760, 560)
    face = colours(tones(clouds(board, 200), 118, 40), (36, 40, 42), (70, 74, 74))
    face = shade(face, relief(clouds(board, 30, stretch=6), 10, (0, -1)))
    face.paste((226, 226, 220), mask=tones(clouds(board, 200, stretch=2), 12, 21))
    chalk = board.mask()
    for _ in range(2):
        pen.write(chalk, board, "27", (250, 130), (440, 34))
    dusty = tones(clouds(board, 9, octaves=4, rough=0.8), 206, 50)
    face.paste((240, 239, 232), mask=ImageChops.multiply(blur(chalk, 2.2), dusty))
    rim = frame.at((112, 0.085 * h), (914, 0.05 * h), (972, 0.935 * h), (50, 0.955 * h))
    picture = _under(cloth, frame, rim, (12, 20))
    pin(picture, shade(planks(board, (176, 132, 84), 1), sweep(board, 40, 150, 110)), rim)
    pin(picture, face, frame.at((150, 0.13 * h), (880, 0.1 * h), (930, 0.88 * h), (95, 0.9 * h)))
    picture = shade(picture, sweep(frame, 35, 166, 92))
    return develop(focus(picture, glow(frame, (500, 0.5 * h), 960, 330), 7 * frame.unit), frame, warmth=0.05)


def soup(frame: Frame) -> Image.Image:
    """A bowl of soup, still hot, and a spoon."""
    centre = (470, 0.5 * frame.height)
    picture = planks(frame, (150, 110, 74), 4)
    for size, fall, strength in ((345, 26, 0.58), (320, 12, 0.42)):
        under = _disc(frame, (centre[0] + fall, centre[1] + fall), size)
        picture = darken(picture, dim(blur(under, 20 * frame.unit), strength), (30, 18, 10))
    rim, well, inner = (_disc(frame, centre, size) for size in (330, 286, 262))
    china = shade(frame.plain((232, 228, 220)), sweep(frame, 45, 168, 92))
    picture.paste(shade(china, relief(blur(rim, 18 * frame.unit).convert("F"), 0.9, (-3, -3))), mask=blur(rim, 1.4))
    picture.paste(shade(frame.plain((214, 208, 198)), sweep(frame, 45, 84, 170)), mask=blur(well, 2 * frame.unit))
    picture.paste(_broth(frame, centre), mask=blur(inner, 2 * frame.unit))
    lip = ImageChops.offset(blur(inner, 10 * frame.unit), frame.wide(14), frame.wide(14))
    picture = darken(picture, dim(blur(ImageChops.subtract(inner, lip), 5 * frame.unit), 0.6), (90, 40, 12))
    picture = shade(_spoon(picture, frame), sweep(frame, 45, 160, 86))
    steam = ImageChops.multiply(
        tones(clouds(frame, 240, octaves=4), 24, 32), glow(frame, (430, 0.34 * frame.height), 420)
    )
    picture.paste((255, 250, 240), mask=steam)
    return develop(focus(picture, glow(frame, centre, 860, 330), 8 * frame.unit), frame, warmth=0.06)


def _broth(frame: Frame, centre: Point) -> Image.Image:
    swirls = tones(add(clouds(frame, 130), clouds(frame, 20, octaves=3), 0.3), 128, 34)
    broth = shade(colours(swirls, (190, 92, 26), (232, 144, 52)), relief(clouds(frame, 80, octaves=4), 34))
    for step in range(400):
        turn, far = step / 26 + 0.4 * math.sin(step / 9), 60 + step / 2.6
        at = (centre[0] + far * math.cos(turn) + frame.dice.gauss(0, 3), centre[1] + far * math.sin(turn) * 0.9)
        dab(broth, frame, at, frame.dice.uniform(8, 15), ((248, 222, 176), 90))
    for _ in range(70):
        turn, far = frame.dice.uniform(0, 6.3), 225 * math.sqrt(frame.dice.random())
        at, size = (centre[0] + far * math.cos(turn), centre[1] + far * math.sin(turn)), frame.dice.uniform(3, 12)
        leaf = pen.pebble(frame, at, (size, size * 0.6), 0.5, 8)
        ImageDraw.Draw(broth).polygon(leaf, fill=near(frame.dice, (70, 106, 40), 22))
    return broth


def _disc(frame: Frame, centre: Point, radius: float) -> Image.Image:
    mask, (x, y) = frame.mask(), centre
    around = frame.box(x - radius, y - radius * 0.94, x + radius, y + radius * 0.94)
    ImageDraw.Draw(mask).ellipse(around, fill=255)
    return mask


def _spoon(picture: Image.Image, frame: Frame) -> Image.Image:
    body, h = frame.mask(), frame.height
    draw = ImageDraw.Draw(body)
    draw.ellipse(frame.box(858, 0.17 * h, 938, 0.36 * h), fill=255)
    draw.polygon(frame.at((890, 0.34 * h), (906, 0.34 * h), (914, 0.9 * h), (882, 0.9 * h)), fill=255)
    draw.ellipse(frame.box(880, 0.87 * h, 916, 0.93 * h), fill=255)
    under = ImageChops.offset(blur(body, 7 * frame.unit), frame.wide(14), frame.wide(14))
    picture = darken(picture, dim(under, 0.6), (30, 18, 10))
    metal = shade(frame.plain((178, 176, 172)), relief(blur(body, 7 * frame.unit).convert("F"), 2.4, (-2, -2)))
    picture.paste(shade(metal, sweep(frame, 20, 190, 70)), mask=blur(body, 1.3))
    return picture

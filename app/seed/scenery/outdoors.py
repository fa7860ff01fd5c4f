"""Land and sky."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageOps

from app.seed.scenery import pen
from app.seed.scenery.light import (
    Frame,
    Point,
    Stop,
    blur,
    brighten,
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
    scaled,
    shade,
    sweep,
    tones,
)

Stops = tuple[Stop, ...]
DUSK: Stops = ((0, (74, 98, 146)), (0.35, (176, 160, 178)), (0.55, (246, 190, 142)), (0.7, (255, 216, 164)))
DAWN: Stops = ((0, (92, 132, 178)), (0.5, (192, 200, 206)), (0.85, (252, 214, 168)), (1, (255, 226, 182)))
NOON: Stops = ((0, (96, 146, 200)), (0.6, (176, 204, 224)), (1, (232, 236, 230)))
NIGHT: Stops = ((0, (20, 28, 52)), (1, (66, 74, 104)))
LEAFY: Stops = ((0, (214, 226, 190)), (0.5, (132, 160, 82)), (1, (58, 82, 38)))


def hills(frame: Frame) -> Image.Image:
    """Hill behind hill, when the sun has nearly gone."""
    h = frame.height
    picture = _sky(frame, DUSK, 0.62)
    picture = brighten(picture, glow(frame, (680, 0.4 * h), 520, 210), (255, 166, 96))
    picture = brighten(picture, glow(frame, (680, 0.4 * h), 52, 1500), (255, 236, 196))
    ridges = (
        (0.42, 24, (206, 160, 146)),
        (0.48, 34, (164, 122, 120)),
        (0.57, 40, (108, 86, 86)),
        (0.69, 46, (52, 46, 42)),
    )
    for level, swing, colour in ridges:
        body = frame.mask()
        ImageDraw.Draw(body).polygon(pen.land(frame, level * h, swing, 0.42), fill=255)
        picture.paste(shade(frame.plain(colour), tones(clouds(frame, 40, stretch=3), 128, 18)), mask=blur(body, 1.2))
        haze = ramp(frame, (0, 0), (level, 0), (level + 0.13, 84), (level + 0.22, 0), (1, 0))
        picture.paste((246, 192, 150), mask=ImageChops.multiply(body, haze))
    meadow = picture.copy()
    pen.grass(meadow, frame, 1.02 * h, 0.17 * h, 1500)
    picture = darken(meadow, ramp(frame, (0, 0), (0.8, 60), (0.86, 178), (1, 214)), (26, 20, 18))
    sharp = ramp(frame, (0, 255), (0.8, 255), (1, 60))
    return develop(focus(picture, sharp, 6 * frame.unit), frame, warmth=0.03, contrast=1.12)


def river(frame: Frame) -> Image.Image:
    """The Loire, low in its sands, at first light."""
    h, line = frame.height, 0.47
    picture = brighten(_sky(frame, DAWN, line), glow(frame, (340, line * h), 560, 190), (255, 180, 116))
    for level, swing, colour in ((0.447, 9, (150, 142, 146)), (0.457, 7, (88, 90, 84))):
        ImageDraw.Draw(picture).polygon(pen.land(frame, level * h, swing, 0.7), fill=colour)
    above = picture.crop((0, 0, frame.size[0], round(line * frame.size[1])))
    water = ImageOps.flip(above).resize((frame.size[0], frame.size[1] - above.size[1]))
    picture.paste(blur(water, 3 * frame.unit), (0, above.size[1]))
    ripples = relief(clouds(frame, 9, stretch=9, octaves=4, rough=0.7), 80, (0, -1.5))
    wet = ramp(frame, (0, 0), (line, 0), (line + 0.01, 80), (1, 255))
    picture = Image.composite(shade(picture, ripples), picture, wet)
    for y, left, right, tall in ((0.035, 120, 560, 9), (0.1, 520, 1100, 20), (0.22, -120, 400, 34)):
        picture = _sand(picture, frame, (left, right), ((line + y) * h, tall))
    picture = shade(picture, ramp(frame, (0, 128), (line, 132), (1, 84)))
    reeds = picture.copy()
    pen.grass(reeds, frame, 1.03 * h, 0.42 * h, 150)
    picture = Image.blend(picture, darken(reeds, ramp(frame, (0, 0), (0.6, 60), (1, 190)), (26, 24, 18)), 0.92)
    sharp = ramp(frame, (0, 120), (0.4, 255), (0.8, 255), (1, 90))
    return develop(focus(picture, sharp, 6 * frame.unit), frame, warmth=0.02)


def _sky(frame: Frame, stops: Stops, share: float) -> Image.Image:
    """Down to a share of the height; of its last colour below."""
    sky = frame.plain(stops[-1][1])
    sky.paste(gradient((frame.size[0], round(frame.size[1] * share)), *stops))
    veils = tones(clouds(frame, 150, stretch=5, octaves=6), 110, 90).point(lambda tone: max(0, tone - 110) * 2)
    high = ImageChops.multiply(veils, ramp(frame, (0, 184), (share, 48), (1, 0)))
    return Image.composite(frame.plain((255, 226, 206)), sky, high)


def _sand(picture: Image.Image, frame: Frame, across: Point, level: Point) -> Image.Image:
    (left, right), (middle, tall), bank = across, level, frame.mask()
    swell = [math.sin(math.pi * step / 40) for step in range(41)]
    upper = [(left + (right - left) * n / 40, middle - tall * s**0.6) for n, s in enumerate(swell)]
    lower = [(right - (right - left) * n / 40, middle + tall * 0.5 * s) for n, s in enumerate(swell)]
    ImageDraw.Draw(bank).polygon(frame.at(*upper, *lower), fill=255)
    damp = ImageChops.offset(bank, 0, frame.wide(tall * 0.4))
    picture = darken(picture, dim(blur(damp, 3 * frame.unit), 0.5), (88, 74, 62))
    sand = colours(tones(clouds(frame, 60, stretch=4), 128, 40), (150, 124, 98), (226, 196, 156))
    picture.paste(sand, mask=blur(bank, 1.2))
    return picture


def straw(frame: Frame) -> Image.Image:
    """Straw in the light of one lamp, at three in the morning."""
    picture, total = frame.plain((34, 22, 12)), 5200
    draw = ImageDraw.Draw(picture)
    for number in range(total):
        x, y = frame.dice.uniform(-60, 1060), frame.dice.uniform(-40, frame.height + 40)
        turn, half, bend = frame.dice.uniform(0, math.pi), frame.dice.uniform(20, 95), frame.dice.gauss(0, 9)
        along, down = half * math.cos(turn), half * math.sin(turn)
        stalk = [(x, y), (x + along + bend, y + down - bend), (x + 2 * along, y + 2 * down)]
        colour = scaled(near(frame.dice, (226, 184, 104), 34), 0.25 + 0.75 * (number / total) ** 1.5)
        wide = frame.dice.uniform(2, 6)
        shadow = [(x + wide * 0.7, y + wide * 0.9) for x, y in stalk]
        draw.line(frame.at(*shadow), fill=scaled(colour, 0.33), width=frame.wide(wide))
        draw.line(frame.at(*stalk), fill=colour, width=frame.wide(wide))
    lamp, h = (360, 0.32 * frame.height), frame.height
    lit = Image.composite(picture, frame.plain((8, 6, 8)), glow(frame, (380, 0.36 * h), 880, 340))
    lit = brighten(lit, glow(frame, lamp, 460, 110), (255, 200, 120))
    picture = focus(lit, glow(frame, (420, 0.42 * h), 760, 330), 7 * frame.unit)
    return develop(picture, frame, warmth=0.1, contrast=1.25, noise=6)


def field(frame: Frame) -> Image.Image:
    """Young wheat on the plain, with weeds to count between the rows."""
    h, line = frame.height, 0.3
    picture = _sky(frame, NOON, line)
    heap = tones(clouds(frame, 190, stretch=2.2, octaves=6), 118, 84).point(lambda tone: max(0, tone - 120) * 3)
    picture.paste((255, 255, 252), mask=ImageChops.multiply(heap, ramp(frame, (0, 255), (line, 120), (1, 0))))
    ImageDraw.Draw(picture).polygon(pen.land(frame, line * h, 6, 0.7), fill=(92, 110, 82))
    soil = shade(frame.plain((136, 104, 76)), relief(clouds(frame, 12, rough=0.85), 46))
    soil = shade(soil, tones(clouds(frame, 160), 128, 26))
    picture.paste(soil, mask=ramp(frame, (0, 0), (line + 0.01, 0), (line + 0.02, 255), (1, 255)))
    draw = ImageDraw.Draw(picture)
    for step in range(90):
        depth = (step / 89) ** 2.1
        y = line * h + 6 + (1.04 - line) * h * depth
        for row in range(-60, 61):
            x = 520 + row * (7 + 150 * depth) + frame.dice.gauss(0, 1 + 10 * depth)
            _tuft(draw, frame, (x, y), 4 + 62 * depth)
    picture = shade(picture, sweep(frame, 30, 140, 112))
    sharp = ramp(frame, (0, 70), (0.45, 150), (0.62, 255), (0.85, 255), (1, 60))
    return develop(focus(picture, sharp, 8 * frame.unit), frame, warmth=0.04)


def _tuft(draw: ImageDraw.ImageDraw, frame: Frame, foot: Point, tall: float) -> None:
    if not -60 < foot[0] < 1060:  # noqa: PLR2004  out of sight
        return
    for number in range(round(3 + tall / 12)):
        lean, reach = frame.dice.gauss(0, tall * 0.34), tall * frame.dice.uniform(0.5, 1)
        blade = [foot, (foot[0] + lean * 0.4, foot[1] - reach * 0.7), (foot[0] + lean, foot[1] - reach)]
        colour = scaled(near(frame.dice, (116, 148, 74), 26), 0.6 + 0.06 * number)
        draw.line(frame.at(*blade), fill=colour, width=frame.wide(tall / 15))


def pitch(frame: Frame) -> Image.Image:
    """A football pitch under floodlights, seen from the touchline."""
    h, line = frame.height, 0.36
    picture = frame.plain((46, 90, 42))
    for number in range(-12, 13, 2):
        feet = [(430 + (number + step) * 420, 1.1 * h) for step in (0, 1)]
        ImageDraw.Draw(picture).polygon(frame.at((430, (line - 0.02) * h), *feet), fill=(54, 104, 48))
    turf = shade(picture, relief(clouds(frame, 7, octaves=4, rough=0.9), 40, (0.6, -1.4)))
    picture = Image.composite(turf, picture, ramp(frame, (0, 0), (line, 0), (line + 0.1, 90), (1, 255)))
    picture.paste(gradient((frame.size[0], round(line * frame.size[1])), *NIGHT))
    trees = frame.mask()
    ImageDraw.Draw(trees).polygon(pen.land(frame, (line - 0.03) * h, 12, 0.75), fill=255)
    picture.paste(
        (16, 22, 26), mask=ImageChops.multiply(trees, ramp(frame, (0, 255), (line, 255), (line + 0.003, 0), (1, 0)))
    )
    chalk = frame.mask()
    ImageDraw.Draw(chalk).polygon(
        frame.at((-30, 0.8 * h), (1030, 0.655 * h), (1030, 0.69 * h), (-30, 0.86 * h)), fill=255
    )
    worn = ImageChops.multiply(blur(chalk, 3 * frame.unit), tones(clouds(frame, 10, octaves=4, rough=0.9), 190, 70))
    picture.paste((226, 236, 220), mask=worn)
    picture = focus(picture, ramp(frame, (0, 0), (0.5, 30), (0.7, 255), (0.86, 255), (1, 20)), 11 * frame.unit)
    for x, y, size in (
        (120, 0.09, 30),
        (168, 0.087, 30),
        (216, 0.085, 29),
        (780, 0.13, 22),
        (818, 0.13, 22),
        (856, 0.131, 22),
    ):
        dab(picture, frame, (x, y * h), size, ((255, 252, 236), 2000))
        picture = brighten(picture, glow(frame, (x, y * h), 300, 70), (190, 206, 240))
    return develop(picture, frame, warmth=-0.01, noise=5)


def garden(frame: Frame) -> Image.Image:
    """Leaves against the light, in a shared garden."""
    h = frame.height
    picture = shade(gradient(frame.size, *LEAFY), tones(clouds(frame, 130, octaves=3), 128, 80))
    picture = blur(picture, 20 * frame.unit)
    for _ in range(46):
        place = (frame.dice.uniform(0, 1000), frame.dice.uniform(0, 0.6) * h)
        dab(picture, frame, place, frame.dice.uniform(20, 54), ((250, 248, 214), 64))
    for number in range(46):
        depth = number / 46
        stem = (frame.dice.uniform(-60, 1060), (0.36 + 0.7 * depth) * h)
        _leaf(picture, frame, stem, frame.dice.uniform(90, 210), abs(depth - 0.62) * 24)
    picture = brighten(picture, glow(frame, (180, 0.02 * h), 760, 150), (255, 236, 160))
    return develop(picture, frame, warmth=0.03, contrast=1.2)


def _leaf(picture: Image.Image, frame: Frame, stem: Point, size: float, away: float) -> None:
    """Into the picture itself; `away` from what is in focus."""
    little, body = frame.of(1.6 * size, 1.6 * size), frame.of(1.6 * size, 1.6 * size).mask()
    rim = [(step / 12, 0.34 * math.sin(math.pi * (step / 12) ** 0.8)) for step in range(13)]
    outline = [(200 + 600 * x, 500 + 600 * y) for x, y in rim] + [(200 + 600 * x, 500 - 600 * y) for x, y in rim[::-1]]
    ImageDraw.Draw(body).polygon(little.at(*outline), fill=255)
    leaf = shade(little.plain(near(frame.dice, (92, 134, 52), 22)), sweep(little, 60, 166, 92))
    veins = ImageDraw.Draw(leaf)
    for x, wide in rim[1:10]:
        for y in (500 - 540 * wide, 500 + 540 * wide):
            veins.line(little.at((200 + 600 * x, 500), (290 + 600 * x, y)), fill=(150, 178, 96), width=little.wide(9))
    veins.line(little.at((200, 500), (800, 500)), fill=(168, 190, 112), width=little.wide(16))
    turn, soft = frame.dice.uniform(30, 150), max(0.7, away * frame.unit)
    leaf, body = (blur(item.rotate(turn), soft) for item in (leaf, body))
    left, top = (round(value) for value in frame.at((stem[0] - 0.8 * size, stem[1] - 0.8 * size))[0])
    picture.paste((24, 38, 14), (left, top + frame.wide(16)), dim(blur(body, 12 * frame.unit), 0.4))
    picture.paste(leaf, (left, top), body)

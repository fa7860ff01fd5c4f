"""A building site: blocks, stones, chalk and tape."""

from PIL import Image, ImageChops, ImageDraw

from app.seed.scenery import pen
from app.seed.scenery.light import (
    Colour,
    Frame,
    Point,
    add,
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
    pin,
    ramp,
    relief,
    shade,
    sweep,
    tones,
)

EVENING = ((0.0, (104, 140, 186)), (0.3, (188, 186, 190)), (0.46, (250, 208, 150)), (1.0, (250, 222, 176)))
SUMMER = ((0.0, (186, 212, 224)), (0.16, (216, 226, 196)), (0.32, (116, 138, 70)), (1.0, (74, 96, 44)))
MIST = ((0.0, (188, 196, 204)), (0.6, (214, 212, 206)), (1.0, (148, 136, 120)))
OCHRE: tuple[Colour, ...] = ((196, 170, 126), (178, 150, 108), (206, 186, 148), (160, 138, 104), (188, 172, 146))


def block_wall(frame: Frame) -> Image.Image:
    """A wall of breeze blocks that runs away into the evening, with the mason's line along its top."""
    h = frame.height
    picture = gradient(frame.size, *EVENING)
    ImageDraw.Draw(picture).polygon(pen.land(frame, 0.5 * h, 24), fill=(88, 84, 62))
    picture = blur(picture, 18 * frame.unit)
    soil = colours(tones(clouds(frame, 120, stretch=3), 120, 46), (96, 74, 52), (206, 172, 126))
    picture.paste(soil, mask=ramp(frame, (0, 0), (0.58, 0), (0.63, 255), (1, 255)))
    shadow = frame.mask()
    foot = frame.at((-120, 0.9 * h), (965, 0.63 * h), (1040, 0.69 * h), (200, 1.15 * h))
    ImageDraw.Draw(shadow).polygon(foot, fill=205)
    picture = darken(picture, blur(shadow, 16 * frame.unit), (58, 44, 38))
    wall = frame.of(1500, 560)
    corners = frame.at((-120, 0.13 * h), (965, 0.45 * h), (965, 0.655 * h), (-120, 1.04 * h))
    pin(picture, shade(courses(wall, 6), sweep(wall, 90, 108, 152)), corners)
    sharp = sweep(frame, 90, 0, 255).point(lambda tone: max(0, round(255 - max(0, abs(tone - 80) - 50) * 2.1)))
    picture = focus(picture, sharp, 9 * frame.unit)
    _string(picture, frame, (-20, 0.116 * h), (975, 0.446 * h))
    picture = brighten(picture, glow(frame, (1010, 0.43 * h), 700, 150), (255, 168, 96))
    return develop(picture, frame, warmth=0.04)


def courses(frame: Frame, rows: int) -> Image.Image:
    """Breeze blocks, straight on, lit from the upper left."""
    picture = colours(tones(clouds(frame, 60), 150, 24), (104, 98, 90), (166, 158, 146))
    solid, tall = frame.mask(), frame.height / rows
    paint, cut, joint = ImageDraw.Draw(picture), ImageDraw.Draw(solid), 0.025 * tall
    for row in range(rows):
        for number in range(int(400 / tall) + 3):
            left = (number - (0.25 if row % 2 else 0.75)) * 2.5 * tall + frame.dice.gauss(0, 1.2)
            top = row * tall + frame.dice.gauss(0, 0.8)
            box = frame.box(left + joint, top + joint, left + 2.5 * tall - joint, top + tall - joint)
            paint.rectangle(box, fill=near(frame.dice, (166, 163, 156), 13))
            cut.rounded_rectangle(box, radius=4 * frame.unit, fill=255)
    picture = shade(picture, tones(clouds(frame, 240), 124, 22))
    heights = add(blur(solid, 1.6 * frame.unit).convert("F"), clouds(frame, 9, octaves=3, rough=0.9), 22)
    picture = shade(picture, relief(heights, 0.55))
    holes = ImageChops.multiply(tones(clouds(frame, 5, octaves=2, rough=1), -120, 260), solid)
    return darken(picture, dim(holes, 0.5), (76, 72, 68))


def chalk_wall(frame: Frame) -> Image.Image:
    """The recipe of a concrete, written in chalk on rendering."""
    h = frame.height
    render = colours(tones(clouds(frame, 300), 128, 40), (128, 120, 110), (182, 174, 162))
    render = shade(render, relief(add(clouds(frame, 26, rough=0.7), clouds(frame, 160), 2), 26))
    chalk = frame.mask()
    for number, words in enumerate(("1 CIMENT", "2 SABLE", "3 GRAVIER", "1/2 EAU")):
        start = (130 + frame.dice.uniform(-18, 18), (0.12 + 0.195 * number) * h)
        pen.write(chalk, frame, words, start, (0.115 * h, 12))
    under = pen.rounded([(130, 0.88 * h), (420, 0.892 * h), (720, 0.872 * h)])
    pen.line(ImageDraw.Draw(chalk), frame, under, 11)
    dusty = ImageChops.multiply(blur(chalk, 1.6), tones(clouds(frame, 8, octaves=3, rough=0.9), 178, 90))
    render.paste((238, 236, 228), mask=ImageChops.lighter(dusty, dim(blur(chalk, 22 * frame.unit), 0.2)))
    picture = frame.plain((120, 114, 106))
    pin(picture, render, frame.at((-90, -70), (1090, -10), (1050, 1.07 * h), (-50, 1.04 * h)))
    picture = focus(shade(picture, sweep(frame, 52, 70, 172)), glow(frame, (430, 0.45 * h), 1000), 7 * frame.unit)
    return develop(picture, frame, warmth=0.035, contrast=1.25)


def dry_stones(frame: Frame) -> Image.Image:
    """A wall of stones without mortar, in the sun, at the end of a garden."""
    h = frame.height
    picture = shade(gradient(frame.size, *SUMMER), tones(clouds(frame, 70, octaves=4), 128, 70))
    picture = blur(picture, 18 * frame.unit)
    for _ in range(60):
        place = (frame.dice.uniform(0, 1000), frame.dice.uniform(0.02, 0.26) * h)
        dab(picture, frame, place, frame.dice.uniform(16, 40), ((246, 242, 206), 56))
    stones, solid, body = picture.copy(), frame.mask(), frame.mask()
    for draw, colour in ((ImageDraw.Draw(stones), (58, 46, 34)), (ImageDraw.Draw(body), 255)):
        draw.rectangle(frame.box(0, 0.25 * h + 30, 1000, h), fill=colour)
    for outline, colour in _stones(frame, 0.25 * h):
        ImageDraw.Draw(stones).polygon(outline, fill=colour)
        ImageDraw.Draw(solid).polygon(outline, fill=255)
    bulge = add(blur(solid, 7 * frame.unit).convert("F"), blur(solid, 2.4 * frame.unit).convert("F"), 0.7)
    heights = add(bulge, clouds(frame, 34, octaves=6, rough=0.74), 30)
    lit = shade(shade(stones, relief(heights, 0.4, (-1.4, -1.6))), tones(clouds(frame, 190), 128, 26))
    lichen = ImageChops.multiply(tones(clouds(frame, 46), -90, 260), solid)
    lit = Image.composite(Image.blend(lit, frame.plain((208, 206, 180)), 0.4), lit, lichen)
    picture.paste(lit, mask=blur(ImageChops.lighter(body, solid), 0.8))
    pen.grass(picture, frame, h * 1.02, 120, 1100)
    sharp = ramp(frame, (0, 0), (0.25, 40), (0.36, 255), (0.84, 255), (1, 30))
    picture = focus(shade(picture, sweep(frame, 135, 150, 96)), sharp, 9 * frame.unit)
    return develop(picture, frame, warmth=0.06, contrast=1.2)


def _stones(frame: Frame, top: float) -> list[tuple[list[Point], Colour]]:
    stones, y = [], top
    while y < frame.height * 1.02:
        tall, x = frame.dice.uniform(46, 92), frame.dice.uniform(-90, 0)
        while x < 1010:  # noqa: PLR2004  beyond the right edge
            wide = tall * frame.dice.uniform(1.0, 2.7)
            centre = (x + wide / 2, y + tall / 2 + frame.dice.uniform(-4, 4))
            outline = pen.pebble(frame, centre, (wide * 0.46, tall * 0.455), 0.07, 18)
            stones.append((outline, near(frame.dice, frame.dice.choice(OCHRE), 24)))
            x += wide * 0.985
        y += tall * 0.96
    return stones


def scaffold(frame: Frame) -> Image.Image:
    """A scaffold in the mist, and tape across the foot of its ladder."""
    h = frame.height
    house = blur(courses(frame.of(300, 300), 9), 1).resize(frame.size)
    picture = Image.blend(gradient(frame.size, *MIST), house, 0.4)
    tubes = ImageDraw.Draw(picture)
    for level in (0.1, 0.42, 0.74):
        high, low = (level + 0.13) * h, (level + 0.19) * h
        tubes.polygon(frame.at((0, low), (1000, high), (1000, high + 17), (0, low + 24)), fill=(112, 86, 58))
        for drop, wide in ((0, 13), (0.075, 13), (0.185, 17)):
            _tube(tubes, frame, ((-10, (level + drop) * h), (1010, (level + drop * 0.75 - 0.03) * h)), wide)
    for x in (96, 452, 836):
        _tube(tubes, frame, ((x, -10), (x + 10, h + 10)), 24)
    _tube(tubes, frame, ((96, 0.62 * h), (452, 0.1 * h)), 11)
    picture = blur(picture, 5.5 * frame.unit)
    mist = tones(clouds(frame, 420, stretch=2, octaves=3), 62, 42)
    picture.paste((228, 230, 232), mask=mist)
    return develop(_tape(picture, frame), frame, warmth=-0.03, contrast=1.25)


def _tube(draw: ImageDraw.ImageDraw, frame: Frame, ends: tuple[Point, Point], wide: float) -> None:
    for share, tone in ((1, 44), (0.72, 78), (0.45, 128), (0.2, 190)):
        draw.line(frame.at(*ends), fill=(tone, tone + 4, tone + 12), width=frame.wide(wide * share))


def _tape(picture: Image.Image, frame: Frame) -> Image.Image:
    tape, body = frame.plain((240, 238, 232)), frame.mask()
    for x in range(-200, 1100, 168):
        along = [_sag(frame, x + step, 0) for step in range(0, 85, 12)]
        back = [_sag(frame, x + step - 40, 66) for step in range(84, -1, -12)]
        ImageDraw.Draw(tape).polygon(frame.at(*along, *back), fill=(206, 28, 34))
    outline = [_sag(frame, x, 0) for x in range(-20, 1040, 20)] + [_sag(frame, x, 66) for x in range(1020, -40, -20)]
    ImageDraw.Draw(body).polygon(frame.at(*outline), fill=255)
    tape = shade(tape, relief(clouds(frame, 60, stretch=0.5, octaves=4), 60, (-2, 0)))
    tape = shade(tape, ramp(frame, (0, 128), (0.6, 150), (0.7, 104), (1, 104)))
    under = ImageChops.offset(blur(body, 9 * frame.unit), 0, frame.wide(12))
    picture = darken(picture, dim(under, 0.3))
    picture.paste(tape, mask=dim(blur(body, 1.1), 0.96))
    return picture


def _sag(frame: Frame, x: float, below: float) -> Point:
    hang = 0.1 * frame.height * (1 - ((x - 520) / 560) ** 2)
    return x, 0.585 * frame.height + hang + below * (1 - 0.28 * ((x - 640) / 640) ** 2)


def _string(picture: Image.Image, frame: Frame, start: Point, end: Point) -> None:
    crisp = frame.mask()
    pen.line(ImageDraw.Draw(crisp), frame, [start, end], 3)
    soft = dim(blur(crisp, 4 * frame.unit), 0.8)
    picture.paste((255, 92, 128), mask=Image.composite(blur(crisp, 1.2), soft, sweep(frame, 90, 255, 30)))

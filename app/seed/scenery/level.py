"""The bubble of a spirit level."""

from PIL import Image, ImageChops, ImageDraw

from app.seed.scenery.light import (
    Frame,
    blur,
    clouds,
    darken,
    develop,
    dim,
    focus,
    gradient,
    near,
    pin,
    ramp,
    shade,
    sweep,
    tones,
)
from app.seed.scenery.walls import courses

YELLOW = ((0.0, (255, 222, 110)), (0.09, (250, 190, 30)), (0.12, (226, 160, 14)), (0.86, (206, 140, 8)))
EDGE = ((0.9, (246, 196, 60)), (1.0, (140, 92, 4)))
OIL = (
    (0.0, (96, 128, 10)),
    (0.12, (176, 208, 30)),
    (0.3, (244, 255, 170)),
    (0.42, (206, 238, 60)),
    (1.0, (84, 116, 8)),
)
AIR = ((0.0, (226, 244, 150)), (0.42, (250, 255, 214)), (0.62, (196, 224, 80)), (1.0, (170, 200, 50)))


def level(frame: Frame) -> Image.Image:
    """Between its two lines, on a course of blocks."""
    h = frame.height
    picture = blur(courses(frame.of(500, 375), 4), 4).resize(frame.size)
    picture = shade(picture, ramp(frame, (0, 148), (0.5, 120), (1, 96)))
    ledge = frame.of(1000, 300)
    corners = frame.at((-60, 0.66 * h), (1060, 0.6 * h), (1200, 1.04 * h), (-200, 1.1 * h))
    pin(picture, shade(courses(ledge, 1), tones(clouds(ledge, 200), 120, 20)), corners)
    shadow = frame.mask()
    foot = frame.at((-20, 0.68 * h), (1020, 0.63 * h), (1020, 0.76 * h), (-20, 0.8 * h))
    ImageDraw.Draw(shadow).polygon(foot, fill=215)
    picture = blur(darken(picture, blur(shadow, 15 * frame.unit), (34, 30, 28)), 3.4 * frame.unit)
    bar = frame.at((-40, 0.335 * h), (1040, 0.285 * h), (1040, 0.655 * h), (-40, 0.7 * h))
    pin(picture, _bubble(_bar(frame.of(1100, 330)), frame.of(1100, 330)), bar)
    sharp = sweep(frame, 90, 0, 255).point(lambda tone: max(0, 255 - max(0, abs(tone - 128) - 52) * 3))
    picture = focus(shade(picture, sweep(frame, 70, 150, 100)), sharp, 6 * frame.unit)
    return develop(picture, frame, warmth=0.03)


def _bar(bar: Frame) -> Image.Image:
    h = bar.height
    picture = shade(gradient(bar.size, *YELLOW, *EDGE), tones(clouds(bar, 12, stretch=18, octaves=4), 128, 18))
    for _ in range(70):
        x, y = bar.dice.uniform(0, 1000), bar.dice.uniform(0.1, 0.95) * h
        scratch = bar.at((x, y), (x + bar.dice.gauss(0, 26), y + bar.dice.gauss(0, 5)))
        ImageDraw.Draw(picture).line(scratch, fill=near(bar.dice, (222, 180, 90), 40))
    dust = ImageChops.multiply(tones(clouds(bar, 60), -60, 190), ramp(bar, (0, 30), (0.6, 60), (1, 220)))
    picture.paste((196, 188, 176), mask=dust)
    ImageDraw.Draw(picture).rounded_rectangle(bar.box(330, 0.2 * h, 670, 0.8 * h), 30 * bar.unit, fill=(30, 30, 32))
    glass = Image.new("L", (bar.wide(276), bar.wide(0.4 * h)), 0)
    ImageDraw.Draw(glass).rounded_rectangle(
        (0, 0, glass.size[0] - 1, glass.size[1] - 1), glass.size[1] * 0.28, fill=255
    )
    picture.paste(gradient(glass.size, *OIL), (bar.wide(362), bar.wide(0.3 * h)), glass)
    return picture


def _bubble(picture: Image.Image, bar: Frame) -> Image.Image:
    top, tall, middle = 0.3 * bar.height, 0.4 * bar.height, 501
    rim, air, shine = bar.mask(), bar.mask(), bar.mask()
    ImageDraw.Draw(rim).ellipse(bar.box(middle - 62, top + 0.06 * tall, middle + 62, top + 0.72 * tall), fill=255)
    ImageDraw.Draw(air).ellipse(bar.box(middle - 54, top + 0.1 * tall, middle + 54, top + 0.66 * tall), fill=255)
    ImageDraw.Draw(shine).ellipse(bar.box(middle - 34, top + 0.16 * tall, middle + 8, top + 0.3 * tall), fill=240)
    picture = darken(picture, dim(blur(rim, 4 * bar.unit), 0.7), (78, 106, 8))
    picture.paste(gradient(bar.size, *AIR), mask=blur(air, 3 * bar.unit))
    picture.paste((255, 255, 250), mask=blur(shine, 3 * bar.unit))
    for x in (middle - 74, middle + 72):
        ImageDraw.Draw(picture).rectangle(bar.box(x - 3, top, x + 3, top + tall), fill=(24, 28, 12))
    return picture

"""Evenings behind glass, a window on a wall, a wheel in its workshop, a screen on a desk."""

import math
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageOps

from app.seed.scenery import pen
from app.seed.scenery.light import (
    Colour,
    Frame,
    Point,
    blur,
    brighten,
    clouds,
    darken,
    develop,
    dim,
    focus,
    glow,
    gradient,
    grey,
    near,
    pin,
    relief,
    shade,
    sweep,
    tones,
)
from app.seed.scenery.tables import planks

LAMPS: tuple[Colour, ...] = ((255, 176, 84), (255, 206, 138), (255, 236, 206), (255, 92, 60), (150, 190, 255))
COLUMNS = (0, 300, 470, 640, 810, 1000)
ROWS = 13
HAVE, LACK = (190, 232, 200), (246, 186, 180)


def rain_window(frame: Frame) -> Image.Image:
    """Evening through the window of a bus, in the rain."""
    picture = gradient(frame.size, (0, (18, 24, 40)), (0.6, (48, 58, 84)), (1, (18, 24, 40)))
    behind = blur(_lamps(picture, frame, 64, (14, 52)), 3 * frame.unit)
    picture, world = ImageChops.screen(behind, frame.plain((12, 14, 18))), ImageOps.flip(ImageOps.mirror(behind))
    world = brighten(world, frame.mask().point(lambda _: 255), (44, 44, 46))
    for number in range(520):
        size = frame.dice.uniform(2, 7) if number % 6 else frame.dice.uniform(9, 24)
        at = (frame.dice.uniform(0, 1000), frame.dice.uniform(0, frame.height))
        _drop(picture, world, frame, at, size)
    return develop(picture, frame, warmth=0.02, contrast=1.2, noise=5)


def _lamps(picture: Image.Image, frame: Frame, number: int, size: Point) -> Image.Image:
    """Lights out of focus: each the round of the lens, a little brighter at its rim."""
    picture = shade(picture, tones(clouds(frame, 300, octaves=3), 128, 50))
    for _ in range(number):
        radius, strength = frame.dice.uniform(*size), frame.dice.randint(70, 190)
        x, y = frame.dice.uniform(-20, 1020), frame.dice.triangular(0.1, 0.95) * frame.height
        side, rim = frame.wide(2 * radius) + 8, frame.wide(radius / 11)
        disc = Image.new("L", (side, side), 0)
        ImageDraw.Draw(disc).ellipse((4, 4, side - 5, side - 5), fill=strength, outline=strength + 34, width=rim)
        left, top = round(x * frame.unit - side / 2), round(y * frame.unit - side / 2)
        tint = Image.new("RGB", (side, side), frame.dice.choice(LAMPS))
        under = picture.crop((left, top, left + side, top + side))
        light = ImageChops.multiply(tint, grey(blur(disc, 1.4 * frame.unit)))
        picture.paste(ImageChops.screen(under, light), (left, top))
    return picture


def _drop(picture: Image.Image, world: Image.Image, frame: Frame, at: Point, size: float) -> None:
    """Each drop is a lens: it shows what is behind it upside down, dark above and light below."""
    wide, high = frame.wide(2 * size), frame.wide(2 * size * frame.dice.uniform(1, 1.4))
    left, top = (round(value) for value in frame.at(at)[0])
    reach = (min(14 * wide, world.size[0]), min(14 * high, world.size[1]))
    x = min(max(0, world.size[0] - left - reach[0] // 2), world.size[0] - reach[0])
    y = min(max(0, world.size[1] - top - reach[1] // 2), world.size[1] - reach[1])
    seen = world.crop((x, y, x + reach[0], y + reach[1])).resize((wide, high), reducing_gap=2)
    body = Image.new("L", (4 * wide, 4 * high), 0)
    ImageDraw.Draw(body).ellipse((wide // 2, high // 2, 4 * wide - wide // 2, 4 * high - high // 2), fill=255)
    body = body.resize((wide, high))
    drop = shade(seen, Image.linear_gradient("L").resize((wide, high)).point(lambda tone: 62 + tone // 2))
    ImageDraw.Draw(drop).ellipse((wide * 0.32, high * 0.24, wide * 0.46, high * 0.34), fill=(226, 230, 240))
    picture.paste((6, 8, 12), (left, top - max(1, high // 14)), dim(body, 0.5))
    picture.paste(drop, (left, top), body)


def morning_wall(frame: Frame) -> Image.Image:
    """The sun draws a window, and the leaves before it, on the wall of a quiet room."""
    h = frame.height
    wall = shade(frame.plain((214, 190, 160)), relief(clouds(frame, 20, octaves=4, rough=0.7), 12))
    wall = shade(wall, tones(clouds(frame, 420, octaves=3), 124, 14))
    sun = frame.mask()
    for column, row in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)):
        left, top = 250 + column * 252, (0.12 + row * 0.25 - column * 0.052) * h
        right, foot = left + 232, top + 0.228 * h
        pane = frame.at((left, top), (right, top - 0.048 * h), (right, foot - 0.048 * h), (left, foot))
        ImageDraw.Draw(sun).polygon(pane, fill=255)
    for _ in range(150):
        x, y = frame.dice.gauss(690, 120), frame.dice.gauss(0.24, 0.15) * h
        leaf = pen.pebble(frame, (x, y), (frame.dice.uniform(8, 26), frame.dice.uniform(5, 13)), 0.3, 9)
        ImageDraw.Draw(sun).polygon(leaf, fill=0)
    shadowy = ImageChops.multiply(wall, frame.plain((150, 138, 142)))
    bright = ImageChops.add(wall, frame.plain((30, 18, 0)))
    picture = Image.composite(bright, shadowy, blur(sun, 5.5 * frame.unit))
    picture = brighten(picture, dim(blur(sun, 70 * frame.unit), 0.25), (255, 206, 140))
    skirting = frame.mask()
    ImageDraw.Draw(skirting).rectangle(frame.box(0, 0.9 * h, 1000, h), fill=255)
    picture = darken(picture, ImageChops.offset(blur(skirting, 4 * frame.unit), 0, -frame.wide(5)), (84, 64, 52))
    picture.paste(shade(frame.plain((150, 136, 124)), sweep(frame, 0, 128, 60)), mask=skirting)
    return develop(picture, frame, warmth=0.05)


def wheel(frame: Frame) -> Image.Image:
    """The wheel of a bicycle on its stand, the workshop behind it."""
    h = frame.height
    picture = gradient(frame.size, (0, (44, 36, 30)), (0.6, (98, 80, 62)), (1, (44, 36, 30)))
    picture = _lamps(picture, frame, 34, (16, 60))
    for _ in range(26):
        x, y, wide = frame.dice.uniform(0, 1000), frame.dice.uniform(0.05, 0.7) * h, frame.dice.uniform(10, 60)
        colour = near(frame.dice, frame.dice.choice(((122, 62, 44), (62, 84, 104), (150, 128, 88))), 26)
        ImageDraw.Draw(picture).rectangle(frame.box(x, y, x + wide, y + wide * 2.4), fill=colour)
    picture = blur(picture, 22 * frame.unit)
    hub, size = (470, 0.56 * h), 0.5 * h
    picture = _ring(picture, frame, hub, (size, 40), 28)
    picture = _ring(picture, frame, hub, (size - 40, 15), 176)
    _spokes(picture, frame, hub, size - 52)
    for radius, wide, tone in ((30, 22, 145), (13, 13, 70)):
        picture = _ring(picture, frame, hub, (radius, wide), tone)
    sharp = sweep(frame, 90, 0, 255).point(lambda tone: max(0, 255 - max(0, abs(tone - 110) - 74) * 3))
    return develop(focus(picture, sharp, 5 * frame.unit), frame, warmth=0.05, contrast=1.2)


def _ring(picture: Image.Image, frame: Frame, hub: Point, size: Point, tone: int) -> Image.Image:
    body, (x, y), (radius, wide) = frame.mask(), hub, size
    around = frame.box(x - radius, y - radius, x + radius, y + radius)
    ImageDraw.Draw(body).ellipse(around, outline=255, width=frame.wide(wide))
    metal = relief(blur(body, wide / 4 * frame.unit).convert("F"), 1.6, (-1.6, -2))
    metal = shade(shade(frame.plain((tone, tone, tone + 3)), metal), sweep(frame, 30, 180, 84))
    picture.paste(metal, mask=blur(body, 1.1))
    return picture


def _spokes(picture: Image.Image, frame: Frame, hub: Point, radius: float) -> None:
    draw, (x, y) = ImageDraw.Draw(picture), hub
    for number in range(36):
        turn = 2 * math.pi * number / 36
        tilt = turn + (0.62 if number % 2 else -0.62)
        start = (x + 27 * math.cos(tilt), y + 27 * math.sin(tilt))
        end = (x + radius * math.cos(turn), y + radius * math.sin(turn))
        bright, shadow = round(150 + 90 * math.cos(turn - 2.2)), [(a + 2, b + 2) for a, b in (start, end)]
        draw.line(frame.at(*shadow), fill=(26, 22, 20), width=frame.wide(3))
        draw.line(frame.at(start, end), fill=(bright, bright, bright + 6), width=frame.wide(2.6))


def screen(frame: Frame) -> Image.Image:
    """A shared table on a laptop: green is there, red is to be ordered."""
    h = frame.height
    picture = gradient(frame.size, (0, (40, 44, 52)), (0.6, (96, 92, 88)), (1, (40, 44, 52)))
    picture = blur(_lamps(picture, frame, 22, (20, 70)), 12 * frame.unit)
    desk = planks(frame, (142, 106, 72), 2)
    pin(picture, desk, frame.at((-300, 0.86 * h), (1300, 0.78 * h), (1500, 1.4 * h), (-500, 1.4 * h)))
    picture = blur(picture, 4 * frame.unit)
    lid = frame.at((70, 0.045 * h), (985, -0.01 * h), (975, 0.86 * h), (40, 0.985 * h))
    ImageDraw.Draw(picture).polygon(lid, fill=(22, 22, 25))
    glass = frame.at((100, 0.085 * h), (958, 0.032 * h), (948, 0.8 * h), (74, 0.915 * h))
    pin(picture, _cells(frame.of(900, 620)), glass)
    picture = brighten(picture, glow(frame, (560, 0.4 * h), 640, 50), (150, 180, 220))
    sharp = sweep(frame, 80, 0, 255).point(lambda tone: max(0, round(255 - max(0, abs(tone - 150) - 46) * 2.2)))
    return develop(focus(shade(picture, sweep(frame, 60, 146, 98)), sharp, 8 * frame.unit), frame)


def _cells(sheet: Frame) -> Image.Image:
    page, tall = sheet.plain((250, 250, 250)), (sheet.height - 66) / ROWS
    draw = ImageDraw.Draw(page)
    draw.rectangle(sheet.box(0, 0, 1000, 66), fill=(38, 110, 80))
    for row in range(ROWS):
        for column, (left, right) in enumerate(pairwise(COLUMNS)):
            top, middle = 66 + row * tall, 66 + (row + 0.5) * tall
            state = sheet.dice.choice((HAVE, HAVE, HAVE, LACK)) if column > 2 else (255, 255, 255)  # noqa: PLR2004
            draw.rectangle(
                sheet.box(left, top, right, top + tall), fill=state if row else (226, 230, 234), outline=(206, 210, 214)
            )
            thick, long = tall * 0.13, sheet.dice.uniform(0.3, 0.8) * (right - left)
            ink = (96, 100, 108) if row else (48, 52, 60)
            words = sheet.box(left + 16, middle - thick, left + 16 + long, middle + thick)
            draw.rounded_rectangle(words, 2 * thick * sheet.unit / 2, fill=ink)
    return blur(page, 0.6)

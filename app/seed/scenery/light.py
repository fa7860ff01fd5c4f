"""What pictures that nobody took are made of: noise, relief, blur, and what a small camera adds to them.

Lengths are in thousandths of the picture's width, so that a scene can be asked for at any size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageMath, ImageOps
from PIL.Image import Resampling, Transform

from app.seed.scenery.perspective import seen_from

Colour = tuple[int, int, int]
Point = tuple[float, float]
Size = tuple[int, int]
Stop = tuple[float, Colour]
FINE = 6  # pixels of blur; more are made on fewer pixels: nobody sees it, and it takes a tenth of the time


@dataclass(frozen=True)
class Frame:
    """The picture to be: its size in pixels, and the dice that decide all that is left to chance."""

    size: Size
    dice: Random

    @property
    def unit(self) -> float:
        return self.size[0] / 1000

    @property
    def height(self) -> float:
        """In units; the width is 1000."""
        return self.size[1] / self.unit

    def plain(self, colour: Colour) -> Image.Image:
        return Image.new("RGB", self.size, colour)

    def mask(self) -> Image.Image:
        return Image.new("L", self.size, 0)

    def of(self, width: float, height: float) -> "Frame":
        """Another one, in units of this one, thrown with the same dice."""
        return Frame((max(2, round(width * self.unit)), max(2, round(height * self.unit))), self.dice)

    def at(self, *points: Point) -> list[Point]:
        """In pixels."""
        return [(x * self.unit, y * self.unit) for x, y in points]

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """In pixels."""
        return left * self.unit, top * self.unit, right * self.unit, bottom * self.unit

    def wide(self, units: float) -> int:
        """A pen's width, in pixels."""
        return max(1, round(units * self.unit))


def clouds(frame: Frame, cell: float, *, stretch: float = 1, octaves: int = 5, rough: float = 0.55) -> Image.Image:
    """Fractal noise around 0, about ±1, of mode F. `cell`: how high its largest shapes are; `stretch` times as wide."""
    wide = max(2, math.ceil(1000 / (cell * stretch)) + 2)
    high = max(2, math.ceil(frame.height / cell) + 2)
    noise, share = _grid(frame.dice, (wide, high)), 1.0
    for _ in range(octaves - 1):
        share *= rough
        wide, high = min(2 * wide, frame.size[0]), min(2 * high, frame.size[1])
        noise = add(noise.resize((wide, high), Resampling.BICUBIC), _grid(frame.dice, (wide, high)), share)
    return noise.resize(frame.size, Resampling.BICUBIC)


def add(one: Image.Image, other: Image.Image, share: float = 1) -> Image.Image:
    sum_of = ImageMath.lambda_eval(lambda given: given["one"] + given["other"] * share, one=one, other=other)
    return _image(sum_of)


def tones(noise: Image.Image, middle: float = 128, swing: float = 60) -> Image.Image:
    """Noise as tones of grey."""
    return noise.point(lambda value: value * swing + middle).convert("L")


def relief(heights: Image.Image, strength: float, light: Point = (-1, -1)) -> Image.Image:
    """How light that comes from `light` falls on heights of mode F: 128 where they are flat."""
    x, y = light
    before = heights.transform(heights.size, Transform.AFFINE, (1, 0, x, 0, 1, y))
    after = heights.transform(heights.size, Transform.AFFINE, (1, 0, -x, 0, 1, -y))
    return tones(add(after, before, -1), 128, strength)


def shade(picture: Image.Image, light: Image.Image) -> Image.Image:
    """Light and shadow over colours; 128 is neither."""
    return ImageChops.hard_light(picture, grey(light))


def grey(tone: Image.Image) -> Image.Image:
    return Image.merge("RGB", [tone] * 3)


def dim(mask: Image.Image, share: float) -> Image.Image:
    return mask.point(lambda tone: round(tone * share))


def darken(picture: Image.Image, mask: Image.Image, colour: Colour = (0, 0, 0)) -> Image.Image:
    return Image.composite(Image.new("RGB", picture.size, colour), picture, mask)


def brighten(picture: Image.Image, mask: Image.Image, colour: Colour) -> Image.Image:
    return ImageChops.screen(picture, colours(mask, (0, 0, 0), colour))


def colours(tone: Image.Image, dark: Colour, light: Colour) -> Image.Image:
    return ImageOps.colorize(tone, dark, light)


def blur(picture: Image.Image, radius: float) -> Image.Image:
    """`radius` in pixels."""
    if radius < FINE:
        return picture.filter(ImageFilter.GaussianBlur(radius))
    wide, high = (max(2, round(side * FINE / 2 / radius)) for side in picture.size)
    small = picture.resize((wide, high), Resampling.BOX).filter(ImageFilter.GaussianBlur(FINE / 2))
    return small.resize(picture.size, Resampling.BICUBIC)


def gradient(size: Size, *stops: Stop) -> Image.Image:
    """Colours from top to bottom, at shares of the height."""
    column = Image.new("RGB", (1, 256))
    for row in range(256):
        column.putpixel((0, row), _between(row / 255, stops))
    return column.resize(size, Resampling.BICUBIC)


def ramp(frame: Frame, *stops: tuple[float, int]) -> Image.Image:
    """The same in grey, as a mask."""
    return gradient(frame.size, *((share, (tone, tone, tone)) for share, tone in stops)).getchannel(0)


def sweep(frame: Frame, angle: float, first: int, last: int) -> Image.Image:
    """A mask from one tone to another: downwards at an angle of 0, to the right at 90."""
    across = round(math.hypot(*frame.size)) + 2
    turned = Image.linear_gradient("L").resize((across, across), Resampling.BICUBIC).rotate(angle, Resampling.BICUBIC)
    left, top = (across - frame.size[0]) // 2, (across - frame.size[1]) // 2
    cut = turned.crop((left, top, left + frame.size[0], top + frame.size[1]))
    return cut.point(lambda tone: round(first + (last - first) * tone / 255))


def glow(frame: Frame, centre: Point, radius: float, strength: int = 255) -> Image.Image:
    """A mask that is light around a point; above 255, light for a good part of the radius."""
    mask, (x, y) = frame.mask(), frame.at(centre)[0]
    spot = _spot(frame.wide(2 * radius), strength)
    mask.paste(spot, (round(x - spot.size[0] / 2), round(y - spot.size[1] / 2)))
    return mask


def dab(picture: Image.Image, frame: Frame, centre: Point, radius: float, paint: tuple[Colour, int]) -> None:
    """A soft spot of a colour, of some strength, put into the picture itself."""
    colour, strength = paint
    (x, y), spot = frame.at(centre)[0], _spot(frame.wide(2 * radius), strength)
    picture.paste(colour, (round(x - spot.size[0] / 2), round(y - spot.size[1] / 2)), spot)


def pin(picture: Image.Image, texture: Image.Image, corners: Sequence[Point]) -> None:
    """Put a flat thing, seen at an angle, into the picture itself. Corners in pixels, clockwise from the top left."""
    ends = list(zip(*corners, strict=True))
    left, top = (max(0, math.floor(min(values)) - 2) for values in ends)
    right, bottom = (min(side, math.ceil(max(values)) + 2) for side, values in zip(picture.size, ends, strict=True))
    here = [(x - left, y - top) for x, y in corners]
    size = (right - left, bottom - top)
    seen = texture.transform(size, Transform.PERSPECTIVE, seen_from(here, texture.size), Resampling.BICUBIC)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(here, fill=255)
    picture.paste(seen, (left, top), blur(mask, 1))


def focus(picture: Image.Image, sharp: Image.Image, radius: float) -> Image.Image:
    """Sharp where the mask is white, more and more blurred where it is not. `radius` in pixels."""
    half = Image.composite(picture, blur(picture, radius / 2), sharp.point(lambda tone: min(255, tone * 2)))
    return Image.composite(half, blur(picture, radius), sharp.point(lambda tone: min(255, tone * 3)))


def develop(
    picture: Image.Image, frame: Frame, *, warmth: float = 0.0, contrast: float = 1.16, noise: float = 3.5
) -> Image.Image:
    """What a phone's camera adds: its lens, its sensor, its taste."""
    bright = blur(picture.convert("L").point(lambda tone: max(0, tone - 200) * 4), 14 * frame.unit)
    bloom = ImageChops.multiply(blur(picture, 22 * frame.unit), grey(bright))
    picture = ImageChops.screen(picture, dim(bloom, 0.45))
    picture = picture.convert("RGB", (1 + warmth, 0, 0, 0, 0, 1 + warmth / 4, 0, 0, 0, 0, 1 - warmth, 0))
    picture = ImageEnhance.Color(ImageEnhance.Contrast(picture).enhance(contrast)).enhance(1.05)
    corners = Image.radial_gradient("L").resize(frame.size, Resampling.BICUBIC)
    picture = ImageChops.multiply(picture, grey(corners.point(lambda tone: 255 - max(0, tone - 95) // 3)))
    sensor = Image.frombytes("L", frame.size, frame.dice.randbytes(frame.size[0] * frame.size[1]))
    return shade(picture, blur(sensor, 0.7).point(lambda tone: round((tone - 128) * noise / 40 + 128)))


def near(dice: Random, colour: Colour, spread: float) -> Colour:
    """Another colour like it: lighter or darker, and a little off."""
    step = dice.uniform(-spread, spread)
    red, green, blue = (max(0, min(255, round(item + step + dice.uniform(-spread, spread) / 9))) for item in colour)
    return red, green, blue


def scaled(colour: Colour, share: float) -> Colour:
    red, green, blue = (max(0, min(255, round(item * share))) for item in colour)
    return red, green, blue


def _grid(dice: Random, size: Size) -> Image.Image:
    cells = Image.frombytes("L", size, dice.randbytes(size[0] * size[1])).convert("F")
    return cells.point(lambda tone: tone * (1 / 128) - 1)


def _spot(side: int, strength: int) -> Image.Image:
    light = Image.radial_gradient("L").point(lambda tone: max(0, min(255, strength - round(tone * strength / 180))))
    return light.resize((max(2, side), max(2, side)), Resampling.BICUBIC)


def _between(share: float, stops: Sequence[Stop]) -> Colour:
    below = max((stop for stop in stops if stop[0] <= share), default=stops[0])
    above = min((stop for stop in stops if stop[0] >= share), default=stops[-1])
    part = (share - below[0]) / (above[0] - below[0]) if above[0] > below[0] else 0
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(below[1], above[1], strict=True))
    return red, green, blue


def _image(value: object) -> Image.Image:
    if not isinstance(value, Image.Image):
        raise TypeError
    return value

"""What is seen while a photo is on its way: a few blurred pixels, from its thumbhash (evanw.github.io/thumbhash)."""

import math
import struct
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

SIDE = 6  # pixels, either way; stretched and blurred by the style sheet
PNG = b"\x89PNG\r\n\x1a\n"

Term = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Channel:
    """A mean and the cosine terms around it."""

    mean: float
    terms: tuple[Term, ...]

    def at(self, x: int, y: int) -> float:
        return self.mean + sum(value * _COSINES[x][cx] * _COSINES[y][cy] for cx, cy, value in self.terms)


@lru_cache(maxsize=4096)
def placeholder(thumbhash: str | None) -> str | None:
    """A data: address of a tiny PNG; None when there is no thumbhash, or it is not one."""
    if not thumbhash:
        return None
    try:
        channels = _channels(b64decode(thumbhash, validate=True))
    except (ValueError, IndexError):
        return None
    rows = (b"\x00" + b"".join(_pixel(channels, x, y) for x in range(SIDE)) for y in range(SIDE))
    return "data:image/png;base64," + b64encode(_png(b"".join(rows))).decode()


def _channels(data: bytes) -> tuple[Channel, Channel, Channel]:
    head, tail = int.from_bytes(data[:3], "little"), data[3] | data[4] << 8
    has_alpha, landscape = bool(head >> 23), bool(tail >> 15)
    longest, shortest = 5 if has_alpha else 7, max(3, tail & 7)
    nibbles = (byte >> shift & 15 for byte, shift in product(data[6 if has_alpha else 5 :], (0, 4)))
    values = [nibble / 7.5 - 1 for nibble in nibbles]
    sizes = [(longest, shortest) if landscape else (shortest, longest), (3, 3), (3, 3)]
    scales = [(head >> 18 & 31) / 31, (tail >> 3 & 63) / 63 * 1.25, (tail >> 9 & 63) / 63 * 1.25]
    means = [(head & 63) / 63, (head >> 6 & 63) / 31.5 - 1, (head >> 12 & 63) / 31.5 - 1]
    channels, first = [], 0
    for mean, scale, (nx, ny) in zip(means, scales, sizes, strict=True):
        waves = [(cx, cy) for cy in range(ny) for cx in range(nx) if (cx or cy) and cx * ny < nx * (ny - cy)]
        terms = tuple((cx, cy, 2 * scale * values[first + n]) for n, (cx, cy) in enumerate(waves))
        channels.append(Channel(mean, terms))
        first += len(waves)
    return channels[0], channels[1], channels[2]


def _pixel(channels: tuple[Channel, Channel, Channel], x: int, y: int) -> bytes:
    light, yellow_blue, red_green = (channel.at(x, y) for channel in channels)
    blue = light - 2 / 3 * yellow_blue
    red = (3 * light - blue + red_green) / 2
    return bytes(round(255 * min(1.0, max(0.0, value))) for value in (red, red - red_green, blue))


def _png(rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


_COSINES = [[math.cos(math.pi / SIDE * (x + 0.5) * c) for c in range(8)] for x in range(SIDE)]

"""Photos of any size, each unlike all others, that cost little to make."""

import random
import struct
from functools import lru_cache
from io import BytesIO

from PIL import Image

TYPE = "image/jpeg"
COMMENT = 60_000
SMALL, LARGE = (1_000, 700_000), (6_000_000, 12_000_000)  # bytes, beyond the picture itself


def photo(rng: random.Random, width: int = 900, height: int = 600) -> bytes:
    """One in ten is large: more than a part of a multipart upload."""
    whole = picture(width, height)
    extra = rng.randint(*(LARGE if rng.random() < 0.1 else SMALL))
    comments = (rng.randbytes(min(COMMENT, extra - at)) for at in range(0, extra, COMMENT))
    return (
        whole[:2]
        + b"".join(b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment for comment in comments)
        + whole[2:]
    )


@lru_cache
def picture(width: int, height: int) -> bytes:
    grain = Image.effect_noise((width // 8, height // 8), 90).resize((width, height))
    buffer = BytesIO()
    Image.merge("RGB", [grain, grain.rotate(90), grain.rotate(180)]).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()

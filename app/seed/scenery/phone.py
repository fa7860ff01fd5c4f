"""Photos as phones write them: with what the lens saw, and when, where and how it was held."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random

import pillow_heif
from PIL import Image, ImageOps
from PIL.ExifTags import GPS, IFD, Base

PICTURES = Path(__file__).parents[2] / "data" / "demo"
Point = tuple[float, float]
HELD_UPRIGHT = 6  # as EXIF has it: the picture lies on its side, and is to be turned
IPHONE = ("Apple", "iPhone 13")
ANDROID = ("Fairphone", "FP5")


@dataclass(frozen=True)
class Shot:
    """A photo to be taken. `side`: pixels of its longer side."""

    scene: str
    seed: str
    taken_at: datetime
    place: Point | None = None  # latitude and longitude
    upright: bool = False
    heic: bool = False
    side: int = 1600

    @property
    def content_type(self) -> str:
        return "image/heic" if self.heic else "image/jpeg"

    @property
    def size(self) -> tuple[int, int]:
        long, short = self.side, self.side * 3 // 4
        return (short, long) if self.upright else (long, short)


def take(shot: Shot) -> bytes:
    """The same bytes for the same shot."""
    picture, buffer = see(shot), BytesIO()
    if shot.heic:
        file = pillow_heif.from_pillow(picture)
        file.save(buffer, quality=70, exif=_tags(shot, orientation=1), enc_params={"preset": "ultrafast"})
        return buffer.getvalue()
    if shot.upright:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    picture.save(buffer, "JPEG", quality=86, exif=_tags(shot, HELD_UPRIGHT if shot.upright else 1))
    return buffer.getvalue()


def see(shot: Shot) -> Image.Image:
    """The picture upright, a little closer or further and more or less to the side, as the seed says."""
    chance = Random(shot.seed)  # noqa: S311  scenery, no secret
    upright = PICTURES / f"{shot.scene}-upright.webp"
    file = upright if shot.upright and upright.exists() else PICTURES / f"{shot.scene}.webp"
    with Image.open(file if file.exists() else upright) as picture:
        centre = (chance.random(), chance.random())
        return ImageOps.fit(picture.convert("RGB"), shot.size, bleed=chance.uniform(0, 0.05), centering=centre)


def _tags(shot: Shot, orientation: int) -> bytes:
    tags = Image.Exif()
    tags[Base.Make], tags[Base.Model] = IPHONE if shot.heic else ANDROID
    tags[Base.Orientation] = orientation
    details = tags.get_ifd(IFD.Exif)
    details[Base.DateTimeOriginal] = shot.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    details[Base.OffsetTimeOriginal] = shot.taken_at.isoformat()[-6:]
    if shot.place is not None:
        latitude, longitude = shot.place
        tags.get_ifd(IFD.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N" if latitude >= 0 else "S",
                GPS.GPSLatitude: _sexagesimal(abs(latitude)),
                GPS.GPSLongitudeRef: "E" if longitude >= 0 else "W",
                GPS.GPSLongitude: _sexagesimal(abs(longitude)),
            }
        )
    return tags.tobytes()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return int(degrees), int(minutes), round(minutes % 1 * 60, 2)

"""The time and place of a picture from its EXIF, for its owner. EXIF is untrusted."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple, TypeVar

from PIL.ExifTags import GPS, IFD, Base
from PIL.Image import Exif, Image

T = TypeVar("T")
YEARS = range(1900, 2200)
TURN = {"N": 1, "E": 1, "S": -1, "W": -1}
OFFSET = re.compile(r"([+-])(\d\d):([0-5]\d)")


class Place(NamedTuple):
    latitude: float | None
    longitude: float | None


NOWHERE = Place(None, None)


def orientation(picture: Image) -> int:
    return _read(lambda tags: int(tags.get(Base.Orientation, 1)), picture) or 1


def lived_at(picture: Image) -> datetime | None:
    """Return the time, with an offset if the camera stored one, else as the camera's local time."""
    return _read(_taken, picture)


def place(picture: Image) -> Place:
    return _read(_located, picture) or NOWHERE


def valid_place(latitude: float, longitude: float) -> Place:
    """Return nowhere for impossible coordinates, NaN included, and for 0, 0, which cameras write by default."""
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004  degrees
    return Place(latitude, longitude) if on_earth and (latitude or longitude) else NOWHERE


def valid_time(moment: datetime) -> datetime | None:
    return moment if moment.year in YEARS else None


def _read(read: Callable[[Exif], T], picture: Image) -> T | None:
    try:
        return read(picture.getexif())
    except Exception:  # noqa: BLE001  every kind of error comes out of EXIF; none is worth losing the picture
        return None


def _taken(tags: Exif) -> datetime | None:
    details = tags.get_ifd(IFD.Exif)
    value = str(details[Base.DateTimeOriginal]).strip("\0 ")
    offset = _offset(str(details.get(Base.OffsetTimeOriginal, "")).strip("\0 "))
    return valid_time(datetime.strptime(value, "%Y:%m:%d %H:%M:%S").replace(tzinfo=offset))


def _offset(value: str) -> tzinfo | None:
    if value == "Z":
        return UTC
    if not (match := OFFSET.fullmatch(value)):
        return None
    sign, hours, minutes = match.groups()
    return timezone(int(f"{sign}1") * timedelta(hours=int(hours), minutes=int(minutes)))


def _located(tags: Exif) -> Place:
    details = tags.get_ifd(IFD.GPSInfo)
    latitude = _degrees(details[GPS.GPSLatitude], str(details[GPS.GPSLatitudeRef]))
    longitude = _degrees(details[GPS.GPSLongitude], str(details[GPS.GPSLongitudeRef]))
    return valid_place(latitude, longitude)


def _degrees(parts: tuple[float, ...], reference: str) -> float:
    degrees, minutes, seconds = map(float, parts)
    return TURN[reference.strip("\0 ")] * (degrees + minutes / 60 + seconds / 3600)

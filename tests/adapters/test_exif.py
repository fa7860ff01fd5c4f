from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from tests.support.media import PHOTOS, corners, photo, saved
from tests.support.renditions import render

TIME = datetime(2024, 6, 11, 14, 10, tzinfo=timezone(timedelta(hours=2)))
FRAGMENTS = (b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 99)


@pytest.mark.parametrize(("kind", "content_type"), PHOTOS.items())
def test_its_owner_learns_when_and_where_it_was_taken(kind: str, content_type: str, tmp_path: Path) -> None:
    original = photo(kind, corners(), lived_at=TIME, gps=(-48.8566, 2.3522))
    rendition = render(tmp_path, "photo", content_type, original)
    assert rendition.lived_at == TIME
    assert rendition.lived_at.utcoffset() == timedelta(hours=2)
    assert rendition.latitude == pytest.approx(-48.8566)
    assert rendition.longitude == pytest.approx(2.3522)


def test_a_time_without_an_offset_stays_without(tmp_path: Path) -> None:
    wall = datetime(2024, 6, 11, 14, 10)  # noqa: DTZ001  that is the point
    assert render(tmp_path, "photo", "image/jpeg", photo("JPEG", corners(), lived_at=wall)).lived_at == wall


@pytest.mark.parametrize(
    ("text", "offset"), [("Z", UTC), ("-03:30\0", timezone(timedelta(hours=-3, minutes=-30))), ("+99:99", None)]
)
def test_an_offset_is_read_as_cameras_write_it(text: str, offset: timezone | None, tmp_path: Path) -> None:
    tags = Image.Exif()
    tags.get_ifd(IFD.Exif).update({Base.DateTimeOriginal: "2024:06:11 14:10:00\0", Base.OffsetTimeOriginal: text})
    lived_at = render(tmp_path, "photo", "image/jpeg", saved(corners(), "JPEG", exif=tags)).lived_at
    assert lived_at == datetime(2024, 6, 11, 14, 10, tzinfo=offset)


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "hier", "1899:12:31 00:00:00", "9999:12:31 23:59:59", ""])
def test_a_time_that_cannot_be_is_not_believed(text: str, tmp_path: Path) -> None:
    tags = Image.Exif()
    tags.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = text
    assert render(tmp_path, "photo", "image/jpeg", saved(corners(), "JPEG", exif=tags)).lived_at is None


@pytest.mark.parametrize("gps", [(0.0, 0.0), (91.0, 2.0), (48.0, -181.0)])
def test_a_place_that_cannot_be_is_not_believed(gps: tuple[float, float], tmp_path: Path) -> None:
    rendition = render(tmp_path, "photo", "image/jpeg", photo("JPEG", corners(), gps=gps))
    assert (rendition.latitude, rendition.longitude) == (None, None)


def test_a_place_that_is_no_number_is_not_believed(tmp_path: Path) -> None:
    tags, nothing = Image.Exif(), (IFDRational(0, 0),) * 3
    place: dict[int, object] = {
        GPS.GPSLatitudeRef: "N",
        GPS.GPSLatitude: nothing,
        GPS.GPSLongitudeRef: "E",
        GPS.GPSLongitude: nothing,
    }
    tags.get_ifd(IFD.GPSInfo).update(place)
    rendition = render(tmp_path, "photo", "image/jpeg", saved(corners(), "JPEG", exif=tags))
    assert (rendition.latitude, rendition.longitude) == (None, None)


@pytest.mark.parametrize("exif", FRAGMENTS, ids=["empty", "nowhere", "endless"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_broken_exif_does_not_cost_the_picture(kind: str, exif: bytes, tmp_path: Path) -> None:
    rendition = render(tmp_path, "photo", PHOTOS[kind], saved(corners(), kind, exif=exif))
    assert (len(rendition.variants), rendition.lived_at, rendition.latitude) == (3, None, None)

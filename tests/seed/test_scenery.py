"""What the demonstration shows instead of people's own photos: the same at each run, and as phones make it."""

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import av
import pillow_heif
import pytest
from PIL import Image

from app.adapters import exif, images
from app.seed.cast import DATA as FOLDER
from app.seed.cast import Film, Photo, VoiceNote, load
from app.seed.scenery.phone import PICTURES, Shot, take
from app.seed.scenery.recordings import FILM, FPS, voice_of, walk

pillow_heif.register_heif_opener()
DATA = FOLDER.glob("*-fr.json")
TIME = datetime.fromisoformat("2026-07-18T18:02:00+02:00")
SHOT = Shot("dry_stones", "papi", TIME, (47.331, 2.839), side=480)


def test_each_scene_that_the_demonstration_shows_is_there() -> None:
    scenes = set(re.findall(r'"scene": "(\w+)"', "".join(path.read_text() for path in DATA)))
    assert scenes == {path.stem.removesuffix("-upright") for path in PICTURES.glob("*.webp")}
    assert len(scenes) >= 19


def test_the_same_shot_is_the_same_file_and_another_seed_is_another() -> None:
    assert take(SHOT) == take(SHOT)
    assert take(SHOT) != take(replace(SHOT, seed="mamie"))


@pytest.mark.parametrize(("upright", "heic"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_photo_says_when_and_where_and_is_shown_upright(*, upright: bool, heic: bool, tmp_path: Path) -> None:
    shot = replace(SHOT, upright=upright, heic=heic)
    with Image.open(BytesIO(take(shot))) as file:
        assert file.format == ("HEIF" if heic else "JPEG")
        assert exif.lived_at(file) == TIME
        assert exif.place(file) == pytest.approx((47.331, 2.839), abs=1e-4)
    original = tmp_path / "original"
    original.write_bytes(take(shot))
    rendition = images.render("heif" if heic else "jpeg", shot.content_type, original, tmp_path)
    assert (rendition.width, rendition.height) == shot.size


def test_each_voice_says_what_is_written_of_it_in_its_time() -> None:
    """Its captions follow one another, and end when it does."""
    media = [item for person in load().people for item in person.media.values() if not isinstance(item, Photo)]
    assert {type(item) for item in media} == {Film, VoiceNote}
    for item in media:
        with av.open(voice_of(item.voice), "r") as file:
            seconds = (file.duration or 0) / av.time_base
        times = [time for cue in item.cues for time in (cue.start, cue.end)]
        assert times == sorted(times)
        assert seconds - 1 < times[-1] < seconds
        assert not isinstance(item, Film) or seconds <= item.seconds


def test_a_walk_moves_and_is_the_same_each_time() -> None:
    film = walk(SHOT, 1, voice_of("voice_stones"))
    assert film == walk(SHOT, 1, voice_of("voice_stones"))
    with av.open(BytesIO(film), "r") as file:
        frames = [frame.to_image() for frame in file.decode(video=0)]  # type: ignore[no-untyped-call]  # PyAV’s
    assert len(frames) == FPS
    assert {frame.size for frame in frames} == {FILM}
    assert frames[0].tobytes() != frames[-1].tobytes()

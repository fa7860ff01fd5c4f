"""What the demonstration shows instead of people's own photos: the same at each run, and as phones make it."""

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pillow_heif
import pytest
from av.video.frame import VideoFrame
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
            seconds = (file.duration or 0) / int(av.time_base)
        times: list[float] = [time for cue in item.cues for time in (cue.start, cue.end)]
        assert times == sorted(times)
        assert seconds - 1 < times[-1] < seconds
        assert not isinstance(item, Film) or seconds <= item.seconds


@pytest.mark.slow
def test_a_walk_moves_and_is_the_same_each_time() -> None:
    film = walk(SHOT, 1, voice_of("voice_stones"))
    assert film == walk(SHOT, 1, voice_of("voice_stones"))
    with av.open(BytesIO(film), "r") as file:
        frames = [frame.to_image() for frame in file.decode(video=0)]  # type: ignore[no-untyped-call]  # PyAV’s
    assert len(frames) == FPS
    assert {frame.size for frame in frames} == {FILM}
    assert frames[0].tobytes() != frames[-1].tobytes()


@pytest.mark.slow
def test_no_film_flashes() -> None:
    """RGAA 13.7: at most three flashes in a second, which the measure finds in a film that has more.

    A flash is a change of a tenth of the light and back, in a quarter of the picture.
    """
    films = [item for person in load().people for item in person.media.values() if isinstance(item, Film)]
    assert films
    for item in films:
        shot = replace(SHOT, scene=item.scene)
        assert flashes(walk(shot, item.seconds, voice_of(item.voice))) == 0
    assert flashes(strobe(seconds=1)) > 3


def strobe(seconds: float) -> bytes:
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as sink:
        film: Any = sink.add_stream("libx264", rate=FPS)
        film.width, film.height, film.pix_fmt = 64, 64, "yuv420p"
        for number in range(int(seconds * FPS)):
            picture = Image.new("RGB", (64, 64), "white" if number % 4 < 2 else "black")
            sink.mux(film.encode(VideoFrame.from_image(picture)))  # type: ignore[no-untyped-call]  # PyAV’s
        sink.mux(film.encode(None))
    return buffer.getvalue()


def flashes(film: bytes) -> int:
    """The most changes there and back in a second: each of 16 parts of the picture by itself, four of them together."""
    with av.open(BytesIO(film), "r") as file:
        frames = [frame.reformat(4, 4, "gray") for frame in file.decode(video=0)]
    lights: list[list[float]] = [[int(value) / 255 for value in bytes(frame.to_ndarray())] for frame in frames]
    turns: list[int] = [0] * len(lights)
    for part in range(16):
        extreme, rises = lights[0][part], None
        for number, light in enumerate(lights):
            change = light[part] - extreme
            if rises is None or (change > 0) == rises:
                extreme, rises = light[part], change > 0 if abs(change) >= 0.1 else rises
            elif abs(change) >= 0.1:
                turns[number], extreme, rises = turns[number] + 1, light[part], change > 0
    return max(sum(turn >= 4 for turn in turns[start : start + FPS]) // 2 for start in range(len(turns)))

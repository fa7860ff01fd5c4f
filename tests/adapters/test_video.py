from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import av
import pytest

from app.adapters import images, video
from app.core.ports import Rejected
from tests.support import media, recordings
from tests.support.media import CANARY
from tests.support.recordings import film
from tests.support.renditions import bytes_of, canaries_in, corners_of, picture_of, render

TIME = datetime(2024, 6, 11, 14, 10, tzinfo=timezone(timedelta(hours=2)))
PLACE = (48.8566, -2.3522)
AS_ONE_READS = ["red", "green", "blue", "white"]
FILMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "mp4": ("video/mp4", lambda: recordings.mp4(lived_at=TIME, gps=PLACE)),
    "mov": ("video/quicktime", lambda: recordings.mov(lived_at=TIME, gps=PLACE)),
    "av1 in mp4": ("video/mp4", lambda: film("mp4", "libsvtav1", "libopus")),
    "vp9 in webm": ("video/webm", recordings.webm),
    "vp8 and vorbis in webm": ("video/webm", lambda: recordings.webm("libvpx", "vorbis")),
    "silent": ("video/mp4", lambda: film("mp4", "libx264")),
}
SOUNDS = {
    "m4a": ("audio/mp4", "audio/mp4", recordings.m4a),
    "aac": ("audio/aac", "audio/mp4", recordings.aac),
    "mp3": ("audio/mpeg", "audio/mpeg", recordings.mp3),
    "ogg": ("audio/ogg", "audio/ogg", recordings.ogg),
    "wav": ("audio/wav", "audio/wav", recordings.wav),
    "webm": ("audio/webm", "audio/webm", lambda: recordings.sound("webm", "libopus", cover=False)),
}
SIGNATURES = (b"x264", b"x265")  # what encoders say of themselves


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_copied_without_a_word_of_its_metadata(name: str, tmp_path: Path) -> None:
    content_type, make = FILMS[name]
    original = make()
    assert canaries_in(original) >= 5
    rendition = render(tmp_path, "video", content_type, original)
    assert [variant.name for variant in rendition.variants] == ["video", "poster", "thumb"]
    assert sum(canaries_in(bytes_of(rendition, variant.name)) for variant in rendition.variants) == 0
    with av.open(BytesIO(bytes_of(rendition, "video")), "r") as copy:
        assert not copy.chapters()
        assert copy.metadata.keys() <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
        keys = {key for stream in copy.streams for key in stream.metadata}
        assert keys <= {"language", "handler_name", "DURATION", "vendor_id"}
        assert {stream.metadata.get("language", "und") for stream in copy.streams} == {"und"}


@pytest.mark.parametrize("name", FILMS)
def test_a_copy_plays_as_long_as_its_film(name: str, tmp_path: Path) -> None:
    content_type, make = FILMS[name]
    rendition = render(tmp_path, "video", content_type, make())
    assert rendition.duration == pytest.approx(1, abs=0.1)
    assert rendition.content_type == content_type
    with av.open(BytesIO(bytes_of(rendition, "video")), "r") as copy:
        frames = list(copy.decode(video=0))
        assert len(frames) == recordings.FPS
        copy.seek(0)
        assert bool(copy.streams.audio) == (name != "silent")
        samples = sum(frame.samples for frame in copy.decode(audio=0)) if copy.streams.audio else recordings.HERTZ
        assert samples > recordings.HERTZ * 0.9


@pytest.mark.parametrize("name", ["mp4", "mov"])
def test_a_copy_starts_before_it_has_arrived(name: str, tmp_path: Path) -> None:
    content_type, make = FILMS[name]
    copy = bytes_of(render(tmp_path, "video", content_type, make()), "video")
    assert 0 < copy.index(b"moov") < copy.index(b"mdat")


def test_an_iphone_film_is_tagged_so_that_apple_plays_the_copy(tmp_path: Path) -> None:
    copy = bytes_of(render(tmp_path, "video", "video/quicktime", recordings.mov()), "video")
    assert b"hvc1" in copy
    assert b"hev1" not in copy


@pytest.mark.parametrize("name", ["mp4", "mov"])
def test_what_cameras_write_between_the_pictures_is_dropped(name: str, tmp_path: Path) -> None:
    content_type, make = FILMS[name]
    original = make()
    assert any(signature in original for signature in SIGNATURES)
    copy = bytes_of(render(tmp_path, "video", content_type, original), "video")
    assert not any(signature in copy for signature in SIGNATURES)


@pytest.mark.parametrize("name", ["mp4", "mov"])
def test_its_owner_learns_when_and_where_it_was_filmed(name: str, tmp_path: Path) -> None:
    content_type, make = FILMS[name]
    rendition = render(tmp_path, "video", content_type, make())
    assert rendition.lived_at == TIME
    assert rendition.lived_at.utcoffset() == timedelta(hours=2)
    assert (rendition.latitude, rendition.longitude) == PLACE


@pytest.mark.parametrize(
    "place", ["+91.0000+002.0000/", "+00.0000+000.0000/", "here", "+48.8+2.3e9/", "+4852.00+00221.00/", "+nan+nan/", ""]
)
def test_a_place_that_cannot_be_is_not_believed(place: str, tmp_path: Path) -> None:
    original = film("mov", "libx264", said={"com.apple.quicktime.location.ISO6709": place, "location": place})
    rendition = render(tmp_path, "video", "video/quicktime", original)
    assert (rendition.latitude, rendition.longitude) == (None, None)


@pytest.mark.parametrize("rotation", [90, -90, 180])
@pytest.mark.parametrize("make", [recordings.mp4, recordings.mov])
def test_a_film_is_shown_as_it_was_seen(make: Callable[..., bytes], rotation: int, tmp_path: Path) -> None:
    content_type = "video/mp4" if make is recordings.mp4 else "video/quicktime"
    rendition = render(tmp_path, "video", content_type, make(rotation=rotation))
    upright = {90: ["green", "white", "red", "blue"], -90: ["blue", "red", "white", "green"]}
    assert corners_of(picture_of(rendition, "poster")) == upright.get(rotation, AS_ONE_READS[::-1])
    assert (rendition.width, rendition.height) == ((320, 240) if rotation == 180 else (240, 320))
    with av.open(BytesIO(bytes_of(rendition, "video")), "r") as copy:
        assert abs(next(copy.decode(video=0)).rotation) == abs(rotation)


def test_a_poster_is_a_picture_without_metadata(tmp_path: Path) -> None:
    rendition = render(tmp_path, "video", "video/mp4", recordings.mp4())
    film, poster, thumb = rendition.variants
    assert (film.width, film.height, poster.width, poster.height) == (320, 240, 320, 240)
    assert (thumb.width, thumb.height, thumb.content_type) == (320, 240, "image/webp")
    assert corners_of(picture_of(rendition, "poster")) == AS_ONE_READS
    assert rendition.thumbhash
    assert not picture_of(rendition, "poster").info.keys() & {"exif", "xmp", "icc_profile"}


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_copied_without_a_word_of_its_metadata(name: str, tmp_path: Path) -> None:
    content_type, copied_type, make = SOUNDS[name]
    original = make()
    assert name == "aac" or canaries_in(original) >= 3
    rendition = render(tmp_path, "audio", content_type, original)
    (copy,) = rendition.variants
    assert (copy.name, copy.content_type, rendition.content_type) == ("audio", copied_type, content_type)
    assert canaries_in(copy.path.read_bytes()) == 0
    assert rendition.duration == pytest.approx(1, abs=0.1)
    with av.open(str(copy.path), "r") as sound:
        assert [stream.type for stream in sound.streams] == ["audio"]
        assert sum(frame.samples for frame in sound.decode(audio=0)) == pytest.approx(recordings.HERTZ, rel=0.1)


def test_words_after_a_sound_are_not_taken_for_sound(tmp_path: Path) -> None:
    for name in ("aac", "mp3", "ogg", "wav"):
        content_type, _, make = SOUNDS[name]
        rendition = render(tmp_path, "audio", content_type, make() + CANARY.encode() * 30)
        assert canaries_in(bytes_of(rendition, "audio")) == 0


def test_a_film_without_pictures_is_no_film(tmp_path: Path) -> None:
    for kind, content_type, original in (
        ("video", "video/mp4", recordings.m4a()),
        ("video", "video/webm", recordings.sound("webm", "libopus", cover=False)),
        ("audio", "audio/mp4", recordings.mp4()),
        ("audio", "audio/webm", recordings.webm()),
        ("audio", "audio/mp4", film("mp4", "libx264")),
    ):
        with pytest.raises(Rejected, match="wrong_type"):
            render(tmp_path, kind, content_type, original)


@pytest.mark.parametrize(
    ("codec", "sound"), [("mpeg4", "aac"), ("mjpeg", "aac"), ("libx264", "ac3"), ("libx264", "alac")]
)
def test_codecs_that_browsers_do_not_play_are_refused(codec: str, sound: str, tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="wrong_type"):
        render(tmp_path, "video", "video/quicktime", film("mov", codec, sound))


@pytest.mark.parametrize("share", [0.1, 0.5])
@pytest.mark.parametrize("name", ["mp4", "mov"])
def test_a_truncated_film_is_rejected(name: str, share: float, tmp_path: Path) -> None:
    content_type, make = FILMS[name]
    with pytest.raises(Rejected, match="unreadable"):
        render(tmp_path, "video", content_type, media.truncated(make(), share))


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_film_that_was_ready_to_stream_and_is_truncated_is_rejected(share: float, tmp_path: Path) -> None:
    content = bytes_of(render(tmp_path, "video", "video/mp4", recordings.mp4()), "video")
    with pytest.raises(Rejected, match="unreadable"):
        render(tmp_path, "video", "video/mp4", media.truncated(content, share))


def test_what_a_recorder_wrote_before_it_died_is_kept(tmp_path: Path) -> None:
    for name in ("mp3", "aac"):
        content_type, _, make = SOUNDS[name]
        rendition = render(tmp_path, "audio", content_type, media.truncated(make(), 0.9))
        assert 0.2 < (rendition.duration or 0) < 1


def test_noise_in_a_container_is_unreadable(tmp_path: Path) -> None:
    for kind, content_type, start in (
        ("video", "video/mp4", recordings.mp4()[:32]),
        ("video", "video/webm", recordings.webm()[:64]),
        ("audio", "audio/mpeg", b"ID3\4\0\0\0\0\0\0"),
        ("audio", "audio/ogg", b"OggS"),
        ("audio", "audio/wav", b"RIFF\xff\xff\xff\xffWAVE"),
    ):
        with pytest.raises(Rejected, match="unreadable"):
            render(tmp_path, kind, content_type, start + media.jpeg(400, 300)[::-1])


def test_a_film_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "LONGEST", 0.9)
    for content_type, make in (FILMS["mp4"], FILMS["vp9 in webm"]):
        with pytest.raises(Rejected, match="too_large"):
            render(tmp_path, "video", content_type, make())


def test_a_film_that_does_not_say_how_long_it_is_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(recordings.MUXER_OPTIONS, "webm", {"live": "1"})  # as browsers record
    original = recordings.webm()
    rendition = render(tmp_path, "video", "video/webm", original)
    assert rendition.duration == pytest.approx(1, abs=0.1)
    with av.open(BytesIO(bytes_of(rendition, "video")), "r") as copy:
        assert copy.duration == pytest.approx(av.time_base, rel=0.1)
    monkeypatch.setattr(video, "LONGEST", 0.9)
    with pytest.raises(Rejected, match="too_large"):
        render(tmp_path, "video", "video/webm", original)


def test_a_film_whose_pictures_are_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "PIXELS", 320 * 240 - 1)
    with pytest.raises(Rejected, match="too_large"):
        render(tmp_path, "video", "video/mp4", recordings.mp4())


def test_a_film_without_a_picture_that_can_be_decoded_is_unreadable(tmp_path: Path) -> None:
    whole = recordings.mp4()
    begin, end = whole.index(b"mdat") + 8, whole.index(b"moov") - 4
    with pytest.raises(Rejected, match="unreadable"):
        render(tmp_path, "video", "video/mp4", whole[:begin] + bytes(end - begin) + whole[end:])


@pytest.mark.slow
def test_an_hdr_film_has_a_poster_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    colours = "transfer=arib-std-b67:colorprim=bt2020:colormatrix=bt2020nc"
    monkeypatch.setitem(recordings.CODEC_OPTIONS, "libx264", {"x264-params": colours})
    red, green, _, white = corners_of(picture_of(render(tmp_path, "video", "video/mp4", recordings.mp4()), "poster"))
    assert [red, green, white] == ["red", "green", "white"]

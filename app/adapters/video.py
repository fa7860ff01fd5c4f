"""Sound and film, by PyAV. Imported only in the child process."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorTrc
from PIL.Image import Image, Transpose

from app.adapters import images
from app.adapters.exif import NOWHERE, Place, valid_place, valid_time
from app.adapters.remux import WRAPPINGS, Wrapping, opened, remux
from app.core.ports import Rejected, Rendition, VariantFile

LONGEST = 2 * 60 * 60  # seconds of a film
POSTER_AT = 3  # seconds: the first frame is often dark, or shows the floor
QUARTERS = {1: Transpose.ROTATE_90, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_270}
HDR = {ColorTrc.ARIB_STD_B67.value, ColorTrc.SMPTE2084.value}
SCREEN = {"dst_color_trc": ColorTrc.IEC61966_2_1, "dst_color_primaries": ColorPrimaries.BT709}
TIME_KEYS = ("com.apple.quicktime.creationdate", "creation_time")  # only the first has an offset
PLACE_KEYS = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
ISO_6709 = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)(?![^-+/C])")  # C begins CRS, the name of a datum


def render(container: str, content_type: str, original: Path, folder: Path) -> Rendition:
    wrapping, kind = WRAPPINGS[container], content_type.partition("/")[0]
    path, copied_type = folder / f"{kind}.{wrapping.writer}", f"{kind}/{wrapping.subtype}"
    with opened(wrapping, original) as source:
        streams = _chosen(source, wrapping, kind)
        metadata = streams[0].metadata | source.metadata
        seconds = remux(source, streams, wrapping, path)
    owners = (_taken(metadata), *_placed(metadata))
    if kind == "audio":
        sound = VariantFile("audio", path, copied_type, None, None)
        return Rendition((sound,), content_type, None, None, seconds, None, *owners)
    if seconds > LONGEST:
        raise Rejected("too_large")
    picture, width, height = _poster(wrapping, path, seconds)
    film = VariantFile("video", path, copied_type, width, height)
    pictures, thumbhash = images.save(picture, images.POSTER, folder)
    return Rendition((film, *pictures), content_type, width, height, seconds, thumbhash, *owners)


def _chosen(source: InputContainer, wrapping: Wrapping, kind: str) -> list[Stream]:
    """Return one film and one sound. Phones add other streams: microphones, positions, covers."""
    films = [stream for stream in source.streams.video if not stream.disposition & Disposition.attached_pic]
    if bool(films) != (kind == "video"):
        raise Rejected("wrong_type")
    streams = _first(films, wrapping.films) + _first(source.streams.audio, wrapping.sounds)
    if not streams:
        raise Rejected("wrong_type")
    pixels = max((film.codec_context.width * film.codec_context.height for film in films), default=0)
    if pixels > images.PIXELS or (films and (source.duration or 0) > LONGEST * av.time_base):
        raise Rejected("too_large")
    return streams


def _first(streams: Sequence[Stream], codecs: frozenset[str]) -> list[Stream]:
    readable = [stream for stream in streams if stream.codec_context and stream.codec.canonical_name in codecs]
    if streams and not readable:
        raise Rejected("wrong_type")
    return readable[:1]


def _poster(wrapping: Wrapping, path: Path, seconds: float) -> tuple[Image, int, int]:
    """Save a frame, upright, in the size of the film. It is decoded from the copy, which proves that the copy plays."""
    with opened(wrapping, path) as film:
        frame = next(_frames(film, seconds), None)
        if frame is None:
            raise Rejected("unreadable")
        quarters, size = round(frame.rotation / 90) % 4, (frame.width, frame.height)
        picture = _picture(frame)
    if quarters:
        picture = picture.transpose(QUARTERS[quarters])
    return picture, *(size[::-1] if quarters % 2 else size)


def _frames(film: InputContainer, seconds: float) -> Iterator[VideoFrame]:
    (pictures,) = film.streams.video
    pictures.codec_context.thread_count = images.THREADS
    for moment in (min(seconds / 10, POSTER_AT), 0):
        with suppress(av.FFmpegError):
            film.seek(int(moment * av.time_base))
            yield from film.decode(pictures)


def _picture(frame: VideoFrame) -> Image:
    width, height = images.fitting((frame.width, frame.height), images.POSTER["poster"])
    with suppress(av.FFmpegError):  # some colour spaces cannot be converted for a screen
        if frame.color_trc in HDR:
            frame = frame.reformat(width, height, "rgb24", **SCREEN)
    picture: Image = frame.to_image(width=width, height=height)  # type: ignore[no-untyped-call]  # PyAV's
    return picture


def _taken(metadata: Mapping[str, str]) -> datetime | None:
    for key in TIME_KEYS:
        with suppress(KeyError, ValueError):
            return valid_time(datetime.fromisoformat(metadata[key]))
    return None


def _placed(metadata: Mapping[str, str]) -> Place:
    position = next((match for key in PLACE_KEYS if (match := ISO_6709.match(metadata.get(key, "")))), None)
    return valid_place(*map(float, position.groups())) if position else NOWHERE

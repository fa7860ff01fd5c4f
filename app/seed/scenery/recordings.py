"""Recordings of the demo: voice notes, and films of a walk past a picture."""

from fractions import Fraction
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from random import Random

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from app.seed.scenery.phone import PICTURES, Shot, see

FPS = 25
FILM = (480, 640)


def voice_of(name: str) -> Path:
    """Return the file of a voice note. A machine reads its transcript aloud, so that the two agree."""
    return PICTURES / f"{name}.m4a"


def walk(shot: Shot, seconds: float, voice: Path) -> bytes:
    """Make an MP4 of the shot, as a phone films it during a walk, with the voice as its sound."""
    dice, buffer = Random(shot.seed), BytesIO()  # noqa: S311  a walk, no secret
    picture, total = see(shot), int(seconds * FPS)
    steps = list(accumulate((dice.gauss(0, 1.1) for _ in range(total)), lambda before, step: 0.93 * before + step))
    with av.open(buffer, "w", format="mp4") as sink, av.open(voice, "r") as source:
        sink.metadata["creation_time"] = shot.taken_at.isoformat()
        film = sink.add_stream("libx264", rate=FPS, options={"preset": "veryfast", "crf": "26", "threads": "1"})
        if not isinstance(film, VideoStream):
            raise TypeError
        film.width, film.height, film.pix_fmt = (*FILM, "yuv420p")
        sound = sink.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = sound
                sink.mux(packet)
        for number, shake in enumerate(steps):
            frame = VideoFrame.from_image(_seen(picture, number / total, shake))  # type: ignore[no-untyped-call]  # PyAV's
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            sink.mux(film.encode(frame))
        sink.mux(film.encode(None))
    return buffer.getvalue()


def _seen(picture: Image.Image, share: float, shake: float) -> Image.Image:
    """From left to right and a little closer, never quite still."""
    high = picture.size[1] * (0.92 - 0.12 * share)
    wide = high * FILM[0] / FILM[1]
    left = (picture.size[0] - wide) * (0.04 + 0.92 * share)
    top = (picture.size[1] - high) * 0.6 + shake * picture.size[1] / 400
    top = min(max(0, top), picture.size[1] - high)
    return picture.resize(FILM, Image.Resampling.BILINEAR, (left, top, left + wide, top + high), reducing_gap=2)

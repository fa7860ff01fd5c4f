"""Sounds and films as phones make them: a tune that somebody hums, a look along a wall."""

import math
from array import array
from fractions import Fraction
from io import BytesIO
from itertools import accumulate
from random import Random

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from app.seed.scenery.phone import Shot, see

HERTZ = 24_000
SAMPLES = 1024  # in one frame of AAC
FPS = 25
FILM = (480, 640)
NOTES = (0, 4, 7, 9, 7, 4, 2, 0)  # semitones above the lowest


def hum(seconds: float, seed: str) -> bytes:
    """An M4A: soft tones, one after another."""
    dice, buffer = Random(seed), BytesIO()  # noqa: S311  a tune, no secret
    with av.open(buffer, "w", format="mp4") as sink:
        voice = sink.add_stream("aac", rate=HERTZ, layout="mono")
        if not isinstance(voice, AudioStream):
            raise TypeError
        tune = [NOTES[dice.randrange(len(NOTES))] for _ in range(math.ceil(seconds / 0.55))]
        for number in range(int(seconds * HERTZ / SAMPLES)):
            sink.mux(voice.encode(_heard(tune, number)))
        sink.mux(voice.encode(None))
    return buffer.getvalue()


def _heard(tune: list[int], number: int) -> AudioFrame:
    samples = array("f", (_tone(tune, (number * SAMPLES + step) / HERTZ) for step in range(SAMPLES)))
    frame = AudioFrame(format="fltp", layout="mono", samples=SAMPLES)
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = HERTZ, number * SAMPLES, Fraction(1, HERTZ)
    return frame


def _tone(tune: list[int], now: float) -> float:
    place, into = int(now / 0.55) % len(tune), now % 0.55
    swell = math.sqrt(math.sin(math.pi * into / 0.55))
    pitch = 196 * 2 ** (tune[place] / 12) * (1 + 0.004 * math.sin(now * 32))
    turn = 2 * math.pi * pitch * now
    return 0.16 * swell * (math.sin(turn) + 0.4 * math.sin(2 * turn) + 0.18 * math.sin(3 * turn))


def walk(shot: Shot, seconds: float) -> bytes:
    """An MP4: what the shot shows, seen by somebody who walks along it with a phone in the hand."""
    dice, buffer = Random(shot.seed), BytesIO()  # noqa: S311  a walk, no secret
    picture, total = see(shot), int(seconds * FPS)
    steps = list(accumulate((dice.gauss(0, 1.1) for _ in range(total)), lambda before, step: 0.93 * before + step))
    with av.open(buffer, "w", format="mp4") as sink:
        sink.metadata["creation_time"] = shot.taken_at.isoformat()
        film = sink.add_stream("libx264", rate=FPS, options={"preset": "veryfast", "crf": "26", "threads": "1"})
        if not isinstance(film, VideoStream):
            raise TypeError
        film.width, film.height, film.pix_fmt = (*FILM, "yuv420p")
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

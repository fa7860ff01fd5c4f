"""Films and sounds as phones make them, one second long. Wherever words about the author can be, they say CANARY."""

import os
import struct
import wave
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from tests.support.media import CANARY, Place, corners, photo, scene

FPS, HERTZ = 25, 48_000
WIDTH, HEIGHT = 320, 240
CODEC_OPTIONS = {
    "libx264": {"preset": "ultrafast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libvpx": {"deadline": "realtime"},
    "libvpx-vp9": {"deadline": "realtime"},
    "libsvtav1": {"preset": "12"},
    "vorbis": {"strict": "-2"},
}
MUX_OPTIONS = {"movflags": "use_metadata_tags"}  # as Apple names its metadata
MUXER_OPTIONS = {"mp4": MUX_OPTIONS, "mov": MUX_OPTIONS, "mp3": {"write_id3v1": "1"}}
IN_THE_STREAM = f"h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+{CANARY}"


def mp4(*, lived_at: datetime | None = None, gps: Place | None = None, rotation: int = 0) -> bytes:
    """Return a film in H.264 and AAC. `rotation` is counter-clockwise, as a player has to turn it."""
    return film("mp4", "libx264", "aac", said=told(lived_at, gps), rotation=rotation)


def mov(*, lived_at: datetime | None = None, gps: Place | None = None, rotation: int = 0) -> bytes:
    """Return a film in H.265 and AAC, as an iPhone makes it."""
    return film("mov", "libx265", "aac", said=told(lived_at, gps), rotation=rotation)


def webm(codec: str = "libvpx-vp9", sound: str = "libopus") -> bytes:
    return film("webm", codec, sound)


def m4a() -> bytes:
    return sound("mp4", "aac")


def aac() -> bytes:
    return sound("adts", "aac", cover=False)


def mp3() -> bytes:
    """Return a sound in MP3 with ID3 before and after, and APE tags after that."""
    item = struct.pack("<II", len(CANARY), 0) + b"Artist\0" + CANARY.encode()
    footer = b"APETAGEX" + struct.pack("<IIIIQ", 2000, len(item) + 32, 1, 0, 0)
    whole = sound("mp3", "libmp3lame")
    return whole[:-128] + item + footer + whole[-128:]


def ogg() -> bytes:
    return sound("ogg", "libopus", cover=False)


def wav() -> bytes:
    """Return a sound in WAV, with the chunks of editors and of recorders for the radio."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as sink:
        sink.setparams((1, 2, HERTZ, 0, "NONE", ""))
        sink.writeframes(bytes(2 * HERTZ))
    words = CANARY.encode() + bytes(-len(CANARY) % 2)
    info = b"INFOIART" + struct.pack("<I", len(words)) + words
    chunks = ((b"LIST", info), (b"bext", words + bytes(602 - len(words))), (b"id3 ", words))
    body = buffer.getvalue()[8:] + b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def told(lived_at: datetime | None = None, gps: Place | None = None) -> dict[str, str]:
    """Return the metadata of a recording, with canaries."""
    tags = dict.fromkeys(("title", "artist", "comment", "com.apple.quicktime.model"), CANARY)
    if lived_at:
        tags["creation_time"] = lived_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        tags["com.apple.quicktime.creationdate"] = lived_at.strftime("%Y-%m-%dT%H:%M:%S%z")
    if gps:
        tags["com.apple.quicktime.location.ISO6709"] = "{:+08.4f}{:+09.4f}+035.000/".format(*gps)
        tags["location"] = "{:+08.4f}{:+09.4f}/".format(*gps)
    return tags


def film(
    container: str, codec: str, voice: str | None = None, *, said: dict[str, str] | None = None, rotation: int = 0
) -> bytes:
    buffer = BytesIO()
    with _sink(buffer, container, said or told()) as sink:
        pictures = sink.add_stream(codec, rate=FPS, options=CODEC_OPTIONS.get(codec, {}), width=WIDTH, height=HEIGHT)
        assert isinstance(pictures, VideoStream)
        pictures.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        pictures.metadata["handler_name"] = pictures.metadata["title"] = CANARY
        if rotation:
            pictures.set_display_rotation(rotation)
        voice_stream = _voice(sink, voice) if voice else None
        sink.start_encoding()
        sink.mux(_seen(pictures))
        if voice_stream:
            sink.mux(_heard(voice_stream))
    # As root, SVT-AV1 makes the thread that calls it a real-time one, and all that this thread starts afterwards.
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return buffer.getvalue()


def sound(container: str, codec: str, *, cover: bool = True) -> bytes:
    buffer = BytesIO()
    with _sink(buffer, container, told()) as sink:
        voice = _voice(sink, codec)
        if cover:
            sink.mux(_cover(sink))
        sink.mux(_heard(voice))
    return buffer.getvalue()


def _sink(buffer: BytesIO, container: str, tags: dict[str, str]) -> OutputContainer:
    sink = av.open(buffer, "w", format=container, options=MUXER_OPTIONS.get(container, {}))
    sink.metadata.update(tags)
    if container not in {"adts", "mp3", "ogg"}:
        chapter: Any = {"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000), "metadata": tags}
        sink.set_chapters([chapter])
    return sink


def _voice(sink: OutputContainer, codec: str) -> AudioStream:
    voice = sink.add_stream(codec, rate=HERTZ, options=CODEC_OPTIONS.get(codec, {}))
    assert isinstance(voice, AudioStream)
    voice.metadata["title"] = voice.metadata["artist"] = CANARY
    return voice


def _cover(sink: OutputContainer) -> "Packet[Stream]":
    stream = sink.add_mux_stream("mjpeg", width=400, height=300)
    stream.disposition = Disposition.attached_pic
    packet: Packet[Stream] = Packet(photo("JPEG", scene(400, 300)))
    packet.stream, packet.pts, packet.dts = stream, 0, 0
    return packet


def _seen(pictures: VideoStream) -> "list[Packet[Stream]]":
    frame = av.VideoFrame.from_image(corners(WIDTH, HEIGHT))  # type: ignore[no-untyped-call]  # PyAV's
    frame.time_base = Fraction(1, FPS)
    words = BitStreamFilterContext(IN_THE_STREAM if pictures.codec.canonical_name == "h264" else "null", pictures)
    packets = []
    for number in range(FPS + 1):
        frame.pts = number
        for packet in pictures.encode(frame if number < FPS else None):
            packets += words.filter(packet)
    for packet in packets:
        packet.stream = pictures
    return packets


def _heard(voice: AudioStream) -> "list[Packet[Stream]]":
    samples, packets = voice.codec_context.frame_size or 1024, []
    for number in range(HERTZ // samples + 1):
        frame = av.AudioFrame(format=voice.codec_context.format.name, layout="stereo", samples=samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = HERTZ, number * samples
        packets += voice.encode(frame)
    return packets + voice.encode(None)

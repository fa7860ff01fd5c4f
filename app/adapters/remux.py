"""Copies sound and film into a fresh container, by PyAV: nothing is encoded again, and metadata is dropped.

Imported only in the child process.
"""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from app.core.ports import Rejected

Carry = Callable[["Packet[Stream]"], "list[Packet[Stream]]"]


class Wrapping(NamedTuple):
    """How a container is read and written, and which streams are accepted."""

    reader: str
    writer: str
    subtype: str  # of audio/… or video/…, of the copy
    films: frozenset[str]
    sounds: frozenset[str]


NO_FILM: frozenset[str] = frozenset()
MP4 = Wrapping("mov", "mp4", "mp4", frozenset({"h264", "hevc", "av1", "vp9"}), frozenset({"aac", "mp3", "opus"}))
PCM = frozenset({"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"})
WRAPPINGS = {
    "mp4": MP4,
    "mov": MP4,
    "webm": Wrapping("matroska", "webm", "webm", frozenset({"vp8", "vp9", "av1"}), frozenset({"opus", "vorbis"})),
    "aac": Wrapping("aac", "mp4", "mp4", NO_FILM, frozenset({"aac"})),
    "mp3": Wrapping("mp3", "mp3", "mpeg", NO_FILM, frozenset({"mp3"})),
    "ogg": Wrapping("ogg", "ogg", "ogg", NO_FILM, frozenset({"opus", "vorbis"})),
    "wav": Wrapping("wav", "wav", "wav", NO_FILM, PCM),
}
DECODERS = {"h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "aac", "mp3float", "opus", "vorbis", *PCM}
READING = {
    "protocol_whitelist": "file",  # a film may refer to other addresses
    "codec_whitelist": ",".join(sorted(DECODERS)),
}
WRITING = {"mp4": {"movflags": "+faststart"}, "mp3": {"id3v2_version": "0"}}
# Cameras write metadata into the video stream too (place, serial number, settings): only pictures are kept.
PICTURES_ONLY = {
    "h264": "filter_units=pass_types=1-5|7|8",
    "hevc": "filter_units=pass_types=0-34|36|37",
    "av1": "filter_units=remove_types=5|15",
}
ANY_TAG = "\0\0\0\0"
MP4_TAGS = {"h264": "avc1", "hevc": "hvc1", "av1": "av01"}  # Apple does not play hev1
START_CODE = b"\0\0\1"
HEVC_PARAMETER_SETS = {32, 33, 34}
MP3_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
NO_COMMENTS = b"\x03vorbis" + bytes(8) + b"\1"
WHOLE = 0.9  # of the announced length of a film


def opened(wrapping: Wrapping, original: Path) -> InputContainer:
    return av.open(str(original), "r", format=wrapping.reader, metadata_errors="ignore", options=READING)


def remux(source: InputContainer, streams: Sequence[Stream], wrapping: Wrapping, target: Path) -> float:
    """Copy the streams; return the seconds of the first one. Raises Rejected for an incomplete film."""
    first = streams[0]
    begin, end = math.inf, 0
    options = WRITING.get(wrapping.writer, {}) | {"fflags": "+bitexact"}  # without it, the writer adds its name
    with av.open(str(target), "w", format=wrapping.writer, options=options) as sink:
        copies = {stream.index: _copy(stream, sink, wrapping) for stream in streams}
        for packet in source.demux(*streams):
            if packet.is_corrupt and wrapping is MP4:
                raise Rejected("unreadable")
            if packet.dts is None or packet.pts is None:
                continue  # the last packet is empty
            if packet.stream_index == first.index:
                begin, end = min(begin, packet.pts), max(end, packet.pts + (packet.duration or 0))
            sink.mux(copies[packet.stream_index](packet))
    if end <= begin or (wrapping is MP4 and end - begin < WHOLE * (first.duration or 0)):
        raise Rejected("unreadable")
    return float((end - begin) * (first.time_base or 0))


def _copy(stream: Stream, sink: OutputContainer, wrapping: Wrapping) -> Carry:
    """Add a stream like this one to the sink; return the function that prepares its packets."""
    codec = stream.codec.canonical_name
    copy = sink.add_stream_from_template(stream, opaque=True)
    pictures = BitStreamFilterContext(PICTURES_ONLY.get(codec, "null"), stream, copy)
    context = copy.codec_context
    if codec == "hevc":
        context.extradata = _hevc_settings(context.extradata or b"")
    if codec == "vorbis":
        context.extradata = _vorbis_settings(context.extradata or b"")
    context.codec_tag = MP4_TAGS.get(codec, ANY_TAG) if wrapping.writer == "mp4" else ANY_TAG

    def carry(packet: "Packet[Stream]") -> "list[Packet[Stream]]":
        if codec == "mp3" and not MP3_FRAME.match(bytes(packet)):
            return []  # tags at the end, which the demuxer takes for sound
        packets = pictures.filter(_bare(packet))
        for item in packets:
            item.stream = copy
        return packets

    return carry


def _bare(packet: "Packet[Stream]") -> "Packet[Stream]":
    """Drop side data, such as Matroska's additions or new tags within a stream."""
    bare: Packet[Stream] = Packet(packet.size)
    bare.update(bytes(packet))
    bare.pts, bare.dts, bare.duration = packet.pts, packet.dts, packet.duration
    bare.time_base, bare.is_keyframe = packet.time_base, packet.is_keyframe
    return bare


def _hevc_settings(annex_b: bytes) -> bytes:
    units = [unit.rstrip(b"\0") for unit in annex_b.split(START_CODE)]
    return b"".join(b"\0" + START_CODE + unit for unit in units if unit and unit[0] >> 1 in HEVC_PARAMETER_SETS)


def _vorbis_settings(headers: bytes) -> bytes:
    """Empty the second of its three headers, which holds comments. Lengths come first, as sums of bytes up to 255."""
    lengths = re.match(rb"\x02(\xff*[^\xff])(\xff*[^\xff])", headers, re.DOTALL)
    if not lengths:
        raise Rejected("unreadable")
    first, second = map(sum, lengths.groups())
    identity, setup = headers[lengths.end() :][:first], headers[lengths.end() + first + second :]
    return bytes((2, first, len(NO_COMMENTS))) + identity + NO_COMMENTS + setup

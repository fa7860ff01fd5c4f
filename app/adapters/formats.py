"""Accepted file formats. The bytes decide the format; the client's content type has to agree."""

from app.core.ports import Rejected

HEAD = 256  # bytes that identify a format

# kind → container → its content type, then its aliases from clients
CONTAINERS: dict[str, dict[str, tuple[str, ...]]] = {
    "photo": {
        "jpeg": ("image/jpeg", "image/jpg", "image/pjpeg"),
        "png": ("image/png", "image/apng"),
        "webp": ("image/webp",),
        "avif": ("image/avif", "image/avif-sequence"),
        "heif": ("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"),
    },
    "audio": {
        "mp4": ("audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac", "audio/mp4a-latm"),
        "aac": ("audio/aac", "audio/aacp", "audio/x-aac", "audio/mp4", "audio/m4a", "audio/x-m4a"),
        "mp3": ("audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3"),
        "ogg": ("audio/ogg", "audio/opus", "audio/vorbis", "application/ogg"),
        "wav": ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"),
        "webm": ("audio/webm",),
    },
    "video": {
        "mp4": ("video/mp4", "video/quicktime", "video/x-m4v"),
        "mov": ("video/quicktime", "video/mp4"),
        "webm": ("video/webm",),
    },
    "document": {"pdf": ("application/pdf", "application/x-pdf")},
}
STARTS = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"OggS": "ogg",
    b"ID3": "mp3",
    b"%PDF-": "pdf",
}
RIFF = {b"WEBP": "webp", b"WAVE": "wav"}
EBML = b"\x1a\x45\xdf\xa3"
HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
AVIF = {b"avif", b"avis"}
QUICKTIME_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}  # films older than `ftyp` begin with one
MPEG_LAYER_3, MPEG_ADTS = 0x02, 0x00


def recognise(kind: str, content_type: str, head: bytes) -> tuple[str, str]:
    """Return the container and its content type, from the first HEAD bytes of a file. Raises Rejected."""
    if not head:
        raise Rejected("unreadable")
    container = _container(head)
    names = CONTAINERS[kind].get(container or "", ())
    if container is None or content_type.partition(";")[0].strip().lower() not in names:
        raise Rejected("wrong_type")
    return container, names[0]


def _container(head: bytes) -> str | None:
    for start, container in STARTS.items():
        if head.startswith(start):
            return container
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12])
    if head[:4] == EBML:
        return "webm" if b"webm" in head[:64] else None
    return _iso_media(head) or _mpeg_audio(head)


def _iso_media(head: bytes) -> str | None:
    if head[4:8] != b"ftyp":
        return "mov" if head[4:8] in QUICKTIME_ATOMS else None
    size = int.from_bytes(head[:4], "big")
    brands = {head[at : at + 4] for at in (8, *range(16, min(size, len(head)), 4))}
    if brands & AVIF:
        return "avif"
    if brands & HEIF:
        return "heif"
    return "mov" if head[8:12] == b"qt  " else "mp4"


def _mpeg_audio(head: bytes) -> str | None:
    if len(head) < 2 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004  eleven bits of synchronisation
        return None
    return {MPEG_LAYER_3: "mp3", MPEG_ADTS: "aac"}.get(head[1] & 0x06)

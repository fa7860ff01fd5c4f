"""Names of files that people download (RFC 6266)."""

import re
import unicodedata
from urllib.parse import quote

RESERVED = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|%]+')  # by some file system
LONGEST = 80


def content_disposition(kind: str, title: str, suffix: str, *, fallback: str) -> str:
    """Name the file after the title; for old programs in ASCII, and by `fallback` where that leaves nothing."""
    name = _safe(title) or fallback
    ascii_name = _safe(_ascii(name))
    if not any(character.isalnum() for character in ascii_name) or len(ascii_name) < len(name) // 2:
        ascii_name = fallback
    header = f'{kind}; filename="{ascii_name}.{suffix}"'
    return header if ascii_name == name else f"{header}; filename*=UTF-8''{quote(f'{name}.{suffix}', safe='')}"


def _safe(title: str) -> str:
    words = " ".join(RESERVED.sub(" ", title).split())
    return words[:LONGEST].strip(" .")


def _ascii(name: str) -> str:
    characters = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return characters.encode("ascii", "ignore").decode()

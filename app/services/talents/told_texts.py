"""The texts of an experience as its own read shows it, each with its JSON pointer."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any


def told_texts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the texts that are not empty, in a fixed order."""
    return ((pointer, text) for pointer, text in _all(document) if text)


def digest(document: Mapping[str, Any]) -> bytes:
    """Return the digest of all texts and of their language."""
    return hashlib.sha256(json.dumps([document["language"], *told_texts(document)]).encode()).digest()


def _all(document: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    yield from ((f"/{name}", document[name]) for name in ("title", "text"))
    yield from ((f"/reflection/{name}", text) for name, text in sorted((document["reflection"] or {}).items()))
    yield from ((f"/tags/{n}", tag) for n, tag in enumerate(document["tags"]))
    for n, media in enumerate(document["media"]):
        yield from ((f"/media/{n}/{name}", media[name]) for name in ("caption", "transcript"))

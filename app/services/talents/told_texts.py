"""The texts of an experience as its own read shows it, each with the pointer to it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any


def told_texts(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Those that say something, in steady order."""
    return ((pointer, text) for pointer, text in _all(told) if text)


def digest(told: Mapping[str, Any]) -> bytes:
    """Of all that is said there, and in which language."""
    return hashlib.sha256(json.dumps([told["language"], *told_texts(told)]).encode()).digest()


def _all(told: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    yield from ((f"/{name}", told[name]) for name in ("title", "text"))
    yield from ((f"/reflection/{name}", text) for name, text in sorted((told["reflection"] or {}).items()))
    yield from ((f"/tags/{n}", tag) for n, tag in enumerate(told["tags"]))
    for n, media in enumerate(told["media"]):
        yield from ((f"/media/{n}/{name}", media[name]) for name in ("caption", "transcript"))

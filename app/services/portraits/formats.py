"""Formats of a portrait's edition, chosen by `Accept` or by a suffix."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core.i18n import Language
from app.core.uow import Runtime


@dataclass(frozen=True, slots=True)
class OnlinePage:
    """The page to which a PDF leads, and the last day on which it is open."""

    address: str
    until: date

    def playing(self, medium_id: str) -> str:
        """Return the address of a recording on that page. Later editions keep it."""
        return f"{self.address}?play={UUID(medium_id).hex}"


@dataclass(frozen=True, slots=True)
class Frozen:
    """An edition, as one reader may read it."""

    portrait_id: UUID
    edition: int
    locale: Language  # of our own words
    content: Mapping[str, Any]  # in the shape of `PortraitContent`; this reader can fetch its media
    address: str | None = None  # of this reader's page
    online: OnlinePage | None = None  # printed on the PDF
    pages: int | None = None  # of the PDF, at most. None: one if all fits on it, else two


@dataclass(frozen=True, slots=True)
class Format:
    media_type: str
    suffix: str
    render: Callable[[Runtime, Frozen], Awaitable[bytes]]
    is_taken_along: bool = True  # requires the right `download`
    headers: tuple[tuple[str, str], ...] = ()
    runtime_headers: Callable[[Runtime], Mapping[str, str]] = lambda _: {}  # depend on the settings


async def _json(_: Runtime, frozen: Frozen) -> bytes:
    return json.dumps(frozen.content, ensure_ascii=False).encode()


JSON = Format("application/json", "json", _json, is_taken_along=False)
# By name. The composition root adds formats that are not made of services (a page).
FORMATS: dict[str, Format] = {"json": JSON}


def offer(name: str, form: Format) -> None:
    FORMATS[name] = form


def of_suffix(suffix: str) -> Format | None:
    return next((item for item in FORMATS.values() if item.suffix == suffix), None)


def choose_format(accept: str) -> Format:
    """Choose the format that the client prefers (RFC 9110 §12.5.1), or JSON."""
    by_type = {item.media_type: item for item in FORMATS.values()} | dict.fromkeys(("*/*", "application/*"), JSON)
    return next((by_type[media_type] for media_type in _by_preference(accept) if media_type in by_type), JSON)


def _by_preference(accept: str) -> Iterable[str]:
    weights = []
    for part in accept[:500].split(","):
        kind, *parameters = (item.strip().lower() for item in part.split(";"))
        weight = next((parameter.removeprefix("q=") for parameter in parameters if parameter.startswith("q=")), "1")
        quality = float(weight) if weight.replace(".", "", 1).isdecimal() else 0.0
        if kind and quality > 0:
            weights.append((quality, kind))
    return [kind for _, kind in sorted(weights, key=lambda item: -item[0])]

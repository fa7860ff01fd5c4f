"""The forms in which an edition of a Portrait goes out: what `Accept` or a suffix may ask for."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.i18n import Locale
from app.core.uow import Runtime


@dataclass(frozen=True, slots=True)
class Frozen:
    """An edition, in the hands of somebody who may read it."""

    portrait_id: UUID
    edition: int
    locale: Locale  # in which whatever is ours is said
    content: Mapping[str, Any]  # in the shape of `PortraitContent`; its media can be fetched by this reader
    address: str | None = None  # of the page where this reader sees it


@dataclass(frozen=True, slots=True)
class Format:
    media_type: str
    suffix: str
    render: Callable[[Runtime, Frozen], Awaitable[bytes]]
    is_taken_along: bool = True  # it takes the right `download`
    headers: tuple[tuple[str, str], ...] = ()
    headers_here: Callable[[Runtime], Mapping[str, str]] = lambda _: {}  # those that hang on how we are run


async def _json(_: Runtime, frozen: Frozen) -> bytes:
    return json.dumps(frozen.content, ensure_ascii=False).encode()


JSON = Format("application/json", "json", _json, is_taken_along=False)
# By name. What is not made of services (a page) is offered by the root that wires it.
FORMATS: dict[str, Format] = {"json": JSON}


def offer(name: str, one: Format) -> None:
    FORMATS[name] = one


def of_suffix(suffix: str) -> Format | None:
    return next((item for item in FORMATS.values() if item.suffix == suffix), None)


def accepted(accept: str) -> Format:
    """The best of what is asked for that we have (RFC 9110 §12.5.1); JSON where there is nothing better."""
    by_type = {item.media_type: item for item in FORMATS.values()} | dict.fromkeys(("*/*", "application/*"), JSON)
    return next((by_type[asked] for asked in _ranked(accept) if asked in by_type), JSON)


def _ranked(accept: str) -> Iterable[str]:
    weighed = []
    for part in accept[:500].split(","):
        kind, *parameters = (item.strip().lower() for item in part.split(";"))
        said = next((parameter.removeprefix("q=") for parameter in parameters if parameter.startswith("q=")), "1")
        quality = float(said) if said.replace(".", "", 1).isdecimal() else 0.0
        if kind and quality > 0:
            weighed.append((quality, kind))
    return [kind for _, kind in sorted(weighed, key=lambda item: -item[0])]

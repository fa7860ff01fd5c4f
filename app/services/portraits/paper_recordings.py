"""Recordings on paper: how long each is, what is said in it, and a QR code that plays it while the link is live."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.core.dates import say_duration
from app.core.text import unbroken
from app.models.media import RECORDINGS, MediaKind
from app.services.portraits import portrait_texts as texts
from app.services.portraits.formats import OnlinePage
from app.services.portraits.prose import Prose
from app.services.portraits.telling import Moment, Telling
from app.services.shared import qr_codes

MOST = 40  # QR codes of a document


class Code(NamedTuple):
    """A QR code, and the address that it says."""

    file: str
    address: str

    @property
    def picture(self) -> bytes:
        return qr_codes.picture(self.address)


Codes = Mapping[str, Code]  # by the ids of the recordings


class Recording(NamedTuple):
    label: str
    words: Prose
    code: Mapping[str, str] | None

    def within(self, longest: int) -> dict[str, Any]:
        """Return the texts for the typesetter, with as many words as there is room for."""
        return self._asdict() | {"words": self.words.within(longest)}


def recordings_of(telling: Telling, moment: Moment, codes: Codes) -> list[Recording]:
    return [_recording(telling, medium, codes.get(medium["id"])) for medium in _media_of(moment)]


def codes_of(content: Mapping[str, Any], online: OnlinePage | None) -> Codes:
    """Return the QR codes of the recordings; without a page that plays them, there is none."""
    moments = [moment for section in content["sections"] for moment in section.get("moments", ())]
    ids = [medium["id"] for moment in moments for medium in _media_of(moment)] if online else []
    return {item: Code(f"play-{item}.svg", online.playing(item)) for item in ids[:MOST] if online}


def _media_of(moment: Moment) -> list[Mapping[str, Any]]:
    return [medium for medium in moment["media"] if medium["kind"] in RECORDINGS]


def _recording(telling: Telling, medium: Mapping[str, Any], code: Code | None) -> Recording:
    kind, seconds = MediaKind(medium["kind"]), medium.get("duration")
    locale = telling.locale
    parts = [texts.RECORDING[kind].in_(locale), *([say_duration(seconds)] if seconds else [])]
    figure = code and code._asdict() | {"hint": texts.PLAY[kind].in_(locale), "alt": texts.PLAY_ALT[kind].in_(locale)}
    return Recording(unbroken(" · ".join(parts)), Prose.of(medium["transcript"]), figure)

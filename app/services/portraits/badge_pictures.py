"""A badge as a picture that holds its credential (« baked », Open Badges 3.0 §5.3), in PNG or SVG.

The picture shows only claims that the credential signs, and the file carries the proof wherever it is shown.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from html import escape
from struct import pack
from typing import Any
from uuid import UUID
from zlib import crc32

from app.core.dates import say_day
from app.core.i18n import Language
from app.core.ports import Draft, TypesettingFailed
from app.core.text import capital, unbroken
from app.core.uow import Reading
from app.services.portraits import badges
from app.services.portraits.linked_data import ENDORSEMENT
from app.services.portraits.pdf import RETRY_AFTER, NotTypeset
from app.services.portraits.portrait_texts import RECOGNISED_BY
from app.services.talents.credentials import NAME

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = b"openbadgecredential"
HEAD = 33  # bytes of the signature of a PNG and of its first chunk


class PictureForm(StrEnum):
    PNG = "png"
    SVG = "svg"


MEDIA_TYPES = {PictureForm.PNG: "image/png", PictureForm.SVG: "image/svg+xml"}


async def draw(reading: Reading, endorsement_id: UUID, form: PictureForm) -> bytes:
    """Draw the badge of the caller's endorsement. Raises EndorsementNotFound, NotTypeset."""
    badge = await badges.get(reading, endorsement_id)
    data = layout(badge.credential, reading.locale)
    try:
        picture = await reading.runtime.typesetter.typeset("badge", [Draft(1, json.dumps(data))], {}, form.value)
    except TypesettingFailed as error:
        raise NotTypeset(retry_after=RETRY_AFTER) from error
    return _BAKE[form](picture, badge.token, data["title"])


def layout(credential: Mapping[str, Any], locale: Language) -> dict[str, Any]:
    """Return the texts of the picture for the typesetter."""
    [endorser], subject = credential["evidence"], credential["credentialSubject"]
    names = [item["identityHash"] for item in subject.get("identifier", ())]
    day = say_day(datetime.fromisoformat(credential["validFrom"]).date(), locale)
    return {
        "lang": locale,
        "kind": ENDORSEMENT.in_(locale),
        "title": unbroken(credential["name"]),
        "person": unbroken(names[0]) if names else None,
        "by": unbroken(capital(RECOGNISED_BY.in_(locale, name=endorser["name"]))),
        "foot": f"{NAME} · {day}",
    }


def bake_png(picture: bytes, token: str, _: str) -> bytes:
    """Insert an uncompressed iTXt chunk without a language behind the head."""
    content = b"iTXt" + KEYWORD + bytes(5) + token.encode()
    chunk = pack(">I", len(content) - 4) + content + pack(">I", crc32(content))
    return picture[:HEAD] + chunk + picture[HEAD:]


def bake_svg(picture: bytes, token: str, title: str) -> bytes:
    """Insert the credential as the first element, and the title that screen readers say."""
    head, _, rest = picture.decode().partition(">")
    credential = f'<openbadges:credential verify="{token}"></openbadges:credential>'
    return f'{head} xmlns:openbadges="{NAMESPACE}" role="img">{credential}<title>{escape(title)}</title>{rest}'.encode()


_BAKE: Mapping[PictureForm, Callable[[bytes, str, str], bytes]] = {
    PictureForm.PNG: bake_png,
    PictureForm.SVG: bake_svg,
}

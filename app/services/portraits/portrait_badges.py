"""Confirmed talents of a Portrait as Open Badges 3.0, in a Verifiable Presentation (W3C data model)."""

import json
from uuid import UUID

from app.core.uow import Runtime
from app.services.portraits import badges
from app.services.portraits.badges import VC_JWT
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.lines import attachment_headers, talents
from app.services.talents.credentials import CONTEXT


async def render(runtime: Runtime, frozen: Frozen) -> bytes:
    """Render only endorsements that are confirmed now: a withdrawal reaches frozen editions, too."""
    ids = [UUID(recognition["id"]) for talent in talents(frozen) for recognition in talent["recognitions"]]
    envelopes = [
        {"@context": CONTEXT, "id": f"data:{VC_JWT},{badge.token}", "type": "EnvelopedVerifiableCredential"}
        for badge in await badges.sign_all(runtime, ids, frozen.locale)
    ]
    presentation = {"@context": [CONTEXT], "type": ["VerifiablePresentation"], "verifiableCredential": envelopes}
    return json.dumps(presentation, indent=2).encode()


OPEN_BADGES = Format("application/vp", "badges", render, headers=attachment_headers("badges.json"))

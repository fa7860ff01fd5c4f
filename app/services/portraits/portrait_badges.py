"""What others confirmed in a Portrait, as Open Badges 3.0, in the envelope that W3C’s data model has for several."""

import json
from uuid import UUID

from app.core.uow import Runtime
from app.services.portraits import badges
from app.services.portraits.badges import VC_JWT
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.lines import taken_as, talents
from app.services.talents.credentials import CONTEXT


async def render(runtime: Runtime, frozen: Frozen) -> bytes:
    """Only what is confirmed at this moment: a withdrawal reaches what was frozen, too."""
    ids = [UUID(recognition["id"]) for talent in talents(frozen) for recognition in talent["recognitions"]]
    enveloped = [
        {"@context": CONTEXT, "id": f"data:{VC_JWT},{signed}", "type": "EnvelopedVerifiableCredential"}
        for signed in await badges.of(runtime, ids, frozen.locale)
    ]
    said = {"@context": [CONTEXT], "type": ["VerifiablePresentation"], "verifiableCredential": enveloped}
    return json.dumps(said, indent=2).encode()


OPEN_BADGES = Format("application/vp", "badges", render, headers=taken_as("badges.json"))

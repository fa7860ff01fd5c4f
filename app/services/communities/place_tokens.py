"""Tokens that take a person through the steps of joining without a cookie, and open the page of their place."""

from datetime import datetime, timedelta
from uuid import UUID

from app.core.uow import Runtime
from app.services.communities.kept_places import KeptPlaceNotFound

PROOF = "dty_"  # proves the address: its holder may name the guardian
PAGE = "dtp_"
PROOF_LIFE = timedelta(hours=1)


def proof_of(runtime: Runtime, person_id: UUID, community_id: UUID, now: datetime) -> str:
    ends = int((now + PROOF_LIFE).timestamp())
    return runtime.keys.signed(PROOF, person_id.bytes + community_id.bytes + ends.to_bytes(8, "big"))


def read_proof(runtime: Runtime, proof: str, community_id: UUID, now: datetime) -> UUID | None:
    """Return the person of the proof; None when it is over, of another community, or invalid."""
    try:
        body = runtime.keys.read_signed(PROOF, proof)
    except ValueError:
        return None
    is_good = body[16:32] == community_id.bytes and int.from_bytes(body[32:], "big") > now.timestamp()
    return UUID(bytes=body[:16]) if is_good else None


def address_of(runtime: Runtime, person_id: UUID, community_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/p/{page_of(runtime, person_id, community_id)}"


def page_of(runtime: Runtime, person_id: UUID, community_id: UUID) -> str:
    return runtime.keys.signed(PAGE, person_id.bytes + community_id.bytes)


def read_page(runtime: Runtime, token: str) -> tuple[UUID, UUID]:
    """Return the person and the community of the page. Raises KeptPlaceNotFound."""
    try:
        body = runtime.keys.read_signed(PAGE, token)
    except ValueError as error:
        raise KeptPlaceNotFound from error
    return UUID(bytes=body[:16]), UUID(bytes=body[16:])

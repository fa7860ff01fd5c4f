from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.schemas.types import Input, Instant, Output

BASE64 = r"^[A-Za-z0-9_+/-]+={0,2}$"


class SubscriptionKeysWrite(Input):
    p256dh: Annotated[str, StringConstraints(min_length=86, max_length=92, pattern=BASE64, strict=True)]
    auth: Annotated[str, StringConstraints(min_length=16, max_length=64, pattern=BASE64, strict=True)]


class DeviceWrite(Input):
    """A Web Push subscription, as `PushSubscription.toJSON()` gives it."""

    endpoint: Annotated[str, StringConstraints(max_length=1_000, pattern=r"^https?://[\x21-\x7E]+$", strict=True)]
    keys: SubscriptionKeysWrite
    expiration_time: float | None = Field(
        None, alias="expirationTime", ge=0, le=1e15, allow_inf_nan=False, description="Not used"
    )


class DeviceRead(Output):
    id: UUID
    endpoint: str
    created_at: Instant
    updated_at: Instant

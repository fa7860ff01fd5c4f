from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.schemas.types import Input, Instant, Output

UNUSED, WEB_PUSH = "expirationTime", "web_push"
BASE64 = r"^[A-Za-z0-9_+/-]+={0,2}$"


class SubscriptionKeysWrite(Input):
    p256dh: Annotated[str, StringConstraints(min_length=86, max_length=92, pattern=BASE64, strict=True)] = Field(
        examples=["BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"]
    )
    auth: Annotated[str, StringConstraints(min_length=16, max_length=64, pattern=BASE64, strict=True)] = Field(
        examples=["BTBZMqHH6r4Tts7J_aSIgg"]
    )


class WebPushWrite(Input):
    """A subscription of Web Push, as `PushSubscription.toJSON()` gives it; its `expirationTime` is not used."""

    endpoint: Annotated[str, StringConstraints(max_length=1_000, pattern=r"^https?://[\x21-\x7E]+$", strict=True)] = (
        Field(examples=["https://fcm.googleapis.com/fcm/send/k7mp3wxa"])
    )
    keys: SubscriptionKeysWrite

    @model_validator(mode="before")
    @classmethod
    def _leave_out_its_end(cls, value: object) -> object:
        return {name: value[name] for name in value if name != UNUSED} if isinstance(value, dict) else value


class DeviceWrite(Input):
    kind: Literal["web_push"] = Field(description="How pushes go there; the member of that name says where to")
    web_push: WebPushWrite

    @model_validator(mode="before")
    @classmethod
    def _take_a_bare_subscription(cls, value: object) -> object:
        """Take what was sent before there were kinds."""
        return {"kind": WEB_PUSH, "web_push": value} if isinstance(value, dict) and "endpoint" in value else value


class WebPushRead(Output):
    endpoint: str


class DeviceRead(Output):
    id: UUID
    kind: str = Field(description="Others may come", examples=[WEB_PUSH])
    web_push: WebPushRead | None = Field(description="null: of another kind")
    created_at: Instant
    updated_at: Instant

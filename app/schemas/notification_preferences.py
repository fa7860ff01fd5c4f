from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.models.notification_preferences import Timing
from app.models.notifications import NotificationType, Rhythm
from app.schemas.returns import Returnable, returns
from app.schemas.types import Input, Output, Reference, distinct

RULES_LIMIT = 500


class PreferenceWrite(Input):
    """For a type, a community, both, or, without either, for all. A channel left out stays as it is without it."""

    community_id: Reference | None = None
    type: NotificationType | None = None
    in_app: bool | None = Field(None, description="Shown in the list; what is about security always is")
    push: bool | None = None
    email: Timing | None = None


def _one_each(rules: list[PreferenceWrite]) -> list[PreferenceWrite]:
    distinct([(rule.community_id, rule.type) for rule in rules])
    return rules


class PreferencesWrite(Returnable):
    rhythm: Rhythm = Field(Rhythm.DAILY, description="How often the digest comes: each morning, on Mondays, never")
    rules: Annotated[list[PreferenceWrite], Field(max_length=RULES_LIMIT), AfterValidator(_one_each)] = Field(
        [], examples=[[{"type": "mission", "email": "digest"}]]
    )


class PreferenceRead(Output):
    community_id: UUID | None
    type: NotificationType | None
    in_app: bool | None
    push: bool | None
    email: Timing | None


class DefaultRead(Output):
    type: NotificationType
    in_app: bool
    push: bool
    email: Timing


class PreferencesRead(Output):
    """What is said about a community goes before what is said about a type, and both before what is said about all."""

    rhythm: Rhythm
    rules: list[PreferenceRead]
    defaults: list[DefaultRead] = Field(description="How it is where no rule says otherwise")
    web_push_key: str = Field(description="The `applicationServerKey` of `PushManager.subscribe`: VAPID, RFC 8292")


returns(PreferencesRead, PreferencesWrite)

import re
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError

from app.core.changes import Kind
from app.core.errors import Unprocessable
from app.core.faults import fault
from app.schemas.experiences import ExperienceRead
from app.schemas.grants import GrantRead
from app.schemas.journals import JournalRead
from app.schemas.media import MediaRead
from app.schemas.missions import MissionRead
from app.schemas.portraits import PortraitRead
from app.schemas.responses import ResponseRead
from app.schemas.stories import StoryRead
from app.schemas.talents import TalentRead
from app.schemas.types import Input, Output, Reference

T = TypeVar("T", bound=Input)
ETAG = re.compile(r'"\d{1,9}"')
UUID_VERSION = 7


WRITE_TYPES = ("Experience", "Media", "Journal", "Portrait", "Talent", "Response")
DATA = {"anyOf": [{"$ref": f"#/components/schemas/{kind}Write"} for kind in WRITE_TYPES]}


class Documented:
    """Says what a value should be; it is checked later, by itself."""

    def __init__(self, model: type[Input]) -> None:
        self._model = model

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(self._model.__pydantic_core_schema__)


def _version(value: object) -> object:
    """An ETag names a version too, as it came with the read."""
    return int(value.strip('"')) if isinstance(value, str) and ETAG.fullmatch(value) else value


class SyncQuery(Input):
    limit: int = Field(200, ge=1, le=1000)
    cursor: str | None = Field(None, max_length=500, description="The last `next_cursor`. None: everything, anew")


class SyncOperation(Input):
    """A change made offline. `put` without `if_match` creates; all others say which version they change.

    A `response` is named by the mission that it answers: `put` sends it, or declines with `reason`; `delete` takes it
    back."""

    op: Literal["put", "delete"]
    type: Literal["experience", "media", "journal", "portrait", "talent", "response"]
    id: Reference = Field(description="Made by the client (UUIDv7); of a talent: that of its skill")
    if_match: Annotated[int, Field(ge=1, le=999_999_999, strict=True), BeforeValidator(_version)] | None = Field(
        None, description="The `version` that it changes; its ETag, a text, is taken, too"
    )
    data: Annotated[dict[str, Any], WithJsonSchema(DATA)] | None = None

    @field_validator("id")
    @classmethod
    def _made_by_the_client(cls, value: UUID, info: ValidationInfo) -> UUID:
        if value.version != UUID_VERSION and info.data.get("type") != "talent":
            raise PydanticKnownError("uuid_version", {"expected_version": UUID_VERSION})
        return value


class SyncBatch(Input):
    operations: list[Annotated[Any, Documented(SyncOperation)]] = Field(max_length=100)


def checked(model: type[T], value: object) -> T:
    """One part of a batch. Raises Unprocessable."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Unprocessable(errors=[fault(dict(item), "body", item["loc"]) for item in error.errors()]) from error


class ChangeRead(Output):
    type: Kind
    id: UUID
    version: int
    deleted: bool
    data: (
        ExperienceRead
        | MediaRead
        | JournalRead
        | StoryRead
        | PortraitRead
        | GrantRead
        | TalentRead
        | MissionRead
        | ResponseRead
        | None
    ) = Field(description="As it is now, as its own read shows it; null: deleted")


class ChangesRead(Output):
    changes: list[ChangeRead] = Field(description="In the order in which they were made")
    next_cursor: str = Field(description="Keep it for the next call, also when nothing was new")
    has_more: bool


Problem = Annotated[dict[str, Any], WithJsonSchema({"$ref": "#/components/schemas/ProblemDocument"})]


class ResultRead(Output):
    status: int = Field(description="As of the call by itself: 200, 201, 204, or that of the problem", examples=[201])
    data: ExperienceRead | MediaRead | JournalRead | PortraitRead | TalentRead | ResponseRead | None = Field(
        description="As it is now; null: deleted, or refused"
    )
    problem: Problem | None = Field(description="Why it was refused; with `current` when the version was another")


class ResultsRead(Output):
    results: list[ResultRead] = Field(description="One for each operation, in their order")

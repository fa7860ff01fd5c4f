import re
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticKnownError

from app.core.changes import Kind
from app.core.errors import Unprocessable
from app.core.faults import faults
from app.schemas.sync_variants import OPERATIONS, SyncChange, SyncResult
from app.schemas.types import Input, Instant, Output, Reference

T = TypeVar("T", bound=BaseModel)
ETAG = re.compile(r'"\d{1,9}"')
UUID_VERSION = 7
CLIENT_IDS = ("experience", "media", "journal", "portrait", "proposal", "comment")  # types whose ids the client makes


def _version(value: object) -> object:
    """An ETag names a version too, as it came with the read."""
    return int(value.strip('"')) if isinstance(value, str) and ETAG.fullmatch(value) else value


def _split(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


class SyncQuery(Input):
    limit: int | None = Field(
        None, ge=1, le=1000, description="None: up to 42 kB, which go packed over a thin network within a second"
    )
    cursor: str | None = Field(None, max_length=500, description="The last `next_cursor`. None: everything, anew")
    types: Annotated[list[Kind], BeforeValidator(_split)] = Field(
        [],
        max_length=len(Kind),
        description="Of these types alone, separated by commas; a cursor is good for the same types. None: all of "
        "contract 1.0. Moments, journals and stories hold their media whole: leave out `media` where only those are "
        "shown",
    )


class Operation(Input):
    """An operation of a batch, whatever its type; `SyncOperation` documents each."""

    type: Literal[*OPERATIONS]  # type: ignore[valid-type]
    op: Literal["put", "patch", "delete"]
    id: Reference
    if_match: Annotated[int, Field(ge=1, le=999_999_999, strict=True), BeforeValidator(_version)] | None = None
    data: dict[str, Any] | None = None

    @field_validator("op")
    @classmethod
    def _is_of_the_type(cls, value: str, info: ValidationInfo) -> str:
        ops = OPERATIONS[info.data["type"]].ops if "type" in info.data else (value,)
        if value not in ops:
            raise PydanticKnownError("literal_error", {"expected": " or ".join(map(repr, ops))})
        return value

    @field_validator("id")
    @classmethod
    def _made_by_the_client(cls, value: UUID, info: ValidationInfo) -> UUID:
        if value.version != UUID_VERSION and info.data.get("type") in CLIENT_IDS:
            raise PydanticKnownError("uuid_version", {"expected_version": UUID_VERSION})
        return value


OperationDocument = Annotated[Any, WithJsonSchema({"$ref": "#/components/schemas/SyncOperation"})]


class SyncBatch(Input):
    """Each operation is checked by itself, when its turn comes."""

    operations: list[Annotated[Any, WithJsonSchema({"$ref": "#/components/schemas/SyncOperation"})]] = Field(
        max_length=100
    )


def checked(model: type[T], value: object) -> T:
    """One part of a batch. Raises Unprocessable."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Unprocessable(errors=faults(error.errors(), "body")) from error


class ChangesRead(Output):
    changes: list[SyncChange] = Field(description="In the order in which they were made")
    next_cursor: str = Field(description="Keep it for the next call, also when nothing was new")
    has_more: bool
    served_at: Instant = Field(description="By the clock of the server: a phone whose own is wrong can tell")


class ResultsRead(Output):
    results: list[SyncResult] = Field(description="One for each operation, in their order")

"""What a read gives can be sent back: members that only answers have are ignored, `{"id": …}` stands for an id."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from pydantic import BeforeValidator, model_validator

from app.schemas.types import Input, Output


class Returnable(Input):
    """The body of a thing that can be read. Members that neither it nor its read has are refused."""

    read_only: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_only_answers_have(cls, value: object) -> object:
        if isinstance(value, dict) and not cls.read_only.isdisjoint(value):
            return {name: item for name, item in value.items() if name not in cls.read_only}
        return value


READS: dict[type[Returnable], type[Output]] = {}


def returns(read: type[Output], *writes: type[Returnable], elsewhere: Collection[str] = ()) -> None:
    """Ignore in each of the bodies the members that `read` alone has. The first body is that of creation.

    Later bodies refuse what is fixed at creation, and all of them what changes `elsewhere`, by another operation:
    ignored, a change of it would look done.
    """
    constants = writes[0].model_fields.keys() | set(elsewhere)
    for write in writes:
        write.read_only = frozenset(read.model_fields) - write.model_fields.keys() - constants
        READS[write] = read


def _id_of(value: object) -> object:
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _empty_for_null(value: object) -> object:
    return [] if value is None else value


IDS = "Ids, or the things themselves as they were read"
EMBEDDED = BeforeValidator(_id_of)  # where the read has the thing itself
NULLABLE = BeforeValidator(_empty_for_null)  # a list that the read has as null


def mark(schemas: Mapping[str, Any], names: Mapping[str, type[Returnable]]) -> None:
    """Add the members that are ignored to the document's schemas. `names`: of the schema of each body."""
    for name, write in names.items():
        if name in schemas and write in READS:
            members = schemas[READS[write].__name__]["properties"]
            marks = {member: {**members[member], "readOnly": True} for member in sorted(write.read_only)}
            schemas[name]["properties"] |= marks

"""JSON merge patch (RFC 7396): what is sent replaces, null removes, what is not sent stays."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from pydantic import GetJsonSchemaHandler, RootModel, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.core.clock import is_alike
from app.core.errors import Unprocessable
from app.core.faults import faults
from app.core.text import LINE_BREAK
from app.schemas.types import SINGLE_LINE, Input

MARK = repr(SINGLE_LINE)
W = TypeVar("W", bound=Input)


class MergePatch(RootModel[dict[str, Any]]):
    """Subclass it with `of`, the model that the patched document must satisfy."""

    of: ClassVar[type[Input]]

    def digest(self) -> str:
        return hashlib.sha256(json.dumps(["patch", self.root], sort_keys=True).encode()).hexdigest()

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if not hasattr(cls, "of"):
            return handler(schema)
        whole = deepcopy(handler.resolve_ref_schema(handler(cls.of.__pydantic_core_schema__)))
        whole.pop("required", None)
        for field in whole["properties"].values():
            field.pop("default", None)  # what is not sent stays
        whole |= {"title": cls.__name__, "description": "A JSON merge patch: null removes a value."}
        return whole


def patched(of: type[W], row: object, patch: MergePatch, **instead: object) -> W:
    """What the row says, or what is said `instead`, with the patch applied.

    Raises Unprocessable when that is not valid: by the patch, or by what was stored when more was.
    """
    document = {name: _unbroken(of, name, getattr(row, name)) for name in of.model_fields.keys() - instead} | instead
    try:
        data = of.model_validate(_merge(document, patch.root))
    except ValidationError as error:
        raise Unprocessable(errors=faults(error.errors(), "body")) from error
    return data.model_copy(update=dict(_sent_back(data, row, patch.root.keys() & of.model_fields.keys() - instead)))


def _sent_back(data: Input, row: object, names: Iterable[str]) -> Iterator[tuple[str, datetime]]:
    """Yield the instants that are sent as they were read, as they were stored."""
    for name in names:
        column, field = getattr(row, name), getattr(data, name)
        if isinstance(column, datetime) and isinstance(field, datetime) and is_alike(column, field):
            yield name, column.astimezone(field.tzinfo)


@cache
def lines_of(of: type[Input]) -> frozenset[str]:
    """Name the fields that hold a single line."""
    fields = of.model_fields.items()
    return frozenset(name for name, field in fields if MARK in repr((field.annotation, field.metadata)))


def _unbroken(of: type[Input], name: str, value: object) -> object:
    """Write what was stored in several lines, before a line was one, in one."""
    has_break = isinstance(value, str) and LINE_BREAK.search(value)
    return LINE_BREAK.sub(" ", str(value)) if has_break and name in lines_of(of) else value


def _merge(target: object, patch: object) -> object:
    if not isinstance(patch, dict):
        return patch
    document = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        document[name] = None if value is None else _merge(document.get(name), value)
    return {name: value for name, value in document.items() if not (name in patch and patch[name] is None)}

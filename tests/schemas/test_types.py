"""Every text that may come in, wherever a schema has it."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from app import schemas
from app.schemas.types import Input, Label, Line, Paragraph, SafeText, Sentence, Tag

SINGLE = (Line, Label, Tag)
BLANK = ("", " ", "\u200b", "\u3164\u2800", "\u00ad\u200d\ufe0f", "\U000e0041", "\u2060 \n")
LINE_BREAKS = ("a\nb", "a\r\nb", "a\u2028b", "a\u2029b")
LINES = {"name", "title", "label", "caption", "headline", "attribution", "role", "display_name", "device_name", "q"}


def refuses(kind: Any, value: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("value", LINE_BREAKS)
def test_a_line_has_no_breaks(value: str) -> None:
    assert all(refuses(kind, value) for kind in SINGLE)
    assert not any(refuses(kind, value) for kind in (Sentence, Paragraph, SafeText))


@pytest.mark.parametrize("value", BLANK)
def test_what_shows_nothing_is_blank(value: str) -> None:
    assert all(refuses(kind, value) for kind in (Line, Tag, Sentence, Paragraph, SafeText))
    assert TypeAdapter(Label).validate_python(value) == ""


@pytest.mark.parametrize("value", ["👩\u200d🚒", "❤\ufe0f", "نمی\u200cخواهم", " Mon mur\n", "é", "・"])
def test_what_shows_is_kept(value: str) -> None:
    assert all(TypeAdapter(kind).validate_python(value) == value.strip() for kind in (*SINGLE, Sentence))


def inputs() -> Iterator[type[Input]]:
    for module in pkgutil.iter_modules(schemas.__path__):
        for value in vars(importlib.import_module(f"app.schemas.{module.name}")).values():
            is_input = isinstance(value, type) and issubclass(value, Input) and value is not Input
            if is_input and value.__module__ == f"app.schemas.{module.name}":
                yield value


def lines() -> Iterator[tuple[str, TypeAdapter[Any]]]:
    """Every field whose name says that it is a single line, and that takes a text."""
    for model in inputs():
        for name, field in model.model_fields.items():
            kinds = {getattr(arg, "__origin__", arg) for arg in (get_args(field.annotation) or (field.annotation,))}
            if name in LINES and kinds <= {str, type(None)}:
                kind: Any = Annotated[field.annotation, name, *field.metadata]
                yield f"{model.__name__}.{name}", TypeAdapter(kind)


def test_every_line_of_every_schema_is_one_and_shows() -> None:
    wrong, total = [], 0
    for name, adapter in lines():
        total += 1
        for value in (*LINE_BREAKS, *BLANK[2:]):
            try:
                wrong += [name] if adapter.validate_python(value) else []
            except ValidationError:
                continue
    assert wrong == []
    assert total >= 15

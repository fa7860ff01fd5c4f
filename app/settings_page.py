"""Generates docs/settings.md from app/core/settings.py."""

from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core.settings import S3Settings, Settings

HEAD = """# Settings

Environment variables, read once at the start. None is needed: without any, everything runs from `var/`.
Where `DAYTRIPPER_BASE_URL` is an address that everybody may reach, `serve` and `worker` start only with
`DAYTRIPPER_OPERATOR` and each of `DAYTRIPPER_LEGAL_*` that has no default.
This page is made by `make docs`.

| Variable | Default | |
|---|---|---|
"""


def page() -> str:
    return (
        HEAD + "\n".join(f"| `{name}` | {default} | {description} |" for name, default, description in _rows()) + "\n"
    )


def _rows() -> Iterator[tuple[str, str, str]]:
    for name, field in Settings.model_fields.items():
        if name == "s3":
            yield "DAYTRIPPER_S3_*", "none", field.description or ""
            yield from _inner("S3", S3Settings)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _inner(name.upper(), field.annotation)
        else:
            yield f"DAYTRIPPER_{name.upper()}", _default(field), field.description or ""


def _inner(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        yield f"DAYTRIPPER_{prefix}_{name.upper()}", _default(field), field.description or ""


def _default(field: FieldInfo) -> str:
    return "none" if field.default is None else f"`{field.default}`"

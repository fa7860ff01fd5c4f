"""Generates docs/settings.md from app/core/settings.py."""

from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core.provider_settings import FranceConnectSettings, ProConnectSettings, ProviderSettings
from app.core.settings import S3Settings, Settings

OPTIONAL: dict[str, type[BaseModel]] = {  # unset as a whole
    "s3": S3Settings,
    "proconnect": ProConnectSettings,
    "franceconnect": FranceConnectSettings,
}
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
        if name in OPTIONAL:
            yield f"DAYTRIPPER_{name.upper()}_*", "none", field.description or ""
            yield from _inner(name.upper(), OPTIONAL[name])
        elif name == "providers":
            yield "DAYTRIPPER_PROVIDERS", _default(field), field.description or ""
            yield from _members(ProviderSettings)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _inner(name.upper(), field.annotation)
        else:
            yield f"DAYTRIPPER_{name.upper()}", _default(field), field.description or ""


def _inner(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        yield f"DAYTRIPPER_{prefix}_{name.upper()}", _default(field), field.description or ""


def _members(model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        yield f"… {name}", _default(field), field.description or ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    return "none" if field.default in (None, "", {}) else f"`{field.default}`"

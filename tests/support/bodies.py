"""The fullest body that a schema takes: every field said, and none as it would be when left out."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def fullest(model: type[BaseModel], **values: object) -> dict[str, Any]:
    """Return a value for each field of the model. `given`: those that must fit other rows, or one another."""
    document = model.model_json_schema()
    fields = document["properties"].items()
    return {name: values.get(name, _value(schema, document["$defs"])) for name, schema in fields}


def _value(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    schema = schema["anyOf"][0] if "anyOf" in schema else schema
    schema = components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "properties" in schema:
        return {name: _value(member, components) for name, member in schema["properties"].items()}
    if "items" in schema:
        return [_value(schema["items"], components)]
    if "enum" in schema:
        return schema["enum"][-1]
    return {"string": "un mot", "boolean": not schema.get("default"), "integer": schema.get("maximum")}.get(
        schema["type"], schema.get("maximum")
    )

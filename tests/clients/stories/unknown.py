# mypy: ignore-errors
# ruff: noqa: T201
"""Reads what is on its standard input, {name of a schema: an answer}, by the generated client; prints what it read."""

import json
import sys

from openapi_client import models

answers = json.load(sys.stdin)
print(
    json.dumps(
        [name for name, answer in answers.items() if "unheard_of" in getattr(models, name).from_dict(answer).to_json()]
    )
)

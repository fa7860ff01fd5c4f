"""Whatever the document allows, and what it does not: no 5xx, and every answer as documented.

The suite tries one example of each operation and mode; `make fuzz` many, other ones each time.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.documents import whole_document
from tests.support.live import Live

EXAMPLES = {False: 1, True: 200}
# Schemathesis draws some of its negatives by the `random` module, which Hypothesis tells its makers not to do.
pytestmark = [
    pytest.mark.begun_first,
    pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning"),
]
CHECKS = [checks.not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
DOCUMENT = whole_document()
ENDLESS = {"stream_notifications", "stream_room"}  # an answer that has no end cannot be looked at as a whole
OPERATIONS = [
    (path, method)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method != "parameters" and operation["operationId"] not in ENDLESS
]


@pytest.fixture(scope="session")
def schema(live: Live) -> schemathesis.BaseSchema:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.config.update(base_url=live.url)
    return schema


@pytest.fixture
def operation(schema: schemathesis.BaseSchema, path: str, method: str) -> Any:
    return schema[path][method.upper()]


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_every_answer_is_as_documented(
    operation: Any,
    live: Live,
    mode: GenerationMode,
    pytestconfig: pytest.Config,
) -> None:
    whole = pytestconfig.getoption("--whole-corpus")
    headers = {"Authorization": live.sign_in().client.headers["Authorization"]}
    quiet = settings(
        max_examples=EXAMPLES[whole],
        deadline=None,
        derandomize=not whole,
        suppress_health_check=list(HealthCheck),
        database=None,
    )

    @quiet
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:  # there is nothing to get wrong in it
        assert mode is GenerationMode.NEGATIVE


def test_the_whole_document_was_asked() -> None:
    assert len(OPERATIONS) > 60

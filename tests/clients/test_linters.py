"""What linters say of the documents: nothing."""

from pathlib import Path

import pytest

from tests.clients.nodes import FOLDER, run
from tests.support.documents import PARTS

LINTERS = FOLDER / "linters"
MODULES = LINTERS / "node_modules"
DOCUMENTS = [Path(f"openapi/{part}.json").resolve() for part in PARTS]
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def linters(node: str, request: pytest.FixtureRequest) -> None:
    if not MODULES.exists():
        reason = "NO LINTER WAS ASKED: npm ci --prefix tests/clients/linters"
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)


async def test_redocly_says_nothing(node: str) -> None:
    program = MODULES / "@redocly/cli/bin/cli.js"
    options = ("--config", LINTERS / "redocly.yaml", "--format", "json")
    output = await run(node, program, "lint", *DOCUMENTS, *options)
    assert output.count('"problems": []') == len(DOCUMENTS)


async def test_spectral_says_nothing(node: str) -> None:
    program = MODULES / "@stoplight/spectral-cli/dist/index.js"
    options = ("--ruleset", LINTERS / "spectral.yaml", "--fail-severity", "hint")
    output = await run(node, program, "lint", *DOCUMENTS, *options)
    assert "No results with a severity of 'hint' or higher found!" in output

import json
import shutil

import pytest

from tests.clients.nodes import FOLDER, MODULES

PACKAGES = json.loads((FOLDER / "package.json").read_text())["devDependencies"]


@pytest.fixture(scope="module")
def node(request: pytest.FixtureRequest) -> str:
    """Skips loudly where there is no Node; CI passes --require-browser and fails."""
    program = shutil.which("node")
    lacking = [
        *([] if program else ["no Node: apt-get install nodejs npm"]),
        *(
            []
            if all((MODULES / name).exists() for name in PACKAGES)
            else ["no packages: npm ci --prefix tests/clients"]
        ),
    ]
    if lacking:
        reason = "NO STOCK CLIENT WAS TRIED. " + "; ".join(lacking)
        (pytest.fail if request.config.getoption("--require-browser", default=False) else pytest.skip)(reason)
    return str(program)

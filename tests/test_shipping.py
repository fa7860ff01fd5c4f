"""Docker is not there where this is tested; what its image is built of is, and is tried by every `make run`."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from app.core.settings import Settings

MAKEFILE = Path("Makefile").read_text().replace("$(BIN)", ".venv/bin").replace("$(PYTHON)", "python")
DOCKERFILE = Path("Dockerfile").read_text()
COMPOSE = Path("compose.yaml").read_text()


def words(command: str) -> list[str]:
    """Without the flags that only say how much to say."""
    return [word for word in command.split() if word not in {"-q", "--disable-pip-version-check"}]


def test_the_image_is_built_by_steps_that_the_makefile_runs() -> None:
    steps = re.findall(r"(?:RUN|&&) ((?:python|\.venv/bin/)[^\n\\]+)", DOCKERFILE)
    known = [words(line.strip()) for line in MAKEFILE.splitlines()]
    assert [step for step in steps if words(step) not in known] == []
    assert len(steps) == 3


def test_the_image_holds_what_the_application_reads_and_runs_as_nobody_in_particular() -> None:
    copied = re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE)
    assert copied == ["app", "migrations", "openapi"]
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.MULTILINE)


def test_the_composition_sets_only_settings_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    given = re.findall(r"^    DAYTRIPPER_(\w+): ", COMPOSE, re.MULTILINE)
    formed = {"JOBS_IN_PROCESS": "false", "DATABASE_URL": "postgresql://postgres/daytripper"}
    for name in given:
        monkeypatch.setenv(f"DAYTRIPPER_{name}", formed.get(name, f"{name}-" + "x" * 32))
    settings = Settings()
    assert len(given) == 8
    assert settings.s3 is not None
    assert settings.s3.endpoint_url == "S3_ENDPOINT_URL-" + "x" * 32
    assert settings.jobs.in_process is False
    assert settings.root_secret() == b"SECRET-" + b"x" * 32


def test_what_is_installed_holds_all_that_is_in_the_tree(tmp_path: Path) -> None:
    """Pages, mails, pictures, frameworks and migrations are read from beside the code."""
    subprocess.run([".venv/bin/uv", "build", "--wheel", "--offline", "--no-cache", "-q", "-o", tmp_path], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name and name[-1] != "/"}
    folders = (Path("app"), Path("migrations"), Path("openapi"))
    tree = {str(path) for folder in folders for path in folder.rglob("*") if path.is_file()}
    assert packed == {name for name in tree if "__pycache__" not in name}
    assert sum(not name.endswith(".py") for name in packed) > 30

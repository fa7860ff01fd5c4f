"""Docker is not there where this is tested; what its image is built of is, and is tried by every `make run`."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from app.adapters.postgres import SILENCE
from app.adapters.seaweed import CLEARING, OPTIONS
from app.core.settings import Settings
from app.web.routes import router
from tests.support.documents import whole_document

MAKEFILE = Path("Makefile").read_text().replace("$(BIN)", ".venv/bin").replace("$(PYTHON)", "python")
DOCKERFILE = Path("Dockerfile").read_text()
# What installs lies apart from what is installed; servers of our own are left out.
OF_THE_IMAGE = {
    ".uv/bin/": ".venv/bin/",
    "-m venv .uv": "-m venv .venv",
    " --without-pip": "",
    "requirements.txt": "requirements-embedded.txt",
}
COMPOSE = Path("compose.yaml").read_text()
OPERATIONS = Path("docs/operations.md").read_text()
PROXY = Path("docs/nginx.conf").read_text()


def words(command: str) -> list[str]:
    """Without the flags that only say how much to say."""
    return [word for word in command.split() if word not in {"-q", "--disable-pip-version-check"}]


def test_the_image_is_built_by_steps_that_the_makefile_runs() -> None:
    steps = re.findall(r"(?:RUN|&&) ((?:python|\.uv/bin/)[^\n\\]+)", DOCKERFILE)
    lines = [words(line.strip()) for line in MAKEFILE.splitlines()]
    for image, line_of_makefile in OF_THE_IMAGE.items():
        steps = [step.replace(image, line_of_makefile) for step in steps]
    assert [step for step in steps if words(step) not in lines] == []
    assert len(steps) == 4


def test_the_image_is_made_of_what_it_copies_and_of_named_releases() -> None:
    sources = set(re.findall(r"^COPY ([\w. -]+) \S+$", DOCKERFILE, re.MULTILINE))
    exceptions = {line[1:] for line in Path(".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {word for line in sources for word in line.split()} == exceptions
    images = re.findall(r"^(?:FROM| +image:) (\S+)", DOCKERFILE + COMPOSE, re.MULTILINE)
    assert len(images) == 7
    assert [image for image in images if not re.search(r":v?\d+\.\d+", image)] == []


def test_the_composition_opens_no_more_connections_than_postgresql_lends() -> None:
    pool = int(re.findall(r'DATABASE_POOL: "(\d+)"', COMPOSE)[0])
    apis = int(re.findall(r"replicas: (\d+)", COMPOSE)[0])
    assert apis * (5 * pool + 1) + 5 * pool + 12 <= 97  # as docs/operations.md counts them


def test_the_image_holds_what_the_application_reads_and_runs_as_nobody_in_particular() -> None:
    folders = re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE)
    assert folders == ["app", "migrations", "openapi"]
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.MULTILINE)


def test_the_composition_sets_only_settings_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    names = re.findall(r"^    DAYTRIPPER_(\w+): ", COMPOSE, re.MULTILINE)
    values = {"JOBS_IN_PROCESS": "false", "DATABASE_URL": "postgresql://postgres/daytripper", "DATABASE_POOL": "3"}
    values |= {"LEGAL_CONTACT": "ici@example.org", "LEGAL_DPO": "dpo@example.org"}
    values |= {f"LEGAL_ACCESSIBILITY_{name}": "none" for name in ("SCHEME", "PLAN", "REVIEW")}
    for name in names:
        monkeypatch.setenv(f"DAYTRIPPER_{name}", values.get(name, f"{name}-" + "x" * 32))
    settings = Settings()
    assert len(names) == 18
    assert settings.s3 is not None
    assert settings.s3.endpoint_url == "S3_ENDPOINT_URL-" + "x" * 32
    assert settings.jobs.in_process is False
    assert settings.root_secret() == b"SECRET-" + b"x" * 32


def test_what_is_installed_holds_all_that_is_in_the_tree(tmp_path: Path) -> None:
    """Pages, mails, pictures, frameworks and migrations are read from beside the code."""
    subprocess.run([".venv/bin/uv", "build", "--wheel", "--offline", "--no-cache", "-q", "-o", tmp_path], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    files = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name and name[-1] != "/"}
    folders = (Path("app"), Path("migrations"), Path("openapi"))
    tree = {str(path) for folder in folders for path in folder.rglob("*") if path.is_file()}
    assert files == {name for name in tree if "__pycache__" not in name}
    assert sum(not name.endswith(".py") for name in files) > 30


def test_postgresql_of_the_composition_logs_neither_errors_nor_statements() -> None:
    given = dict(re.findall(r"^      - -c(\w+)=(\S+)$", COMPOSE, re.MULTILINE))
    assert given == SILENCE
    assert [name for name in SILENCE if f"`{name} = {SILENCE[name]}`" not in OPERATIONS] == []


def test_what_was_deleted_leaves_the_storage_of_the_composition() -> None:
    assert re.search(rf"^    command: mini .*{CLEARING} #", COMPOSE, re.MULTILINE)
    assert CLEARING in OPTIONS


def test_the_log_of_the_proxy_names_no_secret_address() -> None:
    """Each path with a token, a key or a code in it."""
    patterns = [item.replace("(?<", "(?P<") for item in re.findall(r"^  ~(\^\S+) /", PROXY, re.MULTILINE)]
    pages = {str(getattr(route, "path", "")) for route in router.routes}
    paths = pages | whole_document()["paths"].keys()
    secret = sorted(path for path in paths if re.search(r"\{(token|access|invitation)\}", path))
    assert len(secret) > 25
    assert [path for path in secret if not any(re.match(pattern, path) for pattern in patterns)] == []

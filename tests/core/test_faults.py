from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from app.core.faults import faults, pointer


class Decision(StrEnum):
    HIDE = "hide"
    DISMISS = "dismiss"


def test_the_values_that_there_are_are_said_in_the_reader_s_language() -> None:
    with pytest.raises(ValidationError) as failure:
        TypeAdapter(Literal["hide", "dismiss"]).validate_python("keep")
    [error] = failure.value.errors()
    message = faults([error | {"loc": ("decision",)}], "body")[0]["message"]
    assert message.fr.endswith("'hide' ou 'dismiss'")
    assert message.en.endswith("'hide' or 'dismiss'")


@pytest.mark.parametrize(
    ("choice", "values"),
    [
        (Literal[Decision.HIDE, Decision.DISMISS], "'hide' ou 'dismiss'"),
        (Literal[Decision.HIDE], "'hide'"),
        (Literal["hide"], "'hide'"),
        (Decision, "'hide' ou 'dismiss'"),
    ],
)
def test_members_of_an_enum_are_said_as_they_are_sent(choice: Any, values: str) -> None:
    with pytest.raises(ValidationError) as failure:
        TypeAdapter(choice).validate_python("keep")
    message = faults(failure.value.errors(), "body")[0]["message"]
    assert message.fr == f"doit être l’une des valeurs : {values}"


def test_a_pointer_repeats_no_character_that_texts_may_not_have() -> None:
    assert pointer(["labels", "a\u0000/~\u0007"]) == "/labels/a\ufffd~1~0\ufffd"

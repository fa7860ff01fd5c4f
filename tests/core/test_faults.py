from typing import Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from app.core.faults import fault, pointer


def test_the_values_that_there_are_are_said_in_the_reader_s_language() -> None:
    with pytest.raises(ValidationError) as failure:
        TypeAdapter(Literal["hide", "dismiss"]).validate_python("keep")
    [error] = failure.value.errors()
    message = fault(dict(error), "body", ("decision",))["message"]
    assert message.fr.endswith("'hide' ou 'dismiss'")
    assert message.en.endswith("'hide' or 'dismiss'")


def test_a_pointer_repeats_no_character_that_texts_may_not_have() -> None:
    assert pointer(["labels", "a\u0000/~\u0007"]) == "/labels/a\ufffd~1~0\ufffd"

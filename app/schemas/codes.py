"""Codes that people type, from a mail, an app or another one's screen. The document shows them as we write them."""

import re
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from app.core.faults import refusal
from app.core.text import compact

SIX_DIGITS = r"^\d{6}$"
PERSON = r"^[a-z2-9]{4}-?[a-z2-9]{4}$"
RECOVERY = r"[a-z2-9]{5}-[a-z2-9]{5}"


def typed(pattern: str, message: str) -> BeforeValidator:
    """However it is typed: capitals, spaces and hyphens do not matter."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        code = compact(value)
        for spelling in (code, f"{code[: len(code) // 2]}-{code[len(code) // 2 :]}"):
            if re.fullmatch(pattern, spelling, re.ASCII):
                return spelling
        raise refusal("code", message)

    return BeforeValidator(read)


SixDigits = Annotated[
    str,
    StringConstraints(pattern=SIX_DIGITS, strict=True),
    typed(SIX_DIGITS, "doit être un code de six chiffres, comme 204816"),
]
PersonCodeInput = Annotated[
    str,
    StringConstraints(pattern=PERSON, max_length=9, strict=True),
    typed(PERSON, "doit être un code de huit lettres et chiffres, comme k7mp-3wxa"),
]
SecondFactorInput = Annotated[
    str,
    StringConstraints(pattern=rf"^(\d{{6}}|{RECOVERY})$", max_length=11, strict=True),
    typed(
        rf"\d{{6}}|{RECOVERY}", "doit être les six chiffres de l’application, ou un code de secours comme abcde-fgh23"
    ),
]

"""Those who ask others for access, and what it takes."""

from dataclasses import dataclass
from typing import Any

import pyotp

from tests.factories import Person, Watch


@dataclass
class Factor:
    secret: str
    recovery_codes: list[str]


def code_of(secret: str, watch: Watch) -> str:
    return pyotp.TOTP(secret).at(int(watch.now.timestamp()))


async def with_second_factor(person: Person, watch: Watch) -> Factor:
    """Their session is verified then."""
    secret: str = (await person.ask("PUT", "/v1/me/second-factor", 200))["secret"]
    code = {"code": code_of(secret, watch)}
    confirmed: dict[str, Any] = await person.ask("PUT", "/v1/me/second-factor/confirmation", 200, json=code)
    return Factor(secret, confirmed["recovery_codes"])

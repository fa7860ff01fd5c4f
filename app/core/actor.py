import os
import pwd
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam

from app.core.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a signed-in person through one of their sessions, nobody, or the worker."""

    user_id: UUID | None = None
    session_id: UUID | None = None
    is_system: bool = False
    account: str | None = None  # of the machine: somebody at its shell acts for the system

    @property
    def id(self) -> UUID:
        if self.user_id is None:
            raise Unauthenticated
        return self.user_id


def at_the_shell() -> Actor:
    """Whoever runs this process."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:  # as in a container
        name = f"uid {number}"
    return Actor(is_system=True, account=name)


ANONYMOUS = Actor()
SYSTEM = Actor(is_system=True)
# Whoever will ask: a policy compiled once serves everybody.
ME = Actor(cast(UUID, bindparam("me", type_=Uuid())), cast(UUID, bindparam("session", type_=Uuid())))

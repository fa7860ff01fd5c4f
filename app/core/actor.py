import os
import pwd
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam

from app.core.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: a person through one of their sessions, an anonymous caller, or the system."""

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
    """Return the actor for the account that runs this process."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:  # as in a container
        name = f"uid {number}"
    return Actor(is_system=True, account=name)


ANONYMOUS = Actor()
SYSTEM = Actor(is_system=True)
# A placeholder: policies are compiled once with it, for all callers.
ME = Actor(cast(UUID, bindparam("me", type_=Uuid())), cast(UUID, bindparam("session", type_=Uuid())))

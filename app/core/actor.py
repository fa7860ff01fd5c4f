import os
import pwd
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam

from app.core.errors import Unauthenticated


class Delegation(NamedTuple):
    """A session that a manager's code opened, and that its maker may hold: it acts in that community, and reads what
    was made since it began.
    """

    community_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: a person through one of their sessions, a program with their token, an anonymous caller, or the
    system.
    """

    user_id: UUID | None = None
    session_id: UUID | None = None
    is_system: bool = False
    account: str | None = None  # of the machine: somebody at its shell acts for the system
    reader: UUID | None = None  # who reads what others gave, where it is not the person: programs read none of it
    room_id: UUID | None = None  # a guest acts in that room alone
    community_id: UUID | None = None  # a program of a community acts in that one alone
    delegation: Delegation | None = None

    @property
    def id(self) -> UUID:
        if self.user_id is None:
            raise Unauthenticated
        return self.user_id

    @property
    def reader_id(self) -> UUID:
        return self.id if self.reader is None else self.reader


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
ME = Actor(
    cast(UUID, bindparam("me", type_=Uuid())),
    cast(UUID, bindparam("session", type_=Uuid())),
    reader=cast(UUID, bindparam("reader", type_=Uuid())),
)

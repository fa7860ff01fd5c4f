"""One named schema per kind of thing, told apart by `type`: generators of clients make a type of each."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, Field, RootModel, WithJsonSchema, create_model

from app.core.changes import Kind
from app.schemas.comments import CommentRead, CommentWrite
from app.schemas.endorsements import EndorsementRead
from app.schemas.experiences import ExperienceRead, ExperienceWrite
from app.schemas.grant_requests import GrantRequestRead
from app.schemas.grants import GrantRead
from app.schemas.journals import JournalRead, JournalWrite
from app.schemas.media import MediaRead, MediaWrite
from app.schemas.memberships import MembershipRead, OwnMembershipRead, OwnMembershipWrite
from app.schemas.missions import MissionRead
from app.schemas.notifications import NotificationRead, ReadingWrite, UnreadRead
from app.schemas.patches import MergePatch
from app.schemas.portraits import PortraitRead, PortraitWrite
from app.schemas.programmes import ProgrammeRead
from app.schemas.proposals import ProposalRead, ProposalWrite
from app.schemas.responses import ResponseRead
from app.schemas.stories import StoryRead
from app.schemas.sync_data import ResponseData
from app.schemas.talents import TalentRead, TalentWrite
from app.schemas.types import Input, Output, Reference
from app.schemas.users import UserRead

UNKNOWN = "unknown"  # of the result of an operation that names no type of ours
PATCHABLE = ("put", "patch", "delete")
VERSION = "The `version` that it changes; its ETag, a text, is taken, too"
ID = "Made by the client (UUIDv7)"
IDS: Mapping[str, str] = {
    "talent": "Of its skill: a talent has no other",
    "response": "Of the response; before it is known, of the mission",
    "membership": "Of the community: your own membership of it, as its `PATCH` changes it",
    "reading": "Made by the client: that you read your notifications, `up_to` one or an instant",
}
Problem = Annotated[dict[str, Any], WithJsonSchema({"$ref": "#/components/schemas/ProblemDocument"})]


class Operations(NamedTuple):
    """What an operation on a thing of that type may do, what it takes and what it answers."""

    ops: tuple[str, ...]
    write: type[Input]
    read: type[Output]


OPERATIONS: Mapping[str, Operations] = {
    "experience": Operations(PATCHABLE, ExperienceWrite, ExperienceRead),
    "media": Operations(PATCHABLE, MediaWrite, MediaRead),
    "journal": Operations(PATCHABLE, JournalWrite, JournalRead),
    "portrait": Operations(PATCHABLE, PortraitWrite, PortraitRead),
    "talent": Operations(PATCHABLE, TalentWrite, TalentRead),
    "proposal": Operations(PATCHABLE, ProposalWrite, ProposalRead),
    "response": Operations(("put", "delete"), ResponseData, ResponseRead),
    "comment": Operations(("put", "delete"), CommentWrite, CommentRead),
    "reading": Operations(("put",), ReadingWrite, UnreadRead),
    "membership": Operations(("patch",), OwnMembershipWrite, MembershipRead),
}
READS: Mapping[Kind, type[Output]] = {
    Kind.EXPERIENCE: ExperienceRead,
    Kind.MEDIA: MediaRead,
    Kind.JOURNAL: JournalRead,
    Kind.STORY: StoryRead,
    Kind.PORTRAIT: PortraitRead,
    Kind.GRANT: GrantRead,
    Kind.TALENT: TalentRead,
    Kind.MISSION: MissionRead,
    Kind.RESPONSE: ResponseRead,
    Kind.USER: UserRead,
    Kind.NOTIFICATION: NotificationRead,
    Kind.MEMBERSHIP: OwnMembershipRead,
    Kind.GRANT_REQUEST: GrantRequestRead,
    Kind.COMMENT: CommentRead,
    Kind.ENDORSEMENT: EndorsementRead,
    Kind.PROPOSAL: ProposalRead,
    Kind.PROGRAMME: ProgrammeRead,
}


def _named(prefix: str, kind: str) -> str:
    return prefix + "".join(part.capitalize() for part in kind.split("_"))


def _variant(base: type[BaseModel], prefix: str, kind: str, **fields: Any) -> type[BaseModel]:  # noqa: ANN401
    """Name the variant of that type. It keeps the order of the fields of `base`."""
    constant: Any = (Literal[kind], ...)
    return create_model(_named(prefix, kind), __base__=base, __module__=__name__, type=constant, **fields)


def _one_of(variants: Iterable[type[BaseModel]]) -> Any:  # noqa: ANN401  a type made of types
    return Annotated[reduce(or_, variants), Field(discriminator="type")]


def _data(kind: str, write: type[Input]) -> Any:  # noqa: ANN401
    """Name the data of the operations on a thing: none is demanded of all of them."""
    words = "Of a `put`: what its `PUT` takes; what is left out takes its default. Of a `patch`: what changes alone."
    model = type(_named("SyncData", kind), (MergePatch,), {"of": write, "__doc__": words, "__module__": __name__})
    return (model | None, None)


class _Operation(Input):
    op: str
    type: str
    id: Reference
    if_match: int | None = Field(None, ge=1, le=999_999_999, description=VERSION)
    data: Any = None


class _Change(Output):
    type: str
    id: UUID
    version: int
    deleted: bool
    data: Any


class _Result(Output):
    type: str
    id: UUID | None = Field(description="Of the operation; null: it had none")
    status: int = Field(description="As of the call by itself: 200, 201, 204, or that of the problem", examples=[201])
    data: Any
    problem: Problem | None = Field(
        description="Why it was refused; with `current` when it named no version, or another"
    )


AS_NOW = Field(description="As it is now, as its own read shows it; null: deleted")
OUTCOME = Field(description="As it is now; null: deleted, or refused")


def _operation(kind: str) -> type[BaseModel]:
    ops, write, _ = OPERATIONS[kind]
    op: Any = (Literal[ops], ...)
    identity: Any = (Reference, Field(description=IDS.get(kind, ID)))
    return _variant(_Operation, "SyncOperation", kind, op=op, id=identity, data=_data(kind, write))


def _result(kind: str) -> type[BaseModel]:
    read: Any = OPERATIONS[kind].read if kind in OPERATIONS else dict[str, Any]
    data: Any = (read | None, OUTCOME)
    return _variant(_Result, "SyncResult", kind, data=data)


def _change(kind: Kind) -> type[BaseModel]:
    data: Any = (READS[kind] | None, AS_NOW)
    return _variant(_Change, "SyncChange", kind, data=data)


class SyncOperation(RootModel[_one_of(map(_operation, OPERATIONS))]):  # type: ignore[misc]
    """A change made offline. `put` without `if_match` creates; all others say which version they change.

    `patch` changes what it names alone, null removes a value: whoever does not know all members of a thing uses it.
    """


class SyncChange(RootModel[_one_of(map(_change, READS))]):  # type: ignore[misc]
    """Others may come: skip a `type` that you do not know, and keep the cursor."""


class SyncResult(RootModel[_one_of(map(_result, [*OPERATIONS, UNKNOWN]))]):  # type: ignore[misc]
    """`type` and `id` are those of the operation; `unknown`: it named no type that there is."""

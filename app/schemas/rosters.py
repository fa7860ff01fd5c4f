from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.schemas.types import Input, Line, Output, Tag

LINES = 3_000
AT_ONCE = 500  # addresses that are mailed by one act
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", max_length=32, examples=["0123456789abcdef" * 2])]


class RosterLineState(StrEnum):
    INVITATION = "invitation"
    MEMBER = "member"
    RECENT = "recent"
    REPETITION = "repetition"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    LATER = "later"


class RosterLineWrite(Input):
    line: int = Field(ge=1, le=1_000_000, strict=True, description="In the list of the school", examples=[2])
    email: Line | None = Field(None, description="As it stands there", examples=["ines@example.org"])
    name: Line | None = Field(None, examples=["Inès Martin"])
    tag: Tag | None = Field(None, description="The class: a tag of who accepts", examples=["2GT3"])


class RosterWrite(Input):
    """The pupils of a school. As `text/csv`: a table with headings, as school software exports it."""

    lines: list[RosterLineWrite] = Field(min_length=1, max_length=LINES)


class RosterLineRead(Output):
    line: int
    state: RosterLineState = Field(
        description="`invitation`: they are invited; `member`: they are in; `recent`: this community wrote to them "
        "within a week; `repetition`: the address stands above; `no_address`; `bad_address`: it cannot be one; "
        "`later`: one act mails 500 addresses, send the list again after it"
    )
    email: str | None
    name: str | None
    tag: str | None


class RosterRead(Output):
    """What would happen with each line."""

    fingerprint: Fingerprint = Field(description="Send it back to do exactly this")
    invitations: int = Field(description="How many addresses would be mailed")
    lines: list[RosterLineRead]


class RosterInvitationRead(Output):
    id: UUID
    tag: str | None
    mailed: int


class RosterSendingRead(Output):
    mailed: int
    skipped: int = Field(description="Addresses that got enough mails today")
    invitations: list[RosterInvitationRead] = Field(description="One for each class; each is listed and revocable")

"""Votes on proposals: what there is to choose, how, and what came of it."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.schemas.types import Input, Instant, Output, Reference, distinct

MOST_SOURCES, MOST_CHOICES, LARGEST_CROWD = 20, 50, 10_000


class BallotMethod(StrEnum):
    APPROVAL = "approval"
    POINTS = "points"
    RANK = "rank"


class BallotResults(StrEnum):
    LIVE = "live"
    AT_CLOSE = "at_close"


class BallotForm(Input):
    """A vote on proposals. It is fixed once it is open; who may vote is who has it in their missions as it opens."""

    of: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        min_length=1, max_length=MOST_SOURCES, description="Missions of kind `proposal`: what is approved of them"
    )
    method: BallotMethod = Field(
        BallotMethod.APPROVAL,
        description="`approval`: up to `limit` proposals. `points`: up to `limit` points, shared out. `rank`: up to "
        "`limit` proposals, in order",
    )
    limit: int = Field(3, ge=1, le=MOST_CHOICES, strict=True)
    secret: bool = Field(
        default=True, strict=True, description="The server forgets who chose what as soon as it is counted"
    )
    results: BallotResults = Field(
        BallotResults.AT_CLOSE, description="`live`: while it goes on, in batches of at least `k_min` more people"
    )
    winners: int | None = Field(
        None, ge=1, le=MOST_CHOICES, strict=True, description="How many it chooses. None: all that anybody chose"
    )
    quorum: int | None = Field(
        None, ge=1, le=LARGEST_CROWD, strict=True, description="With fewer votes, it chooses none"
    )
    paper: bool = Field(
        default=False,
        strict=True,
        description="Some vote on paper: after the end, the result waits for their voices, for 30 minutes at most",
    )
    seconds: int | None = Field(
        None, ge=5, le=3_600, strict=True, description="After so many it closes by itself, on the server’s clock"
    )


class BallotChoice(Input):
    proposal_id: Reference
    points: int | None = Field(None, ge=1, le=MOST_CHOICES, strict=True, description="Of `points`")
    rank: int | None = Field(None, ge=1, le=MOST_CHOICES, strict=True, description="Of `rank`: 1 is the best")


class BallotChoiceRead(Output):
    proposal_id: UUID
    points: int | None
    rank: int | None


class BallotFormRead(Output):
    of: list[UUID]
    method: BallotMethod
    limit: int
    secret: bool
    results: BallotResults
    winners: int | None
    quorum: int | None
    paper: bool
    seconds: int | None


class BallotOptionRead(Output):
    proposal_id: UUID
    title: str
    text: str | None
    themes: list[str]


class OpenBallotRead(Output):
    """A vote that began."""

    version: int = Field(description="To be sent with the choices: what there is to choose has not changed")
    electorate: int = Field(description="How many may vote: `in_room` and `members`")
    in_room: int | None = Field(description="Of them, people in the room that asks it; null: no room does")
    members: int = Field(description="Of them, members who are not in that room")
    heads: int | None = Field(description="People that the team counted in that room; null: it did not")
    options: list[BallotOptionRead]


class BallotOptionResultRead(Output):
    proposal_id: UUID
    title: str | None = Field(description="null: nobody signs it any more")
    place: int | None = Field(description="1 is the first; some may share one. null: too few voted, or it goes on")
    chosen: bool
    people: int | None = Field(description="Who chose it; null: few did, or so few may vote that the order is told")
    points: int | None = Field(description="Of `points` and `rank`; as `people`")
    paper_points: int | None = Field(description="On paper, told apart; null: there was none, or few; in `total`")
    total: int | None = Field(description="All voices, with those on paper; null as `people`, or while it goes on")


class BallotResultRead(Output):
    """How a vote ended, or stands. It names nobody."""

    method: BallotMethod
    secret: bool
    electorate: int
    in_room: int | None = Field(description="Of the electorate, people in the room that asked it")
    heads: int | None = Field(description="People that the team counted in that room, beside `in_room` entries")
    order_only: bool = Field(description="Fewer than twice `k_min` people may vote: only the order is told")
    quorum_reached: bool | None = Field(description="null: none is asked for, or it goes on")
    paper_people: int = Field(description="Who voted on paper, beside `people`; 0 also where few did")
    voters: int | None = Field(description="`people` and those on paper; null as `people`, or while it goes on")
    options: list[BallotOptionResultRead] = Field(description="The best first, once it is over")


class PaperChoice(Input):
    proposal_id: Reference
    points: int = Field(ge=0, le=1_000_000, strict=True, description="Of `approval`: how many chose it")


class PaperCountWrite(Input):
    counts: list[PaperChoice] = Field(min_length=1, max_length=500)
    people: int = Field(ge=1, le=LARGEST_CROWD, strict=True, description="Ballots of paper that were counted")
    present: int = Field(ge=1, le=LARGEST_CROWD, strict=True, description="In the room, with those who voted otherwise")
    counted_by: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        min_length=2,
        max_length=2,
        description="Two members who counted them, each for the first time in this vote. Each confirms it",
        examples=[["0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10", "0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b11"]],
    )

    @model_validator(mode="after")
    def _names_each_proposal_once(self) -> "PaperCountWrite":
        ids = [count.proposal_id for count in self.counts]
        if len(set(ids)) < len(ids):
            raise refusal("repeated", "contient deux fois la même chose")
        return self


class PaperChoiceRead(Output):
    proposal_id: UUID
    points: int


class PaperCountRead(Output):
    id: UUID
    mission_id: UUID
    people: int
    present: int
    counted_at: Instant = Field(description="When it was written down")
    counted_by: list[UUID] = Field(description="Those of its two counters who are still there")
    counts: list[PaperChoiceRead] | None = Field(description="For its counters, and in the answer to who wrote it")
    confirmations: int = Field(description="How many of its two counters have confirmed it, from their own account")
    own_confirmation: bool = Field(description="You are one of its counters, and have confirmed it")
    joined_at: Instant | None = Field(description="When it joined the sum; null: nothing of it is counted")
    withdrawn_at: Instant | None = Field(
        description="When it was taken back, or was left out: there were more papers than people who may vote"
    )


class PaperCountsRead(Output):
    items: list[PaperCountRead] = Field(description="The oldest first, also those that were withdrawn")

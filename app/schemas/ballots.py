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
        BallotResults.AT_CLOSE, description="`live`: while it goes on, rounded down by steps of 5 people"
    )
    winners: int | None = Field(
        None, ge=1, le=MOST_CHOICES, strict=True, description="How many it chooses. None: all that anybody chose"
    )
    quorum: int | None = Field(
        None, ge=1, le=LARGEST_CROWD, strict=True, description="With fewer votes, it chooses none"
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
    seconds: int | None


class BallotOptionRead(Output):
    proposal_id: UUID
    title: str
    text: str | None
    themes: list[str]


class OpenBallotRead(Output):
    """A vote that began."""

    version: int = Field(description="To be sent with the choices: what there is to choose has not changed")
    electorate: int = Field(description="How many may vote")
    options: list[BallotOptionRead]


class BallotOptionResultRead(Output):
    proposal_id: UUID
    title: str | None = Field(description="null: nobody signs it any more")
    place: int | None = Field(description="1 is the first; some may share one. null: too few voted, or it goes on")
    chosen: bool
    people: int | None = Field(description="Who chose it; null: so few may vote that only the order is told")
    points: int | None = Field(description="Of `points` and `rank`; as `people`")
    paper_points: int | None = Field(description="On paper, beside the others; null: there was no paper")


class BallotResultRead(Output):
    """How a vote ended, or stands. It names nobody."""

    method: BallotMethod
    secret: bool
    electorate: int
    order_only: bool = Field(description="Fewer than twice `k_min` people may vote: only the order is told")
    quorum_reached: bool | None = Field(description="null: none is asked for, or it goes on")
    paper_people: int = Field(description="Who voted on paper, beside `people`")
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
        description="Two members who counted them, each for the first time in this vote",
        examples=[["0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10", "0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b11"]],
    )

    @model_validator(mode="after")
    def _names_each_proposal_once(self) -> "PaperCountWrite":
        ids = [count.proposal_id for count in self.counts]
        if len(set(ids)) < len(ids):
            raise refusal("repeated", "contient deux fois la même chose")
        return self


class PaperCountRead(Output):
    id: UUID
    mission_id: UUID
    people: int
    present: int
    counted_at: Instant

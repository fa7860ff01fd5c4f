from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.core.dates import Precision
from app.core.faults import refusal
from app.models.experiences import Context
from app.models.responses import Attendance, ResponseState
from app.schemas.ballots import MOST_CHOICES, BallotChoice, BallotChoiceRead
from app.schemas.experiences import CitedMediaRead, SkillRead
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.returns import NULLABLE, Returnable, returns
from app.schemas.surveys import MOST_QUESTIONS, AnswerToQuestion, SurveyAnswerRead
from app.schemas.types import Input, Instant, Output, Paragraph, Reference, Sentence

LATE = "Nothing was said by `due_at`; or the answer came later, and what it shows was captured later, too"


class ResponseWrite(Returnable):
    """What the kind of the mission asks for: an experience, or answers to questions."""

    experience_id: Reference | None = Field(
        None, examples=["0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10"], description="Of a mission of kind `experience`"
    )
    note: Paragraph | None = Field(None, examples=["C’était ma première fois sur la scie."])
    answers: Annotated[list[AnswerToQuestion], NULLABLE] = Field(
        [], max_length=MOST_QUESTIONS, description="Of a `survey`"
    )
    attendance: Literal[Attendance.REGISTERED] | None = Field(None, description="Of an `event`: you come")
    keep_in_journal: bool = Field(
        default=False,
        strict=True,
        description="Of an `event`: once it is noted that you came, a moment of it is begun in your journal, for you "
        "alone",
    )
    choices: Annotated[list[BallotChoice], NULLABLE] = Field(
        [], max_length=MOST_CHOICES, description="Of a `ballot`; again, to change them until it closes"
    )
    ballot_version: int | None = Field(
        None, ge=1, le=1_000_000, strict=True, description="Of a `ballot`: that of the options that you saw"
    )
    captured_at: Instant | None = Field(
        None, description="Of a `survey`: when it was filled in, perhaps offline. Once the mission is over, it counts"
    )


class DeclineWrite(Input):
    reason: Sentence = Field(examples=["Je suis en arrêt cette semaine."])
    never_again: bool = Field(
        default=False, strict=True, description="Of an exchange: this person cannot ask you any more. Nobody is told"
    )


class Decision(StrEnum):
    ACCEPT = "accept"
    RETURN = "return"


class ResponseReviewWrite(Input):
    decision: Decision
    comment: Paragraph | None = Field(None, description="Said to the person", examples=["Ajoute une photo de près."])

    @model_validator(mode="after")
    def _says_why(self) -> "ResponseReviewWrite":
        if self.decision is Decision.RETURN and self.comment is None:
            raise refusal("return_comment", "il faut dire à la personne ce qui manque")
        return self


class ShownExperienceRead(Output):
    """What an answer shows of the experience that it cites, as that was when it was sent. All else of it, and all that
    is written since, stays private; a medium that is taken out of it is shown no more."""

    title: str | None
    text: str | None
    context: Context | None
    lived_at: Instant = Field(description="Cut, where it was lived, to its precision")
    lived_precision: Precision
    utc_offset: int = Field(description="Minutes east of UTC where it was lived")
    skills: list[SkillRead]
    media: list[CitedMediaRead]


class AnsweredRead(Output):
    id: UUID
    community_id: UUID
    title: str


class ResponseRead(Output):
    id: UUID
    mission: AnsweredRead
    author: PersonRef
    state: ResponseState
    late: bool = Field(description=LATE)
    experience_id: UUID | None = Field(description="For its author only")
    experience: ShownExperienceRead | None = Field(
        description="As it was when it was sent, also for its author; null: nothing is shown (any more)"
    )
    note: str | None
    answers: list[SurveyAnswerRead] | None = Field(
        description="To a survey that keeps names; for its author and managers"
    )
    attendance: Attendance | None = Field(description="At an event; for its author and managers")
    waiting_since: Instant | None = Field(description="At an event that was full: since when they wait for a seat")
    keep_in_journal: bool | None = Field(description="Of an event; for its author")
    choices: list[BallotChoiceRead] | None = Field(
        description="In a vote, for its author alone; one that is secret has forgotten them once it closed"
    )
    captured_at: Instant | None = Field(description="For its author")
    reason: str | None = Field(description="Why it was declined; for its author and managers")
    comment: str | None = Field(description="Of the last review; for its author and managers")
    assigned_at: Instant
    seen_at: Instant | None = Field(description="For its author and managers")
    submitted_at: Instant | None
    reviewed_at: Instant | None
    version: int
    updated_at: Instant


returns(ResponseRead, ResponseWrite)


class BoardQuery(PageQuery):
    state: ResponseState | None = None
    answered: bool | None = Field(None, description="Sent, returned or accepted; or none of these")
    late: bool | None = Field(None, description=LATE)


class BoardLineRead(Output):
    """One person to whom the mission was sent."""

    id: UUID = Field(description="Of the response: its content is at /v1/responses/{id}")
    user: PersonRef
    tags: list[str] = Field(
        description="That the community gave the person; they tell namesakes apart, as user.id does"
    )
    state: ResponseState
    late: bool = Field(description=LATE)
    assigned_at: Instant
    seen_at: Instant | None
    submitted_at: Instant | None
    reviewed_at: Instant | None
    attendance: Attendance | None = Field(description="At an event")
    version: int


class CountsRead(Output):
    """How many are where: `sent` = `waiting` + `answered` + `declined` + `missed`."""

    sent: int
    seen: int
    waiting: int = Field(description="Nothing was sent yet, or it was taken back")
    answered: int = Field(description="Sent; `returned` and `accepted` are among them")
    returned: int
    accepted: int
    declined: int
    missed: int = Field(description="The mission closed before they answered")
    late: int


class PastMonthRead(CountsRead):
    """Occurrences of a series that ended more than a year ago: these numbers are kept of them."""

    month: date = Field(description="Its first day; the occurrences began in it, where the community is")
    occurrences: int


class TallyRead(CountsRead):
    past: list[PastMonthRead] = Field(
        description="Of a series: its occurrences that ended more than a year ago, by month, earliest first"
    )

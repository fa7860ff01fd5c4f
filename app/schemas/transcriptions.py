from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from app.core.faults import refusal
from app.models.media import TranscriptionState
from app.schemas.languages import LanguageTag
from app.schemas.returns import Returnable, returns
from app.schemas.types import Input, Instant, Line, Output

LONGEST = 20_000  # characters of a transcript
CUE_LIMIT = 2_000  # cues
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False, strict=True)]


class CueWrite(Input):
    """What is said, and heard between two times."""

    start: Seconds = Field(description="Seconds from the beginning", examples=[0.0])
    end: Seconds = Field(description="Seconds from the beginning", examples=[3.1])
    text: Line = Field(examples=["Au club de foot, j’ai entraîné les petits."])

    @model_validator(mode="after")
    def _takes_time(self) -> "CueWrite":
        if self.start >= self.end:
            raise refusal("empty_cue", "start doit être avant end")
        return self


class TranscriptionWrite(Returnable):
    language: LanguageTag = Field(description="That is spoken: BCP 47", examples=["fr"])
    cues: Annotated[list[CueWrite], Field(min_length=1, max_length=CUE_LIMIT)] = Field(
        description="All of them, in the order in which they are heard; corrected, or as they were proposed"
    )

    @model_validator(mode="after")
    def _are_in_order(self) -> "TranscriptionWrite":
        starts = [cue.start for cue in self.cues]
        if starts != sorted(starts):
            raise refusal("unordered_cues", "cues doivent se suivre")
        if sum(len(cue.text) + 1 for cue in self.cues) > LONGEST:
            raise refusal("too_many_words", "cues ont {limit} caractères au plus, ensemble", limit=LONGEST)
        return self


class CueRead(Output):
    start: float
    end: float
    text: str


class TranscriptionRead(Output):
    media_id: UUID
    state: TranscriptionState = Field(description="proposed, for you alone; or accepted")
    language: LanguageTag = Field(description="That is spoken, as the model heard it or you said")
    cues: list[CueRead]
    model: str | None = Field(description="That proposed the words")
    version: int = Field(description="Of the medium")
    updated_at: Instant


returns(TranscriptionRead, TranscriptionWrite)

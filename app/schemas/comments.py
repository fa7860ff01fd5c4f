from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.core.faults import refusal
from app.models.grants import COLLECTIONS, TargetType
from app.schemas.grants import TargetRead
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Output, Paragraph, Reference


class CommentTarget(Input):
    type: TargetType = Field(examples=["story"])
    id: Reference | None = Field(
        None,
        description="Of the story, portrait or experience",
        examples=["0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10"],
    )
    user_id: Reference | None = Field(None, description="Whose talents or experiences, when it is about them all")

    @model_validator(mode="after")
    def _is_one_thing(self) -> "CommentTarget":
        is_whole = self.type in COLLECTIONS
        if (self.id is None) is not is_whole or (self.user_id is None) is is_whole:
            raise refusal("comment_target", "il faut l’id d’une chose, ou la personne pour tout ce genre")
        return self


class CommentWrite(Input):
    target: CommentTarget
    text: Paragraph = Field(examples=["Bravo pour ce mur : tu y parles de patience, c’est un vrai talent."])


class CommentQuery(PageQuery):
    scope: Literal["received", "written"] = Field("received", description="About what is yours, or by you")
    target_type: TargetType | None = None
    target_id: Reference | None = None
    person: Reference | None = Field(None, alias="user_id", description="Whose things they are about")


class CommentDeletionQuery(Input):
    block: bool = Field(
        default=False,
        description="Of what was said about what is yours: its author can say and ask you nothing any more, until you "
        "unblock them, or give them access by name again. Nobody is told",
    )


class CommentRead(Output):
    id: UUID
    target: TargetRead = Field(description="With its title for its owner only")
    owner: PersonRef | None = Field(
        description="None for its author, once nothing of what it is about is shown to them"
    )
    author: PersonRef | None = Field(description="None: their account is gone")
    text: str
    created_at: Instant

from uuid import UUID

from pydantic import Field

from app.schemas.types import Output


class AvatarRead(Output):
    id: UUID = Field(
        description="Of the medium. Its `thumb` is at the session’s `media_url`, while the person shows it to you"
    )


class PersonRef(Output):
    """A person, wherever somebody is named."""

    id: UUID
    display_name: str | None
    avatar: AvatarRead | None = Field(
        description="Of a person older than 15, while you share a community or an access by name. null: show initials"
    )

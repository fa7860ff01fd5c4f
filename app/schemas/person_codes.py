from pydantic import Field

from app.schemas.types import Instant, Output


class PersonCodeRead(Output):
    code: str = Field(description="To be read out. Good once, and only until another one is made")
    qr_svg: str = Field(description="The same as a picture")
    expires_at: Instant

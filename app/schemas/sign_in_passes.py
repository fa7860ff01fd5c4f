from pydantic import Field

from app.schemas.types import Instant, Output


class SignInPassRead(Output):
    link: str = Field(description="What the code says. It signs in once: show it, and send it to nobody")
    qr_svg: str = Field(description="The code, to be shown on a screen")
    expires_at: Instant

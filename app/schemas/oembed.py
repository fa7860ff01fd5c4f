from typing import Annotated, Literal

from pydantic import Field

from app.schemas.types import Input, Output

Pixels = Annotated[int, Field(ge=1, le=100_000)]


class OembedQuery(Input, extra="ignore"):  # sites add parameters of their own
    url: str = Field(max_length=2_000, examples=["https://daytripper.example/s/dts_3Jm0bXN0ZXIgb2YgdGhlIG1vcm5pbmcg"])
    format: Literal["json"] = "json"
    maxwidth: Pixels | None = Field(None, description="Of the thumbnail")
    maxheight: Pixels | None = Field(None, description="Of the thumbnail")


class OembedRead(Output):
    """oEmbed 1.0. Where there is no thumbnail, its fields are left out, as that specification wants it."""

    version: Literal["1.0"] = "1.0"
    type: Literal["link"] = "link"
    title: str
    author_name: str | None
    provider_name: str
    provider_url: str
    cache_age: int = Field(description="Seconds; short, since a link may be taken back")
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None

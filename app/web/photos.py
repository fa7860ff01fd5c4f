"""How photos are laid out and which file each screen fetches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.web.placeholders import placeholder

EditionJson = dict[str, Any]  # an edition or a part of it; app/schemas/stories.py describes it

WIDEST_ROW = 3.1  # the sum of the ratios (width / height) in one row: two landscapes, three portraits
WIDEST_PAIR = 2.4  # of two photos alone, which deserve more room
MOST_IN_ROW = 3
SIZES = {
    1: "(min-width: 64rem) 44rem, 100vw",
    2: "(min-width: 64rem) 22rem, 50vw",
    3: "(min-width: 64rem) 15rem, 34vw",
}
COVER_SIZES = "(min-width: 64rem) 60rem, 100vw"


@dataclass(frozen=True, slots=True)
class Photo:
    alt: str | None
    caption: str | None
    width: int | None
    height: int | None
    src: str | None
    srcset: str
    sizes: str
    largest: str | None
    placeholder: str | None

    @property
    def shape(self) -> int:
        """Ratio in tenths, which the style sheet has a class for: 10 is a square."""
        return round(10 * _ratio(self.width, self.height))


def photo(media: EditionJson, sizes: str, caption: str | None = None) -> Photo:
    files = pictures_of(media)
    return Photo(
        media["alt"],
        caption or media["caption"],
        media["width"],
        media["height"],
        src=next((file["url"] for file in files if file["name"] == "small"), files[-1]["url"] if files else None),
        srcset=", ".join(f"{file['url']} {file['width']}w" for file in files if file["width"]),
        sizes=sizes,
        largest=files[-1]["url"] if files else None,
        placeholder=placeholder(media["thumbhash"]),
    )


def gallery(media: Sequence[EditionJson]) -> list[list[Photo]]:
    """At least one photo, in rows of one to three, each as wide as its shape asks: nothing is cut off."""
    return [[photo(item, SIZES[len(row)]) for item in row] for row in _rows(media)]


def pictures_of(media: EditionJson) -> list[EditionJson]:
    """The variants an <img> can show, narrowest first."""
    pictures = [variant for variant in media["variants"] if variant["content_type"].startswith("image/")]
    return sorted(pictures, key=lambda picture: picture["width"] or 0)


def _rows(media: Sequence[EditionJson]) -> Iterator[list[EditionJson]]:
    limit = WIDEST_PAIR if len(media) <= 2 else WIDEST_ROW  # noqa: PLR2004  a pair
    row: list[EditionJson] = []
    for index, medium in enumerate(media):
        opens = index == 1 and len(media) % 2 == 1 and _shape(media[0]) > 1  # a landscape opens an odd number
        if row and (opens or len(row) == MOST_IN_ROW or sum(map(_shape, row)) + _shape(medium) > limit):
            yield row
            row = []
        row.append(medium)
    yield row


def _shape(media: EditionJson) -> float:
    return _ratio(media["width"], media["height"])


def _ratio(width: int | None, height: int | None) -> float:
    """Between a tall screenshot and a panorama; photos of unknown size are taken as 4:3."""
    return min(2.5, max(0.5, width / height)) if width and height else 4 / 3

from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from PIL import Image
from thumbhash import rgba_to_thumb_hash

from app.web.pages import (
    story_page,
)
from app.web.photos import gallery
from app.web.placeholders import placeholder
from tests.web.reading import words_of
from tests.web.samples import SERVICE, STORY, photo, story


def test_photos_come_in_the_size_that_fits_and_only_when_near() -> None:
    page = story_page(story())
    assert 'srcset="/media/thumb.png 320w, /media/small.png 800w, /media/large.png 1600w"' in page
    assert page.count('fetchpriority="high"') == 1  # the cover
    assert page.count('loading="lazy"') >= 4
    assert 'width="1600" height="1200"' in page


@pytest.mark.parametrize(
    ("shapes", "rows"),
    [
        ([(4, 3)], [1]),
        ([(4, 3), (4, 3)], [1, 1]),
        ([(3, 4), (3, 4)], [2]),
        ([(3, 4), (3, 4), (3, 4)], [3]),
        ([(4, 3), (3, 4), (3, 4)], [1, 2]),
        ([(4, 3), (4, 3), (4, 3), (4, 3)], [2, 2]),
        ([(9, 1)], [1]),
        ([(1, 1)] * 7, [3, 3, 1]),
    ],
)
def test_a_gallery_gives_each_photo_the_room_its_shape_asks(shapes: list[tuple[int, int]], rows: list[int]) -> None:
    assert [len(row) for row in gallery([photo(None, *shape) for shape in shapes])] == rows


def test_a_photo_has_words_even_when_its_author_gave_none() -> None:
    page = story_page(story())
    assert 'alt="Photo sans description"' not in page  # its caption serves
    page = story_page(story(STORY | {"blocks": [SERVICE | {"media": [photo(None)]}]}))
    assert 'alt="Photo sans description"' in page


def test_sounds_and_videos_play_without_a_script_and_can_be_read() -> None:
    page = story_page(story())
    assert '<audio controls preload="none" aria-label="Note vocale">' in page
    assert '<source src="/media/a.m4a" type="audio/mp4">' in page
    assert "Note vocale · 1\xa0min 12\xa0s" in words_of(page)
    assert "<details><summary>Lire la transcription</summary>" in page
    assert 'poster="/media/poster.png"' in page
    assert '<a class="open" href="/media/d.pdf">Ouvrir le document</a>' in page


def test_a_photo_on_its_way_has_a_place_with_its_words() -> None:
    page = story_page(story())
    words = '<span class="awaited-alt" lang="fr">Une photo perdue</span>'
    assert f'<span class="missing" lang="fr">Une photo arrive{words}</span>' in page
    silent = photo(None) | {"kind": "audio", "variants": []}
    assert "Un son arrive" in story_page(story(STORY | {"blocks": [SERVICE | {"media": [silent]}]}))


def colours_of(thumbhash: str) -> Image.Image:
    address = placeholder(thumbhash)
    assert address is not None
    assert len(address) < 300
    return Image.open(BytesIO(b64decode(address.partition(",")[2]))).convert("RGB")


@pytest.mark.parametrize("size", [(40, 30), (30, 40), (30, 30)])
def test_a_placeholder_has_the_colours_of_its_photo(size: tuple[int, int]) -> None:
    picture = Image.new("RGBA", size, (230, 120, 40, 255))
    picture.paste((30, 60, 160, 255), (0, size[1] // 2, *size))
    digest = b64encode(bytes(rgba_to_thumb_hash(*size, list(picture.tobytes())))).decode()
    pixels = colours_of(digest)
    assert pixels.getpixel((3, 0)) == pytest.approx((230, 120, 40), abs=50)
    assert pixels.getpixel((3, 5)) == pytest.approx((30, 60, 160), abs=50)


@pytest.mark.parametrize("see_through", [0, 1])
def test_what_is_see_through_is_shown_full(see_through: int) -> None:
    grey = (see_through << 23 | 32 << 12 | 32 << 6 | 32).to_bytes(3, "little") + bytes(2) + bytes(20)
    assert colours_of(b64encode(grey).decode()).getpixel((3, 3)) == pytest.approx((130, 130, 130), abs=6)


@pytest.mark.parametrize("thumbhash", [None, "", "!!", "AAAA", "1QcS", "é"])
def test_a_broken_thumbhash_shows_nothing(thumbhash: str | None) -> None:
    assert placeholder(thumbhash) is None

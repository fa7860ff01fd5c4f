"""What was taken along, or frozen, under an earlier release is read by this one.

`tests/archives` holds an export and a Portrait of each release: whoever adds a field meets copies that lack it.
"""

import json
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from app.core.i18n import Locale
from app.core.uow import Runtime
from app.schemas.portrait_content import PortraitContent
from app.schemas.stories import EditionContent
from app.services.portraits.formats import FORMATS, Frozen
from tests.api.test_exports import rows, take_along
from tests.support.imports import import_file
from tests.support.people import ADULT, Person
from tests.support.portable import PORTRAIT

ARCHIVES = sorted(Path("tests/archives").glob("export-*.zip"))
PORTRAITS = sorted(Path("tests/archives").glob("portrait-*.json"))


def test_there_is_a_copy_of_each_release() -> None:
    assert len(ARCHIVES) == len(PORTRAITS) >= 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", [archive.read_bytes() for archive in ARCHIVES], ids=[archive.stem for archive in ARCHIVES]
)
async def test_an_archive_comes_whole_its_story_is_shown_and_taken_along_again(
    bob: Person, guest: httpx.AsyncClient, runtime: Runtime, content: bytes
) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    result = (await import_file(bob, runtime, content))["result"]
    counts = {name: result[name] for name in ("experiences", "media", "journals", "stories", "talents", "portraits")}
    assert (result["left_out"], counts) == ({}, dict.fromkeys(counts, 1) | {"experiences": 3})
    [story] = (await bob.ask("GET", "/v1/stories", 200))["items"]
    read = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    EditionContent.model_validate(read["content"])
    audience = {"audience": {"type": "link"}, "target": {"type": "story", "id": story["id"]}, "purpose": "personal"}
    link = await bob.ask("POST", "/v1/grants", 201, json=audience | {"rights": ["view"]})
    page = await guest.get(link["url"])
    assert (page.status_code, read["content"]["title"] in page.text) == (200, True)
    repeated_archive = await take_along(bob, guest, runtime)
    assert len(rows(repeated_archive, "experiences")) == counts["experiences"]
    assert "stories/1.html" in repeated_archive.namelist()


def test_what_lies_in_an_older_archive_lacks_what_came_since() -> None:
    """Else the test above would show nothing."""
    with ZipFile(ARCHIVES[0]) as archive:
        assert "kept_aside" not in rows(archive, "experiences")[0]


@pytest.mark.parametrize(
    "text", [portrait.read_text() for portrait in PORTRAITS], ids=[portrait.stem for portrait in PORTRAITS]
)
@pytest.mark.usefixtures("app")  # which offers the page, beside the forms of services
async def test_a_frozen_portrait_goes_out_in_every_form(runtime: Runtime, text: str) -> None:
    content = json.loads(text)
    PortraitContent.model_validate(content)
    content["person"]["photo"] = None  # whose bytes are in no store of ours
    written = {
        name: await one.render(runtime, Frozen(PORTRAIT, 2, Locale.FR, content, "https://daytripper.test/s/dts_x"))
        for name, one in FORMATS.items()
    }
    assert len(written) >= 6
    assert [name for name, made in written.items() if not made] == []

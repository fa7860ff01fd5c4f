"""What the README promises a newcomer: from an iPhone's photo to a story that anybody can open."""

import os
import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from app.core.settings import Settings
from tests.support.live import Live
from tests.support.media import CANARY, heic

MOMENT = datetime(2026, 3, 3, 14, 10, tzinfo=UTC)


@pytest.mark.slow
def test_a_photo_of_an_iphone_becomes_a_story_without_its_metadata(
    live: Live, settings: Settings, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_0001.HEIC"
    photo.write_bytes(heic(800, 600, lived_at=MOMENT))
    assert CANARY.encode() in photo.read_bytes()
    environment = {"DAYTRIPPER_BASE_URL": live.url, "DAYTRIPPER_DATA_DIR": str(settings.data_dir)}
    process = subprocess.run(
        ["examples/first-story.sh", "newcomer@example.org", str(photo)],
        env=os.environ | environment,  # noqa: TID251  the script finds its commands by PATH
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
    link = process.stdout.split()[-1]
    page = httpx.get(link)
    assert page.status_code == 200
    assert "Ma première capture" in page.text
    addresses = set(re.findall(r"/m/[\w-]+/[\w-]+/\w+", page.text))
    assert len(addresses) >= 3
    for path in addresses:
        variant = httpx.get(live.url + path)
        assert variant.status_code == 200
        assert CANARY.encode() not in variant.content
        picture = Image.open(BytesIO(variant.content))
        assert (dict(picture.getexif()), picture.info.get("xmp"), picture.info.get("icc_profile")) == ({}, None, None)

"""`make demo` is cut off, again and again, and finished by the next run."""

import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import httpx
import pyotp
import pytest
from fastapi import FastAPI

from app.core.settings import Settings
from app.seed import demo
from app.seed.visitor import Patient
from tests.support.live import serving

pytestmark = pytest.mark.slow
SIDE = 96  # pixels of photos
CUTS = 2  # after the first code of the app, then after the second factor was proved once more
VERIFICATION = "/v1/me/second-factor/verification"


class CutOff(BaseException):
    """Ctrl-C, after the server answered and before the demo heard of it."""


@pytest.fixture
def home(settings: Settings, app: FastAPI, tmp_path: Path) -> Iterator[Settings]:
    own = settings.model_copy(update={"data_dir": tmp_path})
    with serving(own) as live:
        database_url = live.app.state.runtime.settings.database_url
        yield own.model_copy(update={"base_url": live.url, "database_url": database_url, "app_url": None})


async def test_a_demo_that_was_cut_off_is_finished_by_the_next_run(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, cuts = Patient.handle_async_request, list[str]()

    async def cut(self: Patient, request: httpx.Request) -> httpx.Response:
        response = await answer(self, request)
        if request.url.path == VERIFICATION and len(cuts) < CUTS:
            await response.aclose()
            cuts.append(request.url.path)
            raise CutOff
        return response

    monkeypatch.setattr(Patient, "handle_async_request", cut)
    with redirect_stdout(StringIO()):
        for _ in range(CUTS):
            with pytest.raises(CutOff):
                await demo.fill(home, SIDE)
        outcome = await demo.fill(home, SIDE)
    assert len(cuts) == CUTS
    assert outcome.links


async def test_a_demo_begins_again_after_its_database_is_gone(home: Settings) -> None:
    """What it kept of the other database, codes of a second factor, does not keep it from being filled."""
    kept = home.data_dir / "demo" / "karima.json"
    kept.parent.mkdir(parents=True)
    codes = ["abcde-fgh23", "ijkmn-pqr45"]
    kept.write_text(json.dumps({"secret": pyotp.random_base32(), "codes": codes}))
    with redirect_stdout(StringIO()):
        outcome = await demo.fill(home, SIDE)
    assert outcome.links
    next_codes = json.loads(kept.read_text())["codes"]
    assert next_codes
    assert not {*codes} & {*next_codes}

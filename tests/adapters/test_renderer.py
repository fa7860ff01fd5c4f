import asyncio
import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL

import pytest

from app.adapters import children, renderer, rendering
from app.adapters.renderer import Renderer, RendererBroken
from app.adapters.rendering import BACKGROUND, UNUSED
from app.core.ports import Rejected, Rendition
from tests.support import media
from tests.support.renditions import left_in

# Stands in for the child. Of its script, $4 is the original, $5 the folder to write to.
STAND_IN = """
import json, os, sys
_, script, *modules = sys.argv
os.environ["MODULE"] = " ".join(modules)
os.execv("/bin/sh", ["sh", "-c", script, *json.loads(input())])
"""
NOTING = 'echo ${MODULE:-alone} >> "$4.log"; exit 1'
SLEEPING = 'echo $$ > "$4.half"; mv "$4.half" "$4.pid"; exec sleep 60'


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "original"
    path.write_bytes(media.jpeg(400, 300))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "variants"
    path.mkdir()
    return path


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> "Child":
    return Child(monkeypatch)


class Child:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def ends(self, script: str) -> None:
        """End without waiting for a file."""
        self._monkeypatch.setattr(renderer, "CHILD", ("/bin/sh", "-c", script))

    def does(self, script: str) -> None:
        self._monkeypatch.setattr(renderer, "CHILD", (sys.executable, "-c", STAND_IN, script))


async def photo(original: Path, folder: Path, **limits: float) -> Rendition:
    return await Renderer(**limits).render("photo", "image/jpeg", original, folder)  # type: ignore[arg-type]


def test_no_decoder_is_imported_where_requests_are_answered() -> None:
    words = "import app.adapters.renderer, sys; print({'PIL', 'av', 'pillow_heif', 'thumbhash'} & sys.modules.keys())"
    command = [sys.executable, "-c", words]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == "set()\n"


@pytest.mark.parametrize("signal", ["KILL", "SEGV", "ABRT", "XCPU", "ALRM"])
async def test_a_child_that_is_killed_costs_its_file_only(
    signal: str, original: Path, folder: Path, child: Child
) -> None:
    child.does(f'echo half > "$5/large.webp"; kill -{signal} $$')
    with pytest.raises(Rejected, match="too_costly"):
        await photo(original, folder)
    assert left_in(folder) == []


async def test_a_child_that_hangs_is_killed(original: Path, folder: Path, child: Child) -> None:
    child.does(SLEEPING)
    with pytest.raises(Rejected, match="too_costly"):
        await photo(original, folder, seconds=1)
    assert not is_alive(original)


async def test_a_child_ends_with_who_asked_for_it(original: Path, folder: Path, child: Child) -> None:
    child.does(SLEEPING)
    asking = asyncio.create_task(photo(original, folder))
    while not original.with_suffix(".pid").exists():
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not is_alive(original)
    assert left_in(folder) == []


FAULTY_CHILD = """echo '{"rejected": null, "cause": "ImportError in images.py:1"}' > "$5/answer" """


@pytest.mark.parametrize("script", ["exit 1", "kill -TERM $$", "kill -INT $$", FAULTY_CHILD])
async def test_what_is_not_the_fault_of_the_file_does_not_reject_it(
    script: str, original: Path, folder: Path, child: Child
) -> None:
    child.does(script)
    with pytest.raises(RendererBroken):
        await photo(original, folder)


async def test_a_file_that_is_not_there_is_not_rejected(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(RendererBroken):
        await photo(tmp_path / "nothing", folder)


async def test_children_wait_for_their_turn(original: Path, folder: Path, child: Child) -> None:
    child.does('echo start >> "$4.log"; sleep 0.05; echo end >> "$4.log"; exit 1')
    await render_three(Renderer(at_once=1), original, folder)
    assert read(original.with_suffix(".log")) == "start\nend\n" * 3


async def test_as_many_children_run_at_once_as_may(original: Path, folder: Path, child: Child) -> None:
    child.does('echo start >> "$4.log"; until [ $(wc -l < "$4.log") -ge 3 ]; do sleep 0.01; done; exit 1')
    await render_three(Renderer(at_once=3), original, folder)


async def test_what_somebody_waits_to_see_is_rendered_before_what_nobody_does(
    original: Path, folder: Path, child: Child
) -> None:
    child.does('nice -n $7 nice >> "$4.log"; exit 1')
    await render_three(Renderer(), original, folder)
    await render_three(Renderer(niceness=BACKGROUND), original, folder)
    assert read(original.with_suffix(".log")).split() == ["5"] * 3 + ["15"] * 3


def test_comparisons_and_transcriptions_let_photos_go_first() -> None:
    levels = {
        path.stem: match
        for path in Path("app/adapters").glob("*.py")
        if (match := re.findall(r"^    confine\(.*niceness=(\w+)", path.read_text(), re.MULTILINE))
    }
    assert levels == {
        "comparing": ["BACKGROUND"],
        "transcribing": ["BACKGROUND"],
        "typesetting": ["AWAITED"],
        "rendering": ["int"],
    }


async def test_others_are_served_while_a_child_works(original: Path, folder: Path, child: Child) -> None:
    child.does("sleep 0.3; exit 1")
    asking, turns = asyncio.create_task(photo(original, folder)), 0
    while not asking.done():
        await asyncio.sleep(0.01)
        turns += 1
    with suppress(RendererBroken):
        await asking
    assert turns > 5


async def test_a_child_knows_no_secret_and_hears_no_ctrl_c(
    original: Path, folder: Path, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYTRIPPER_SECRET", "words of ours")
    child.does('env > "$4.env"; ' + SLEEPING)
    asking = asyncio.create_task(photo(original, folder))
    while not (pid := original.with_suffix(".pid")).exists() or not pid.read_text():
        await asyncio.sleep(0.01)
    assert "words of ours" not in original.with_suffix(".env").read_text()
    assert os.getpgid(int(pid.read_text())) != os.getpgid(0)
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking


GOOD = {"content_type": "image/jpeg", "width": 1, "height": 1, "duration": None, "thumbhash": None}
NOWHERE = {"lived_at": None, "latitude": None, "longitude": None}


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../original", "link.webp", "absent.webp", ".hidden", "large.webp/../../original", ""]
)
async def test_a_child_that_was_taken_over_cannot_name_files_of_ours(
    path: str, original: Path, folder: Path, child: Child
) -> None:
    words = {"name": "large", "content_type": "image/webp", "width": 1, "height": 1, "path": "@" + path}
    answer = json.dumps({"variants": [words], **GOOD, **NOWHERE})
    child.does(f"""ln -s "$4" "$5/link.webp"; echo '{answer}' | sed "s|@/|/|;s|@|$5/|" > "$5/answer" """)
    with pytest.raises(Rejected, match="too_costly"):
        await photo(original, folder)
    assert left_in(folder) == []
    assert is_there(original)


@pytest.mark.parametrize(
    "script",
    [
        "exit 0",
        'echo Bonjour > "$5/answer"',
        """echo '{"rejected": "because", "cause": null}' > "$5/answer" """,
        'head -c 20000 /dev/zero > "$5/answer"',
        'mkfifo "$5/answer"',
        'ln -s "$4" "$5/answer"',
    ],
)
async def test_a_child_that_was_taken_over_cannot_say_what_it_likes(
    script: str, original: Path, folder: Path, child: Child
) -> None:
    child.does(script)
    with pytest.raises(Rejected, match="too_costly"):
        await photo(original, folder)


async def test_a_child_that_was_started_before_renders_one_file(original: Path, folder: Path, child: Child) -> None:
    child.does(NOTING)
    ready = Renderer()
    ready.prepare()
    ready.prepare()
    for _ in range(2):
        with pytest.raises(RendererBroken):
            await ready.render("photo", "image/jpeg", original, folder)
    assert read(original.with_suffix(".log")).split() == ["images", "alone"]


@pytest.mark.parametrize("end", [f"exit {UNUSED}", "kill -KILL $$"])
async def test_a_child_that_ended_before_its_file_is_replaced(
    end: str, original: Path, folder: Path, child: Child
) -> None:
    ready = Renderer()
    child.ends(end)
    ready.prepare()
    assert ready._spare is not None
    await asyncio.to_thread(ready._spare.wait)
    child.does(NOTING)
    with pytest.raises(RendererBroken):
        await ready.render("photo", "image/jpeg", original, folder)
    assert read(original.with_suffix(".log")).split() == ["alone"]


async def test_a_child_whose_minute_is_over_as_its_file_comes_is_replaced(
    original: Path, folder: Path, child: Child
) -> None:
    ready = Renderer()
    child.does(f"exit {UNUSED}")
    ready.prepare()
    child.does(NOTING)
    with pytest.raises(RendererBroken):
        await ready.render("photo", "image/jpeg", original, folder)
    assert read(original.with_suffix(".log")).split() == ["alone"]


async def test_a_child_without_a_file_ends_when_the_renderer_is_closed(child: Child) -> None:
    child.does("exit 1")
    Renderer().close()
    ready = Renderer()
    ready.prepare()
    spare = ready._spare
    assert spare is not None
    ready.close()
    assert spare.returncode == -SIGKILL


def test_a_child_ends_with_its_parent_and_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.run(renderer.CHILD, stdin=subprocess.DEVNULL, env=children.ENVIRONMENT, check=False)
    assert (ended.returncode, rendering.LONGEST_WAIT) == (UNUSED, 60)
    reading, writing = os.pipe()
    monkeypatch.setattr(rendering, "LONGEST_WAIT", 0)
    with os.fdopen(reading) as nothing, os.fdopen(writing):
        monkeypatch.setattr(sys, "stdin", nothing)
        with pytest.raises(SystemExit, match=str(UNUSED)):
            rendering.main([])


async def render_three(renderer: Renderer, original: Path, folder: Path) -> None:
    renderings = [renderer.render("photo", "image/jpeg", original, folder) for _ in range(3)]
    results = await asyncio.gather(*renderings, return_exceptions=True)
    assert [type(result) for result in results] == [RendererBroken] * 3


def read(file: Path) -> str:
    return file.read_text()


def is_there(file: Path) -> bool:
    return file.exists()


def is_alive(original: Path) -> bool:
    try:
        os.kill(int(original.with_suffix(".pid").read_text()), 0)
    except ProcessLookupError:
        return False
    return True

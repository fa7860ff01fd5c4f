"""What is said is written down by the real library with a real model, in a child that reaches nobody."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.adapters import model_parts, transcriber
from app.adapters.model_parts import ModelUnavailable, assemble
from app.adapters.transcriber import ChildTranscriber, warn_of_model
from app.adapters.transcribing import CUT, HERTZ, PIECE, Word, cues, pieces
from app.core.ports import Cue, Rejected, Transcript, TranscriptionFailed
from app.core.settings import Settings
from tests.support.logs import recorded
from tests.support.programs import REPOSITORY

pytestmark = pytest.mark.slow

SPEECH = Path(__file__).with_name("speech-fr.ogg")  # a synthetic voice, 11 seconds
MB = 1024  # kB
SEVERED = """
import socket, subprocess, sys
from app.adapters.offline import leave_network
leave_network()
for kind in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(kind)
    except PermissionError:
        print("refused")
child = subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], stderr=subprocess.PIPE, text=True)
print("PermissionError" in child.stderr)
"""
# The library is another one, which says what it can reach, and what limits it.
LISTENER = """
import resource, socket, sys, types
from app.adapters import transcribing

class Whisper:
    def __init__(self, model, **options):
        try:
            socket.create_connection(("127.0.0.1", 9))
        except PermissionError:
            limits = [resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
            raise SystemExit(0 if limits == [3 * 1024**3, 60] else 2)
        except OSError:
            raise SystemExit(3)

assert not {"av", "numpy", "ctranslate2"} & sys.modules.keys()
sys.modules["faster_whisper"] = types.SimpleNamespace(WhisperModel=Whisper)
transcribing.main(["30", str(3 * 1024**3), "model", "fr", "audio/ogg", sys.argv[1], sys.argv[2]])
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fetch the model as an operator does."""
    folder = tmp_path_factory.mktemp("models and all") / "whisper-base"
    command = ["make", "-s", "transcription", f"MODEL={folder}"]
    answer = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "has the model: 148 MB" in answer.stdout
    return folder


async def test_what_is_said_is_written_down_with_its_times(model: Path) -> None:
    earlier = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of browsers, and of whatever else ran before
    child = ChildTranscriber(model)
    assert (child.works(), child.model) == (True, "whisper-base")
    transcript = await child.transcribe("audio/ogg", SPEECH, 11, "en")
    assert transcript.language == "fr"
    assert "servi les clients pendant" in " ".join(cue.text for cue in transcript.cues)
    times = [time for cue in transcript.cues for time in (cue.start, cue.end)]
    assert times == sorted(times)
    assert 9 < times[-1] < 11.5
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(earlier, 1024 * MB)


def test_a_model_that_was_cut_off_is_made_again_and_missing_parts_are_said(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = model / "model.bin"
    size, made = weights.stat().st_size, weights.stat().st_mtime_ns
    assemble(model)
    assert weights.stat().st_mtime_ns == made
    os.truncate(weights, 1_000)
    assemble(model)
    assert weights.stat().st_size == size
    monkeypatch.setattr(model_parts, "PARTS", model_parts.PARTS[:1])
    with pytest.raises(ModelUnavailable, match="damaged"):
        assemble(tmp_path / "half")
    assert not list((tmp_path / "half").glob("model.bin*"))
    monkeypatch.setattr(model_parts, "PARTS", ("no_such_part",))
    with pytest.raises(ModelUnavailable, match="make transcription"):
        assemble(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_the_model_folder_is_found_and_a_named_one_that_is_not_there_is_said(
    settings: Settings, tmp_path: Path
) -> None:
    apart = settings.model_copy(update={"data_dir": tmp_path})
    with recorded() as lines:
        warn_of_model(apart.speech_model)
        assert (apart.speech_model, lines.getvalue()) == (None, "")
        apart.model_folder.mkdir(parents=True)
        assert apart.speech_model == apart.model_folder
        warn_of_model(apart.model_copy(update={"transcription_model": tmp_path / "elsewhere"}).speech_model)
    line = json.loads(lines.getvalue())
    assert (line["event"], line["level"]) == ("what_is_said_is_not_written_down", "error")
    assert (line["reason"], line["remedy"]) == (f"{tmp_path}/elsewhere has no model.bin", "make transcription")


def test_the_child_and_what_it_starts_open_no_socket() -> None:
    answer = subprocess.run([sys.executable, "-c", SEVERED], capture_output=True, check=True, text=True)
    assert answer.stdout.split() == ["refused"] * 3 + ["True"]


def test_what_listens_has_no_network_before_it_loads_anything(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LISTENER, str(SPEECH), str(tmp_path)]
    assert subprocess.run(command, check=False).returncode == 0


def test_no_model_is_imported_where_requests_are_answered() -> None:
    libraries = "{'faster_whisper', 'ctranslate2', 'onnxruntime', 'huggingface_hub', 'tokenizers'}"
    words = f"import app.main, sys; print({libraries} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, check=True, text=True).stdout == "set()\n"


async def test_a_child_that_breaks_its_limits_is_not_tried_again_and_a_broken_server_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = ChildTranscriber(tmp_path)
    assert not child.works()
    assert not ChildTranscriber(None).works()
    with pytest.raises(TranscriptionFailed):  # the real child, without a model
        await child.transcribe("audio/ogg", SPEECH, 1, "fr")
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"OggS" + bytes(300))
    assert await child.transcribe("audio/ogg", nothing, 1, "fr") == Transcript("fr", ())
    with pytest.raises(Rejected):
        await child.transcribe("audio/wav", nothing, 1, "fr")
    answers: dict[str, type[Exception]] = {
        "kill -KILL $$": Rejected,
        'echo "{\\"rejected\\": \\"unreadable\\"}" > $6/answer': Rejected,
        "sleep 9": Rejected,
        "kill -TERM $$": TranscriptionFailed,
        "exit 1": TranscriptionFailed,
        "echo [] > $6/answer": TranscriptionFailed,
        "true": TranscriptionFailed,
    }
    monkeypatch.setattr(transcriber, "START", 1.0)
    for command, error in answers.items():
        monkeypatch.setattr(transcriber, "CHILD", ("/bin/sh", "-c", command))
        with pytest.raises(error):
            await child.transcribe("audio/ogg", SPEECH, 0, "fr")


def test_cues_are_read_as_fast_as_they_are_heard() -> None:
    sentence = [Word(n / 2, n / 2 + 0.4, f" mot{n}") for n in range(30)]
    lines = list(cues([*sentence, Word(17, 17.5, " Voilà,"), Word(17.5, 18, " la fin."), Word(18, 18.4, " Après")]))
    assert all(cue.end - cue.start <= 6 and len(cue.text) <= 84 for cue in lines)
    assert " ".join(cue.text for cue in lines).split() == [f"mot{n}" for n in range(30)] + [
        "Voilà,",
        "la",
        "fin.",
        "Après",
    ]
    assert lines[-1] == Cue(17, 18.4, "Voilà, la fin. Après")
    end_of_a_sentence = [Word(0, 1, " Ceci est une phrase"), Word(1, 2, " entière."), Word(2, 3, " Après")]
    assert [cue.text for cue in cues(end_of_a_sentence)] == ["Ceci est une phrase entière.", "Après"]


def test_a_long_recording_is_cut_where_it_is_quiet() -> None:
    sound = np.ones(2 * PIECE * HERTZ, np.float32)
    quiet = (PIECE - CUT // 2) * HERTZ
    sound[quiet : quiet + HERTZ] = 0
    parts = list(pieces(sound))
    assert sum(len(part) for _, part in parts) == len(sound)
    assert [start for start, _ in parts][:2] == [0, pytest.approx(PIECE - CUT / 2, abs=1)]
    assert all(len(part) <= PIECE * HERTZ for _, part in parts)

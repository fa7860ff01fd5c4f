"""The child process that writes down what is said: `python -m app.adapters.transcribing`, started by transcriber.py.

It has no network, and never had: the filter is there before anything else is imported that could open a socket.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.adapters import formats
from app.adapters.offline import leave_network
from app.adapters.rendering import BACKGROUND, confine
from app.core.ports import Cue, Rejected, Transcript

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HERTZ = 16_000  # what the models hear
LONGEST = 15 * 60  # seconds: what is said later is not written down
PIECE, CUT = 120, 10  # seconds that are heard at once; of these the last, in which the next may begin
PROCESSORS = 2
ANSWER = 4 * 1024 * 1024  # bytes
SURE = 0.5  # of the language: below it, the owner's is supposed
LINES, SECONDS, PAUSE = 84, 6.0, 0.8  # of a cue: letters, and seconds at most; the silence that ends one
ENDS = (".", "!", "?", "…")
SHORT = 20  # letters: a cue does not end there with its sentence


class Word(NamedTuple):
    start: float
    end: float
    text: str


def main(arguments: Sequence[str]) -> None:
    """Write the answer into the folder."""
    seconds, memory, model, language, content_type, original, folder = arguments
    leave_network()
    confine(float(seconds), int(memory), ANSWER, niceness=BACKGROUND, processors=PROCESSORS)
    answer = _answer(model, language, content_type, Path(original))
    Path(folder, "answer").write_text(json.dumps(answer))


def _answer(model: str, language: str, content_type: str, original: Path) -> dict[str, object]:
    try:
        return asdict(transcribe(model, language, content_type, original))
    except Rejected as error:
        return {"rejected": error.reason}


def transcribe(model: str, language: str, content_type: str, original: Path) -> Transcript:
    """Write down what is said. Raises Rejected for faults of the recording, and other exceptions for faults of the
    server: a library or a model that cannot be loaded.
    """
    sound = _sound(content_type, original)
    if not len(sound):
        return Transcript(language, ())
    whisper: Any = import_module("faster_whisper").WhisperModel(
        model, device="cpu", compute_type="int8", cpu_threads=PROCESSORS, local_files_only=True
    )
    try:
        guess, sureness, _ = whisper.detect_language(sound[: PIECE * HERTZ], vad_filter=True)
        code = guess if sureness >= SURE or language not in whisper.supported_languages else language
        return Transcript(code, tuple(cues(_words(whisper, code, sound))))
    except (MemoryError, RuntimeError, ValueError) as error:  # of this recording: the model is there
        raise Rejected("too_costly") from error


def _words(whisper: Any, language: str, sound: "NDArray[np.float32]") -> Iterator[Word]:  # noqa: ANN401  untyped
    for start, piece in pieces(sound):
        segments, _ = whisper.transcribe(
            piece,
            language=language,
            beam_size=1,
            word_timestamps=True,
            vad_filter=True,  # it makes sentences up where nobody speaks
            condition_on_previous_text=False,
            hallucination_silence_threshold=2.0,
        )
        for segment in segments:
            for word in segment.words or ():
                yield Word(start + float(word.start), start + float(word.end), word.word)


def pieces(sound: "NDArray[np.float32]") -> Iterator[tuple[float, "NDArray[np.float32]"]]:
    """Cut a long recording where it is quietest; memory grows with length. Each piece comes with its first second."""
    start = 0
    while start < len(sound):
        end = start + PIECE * HERTZ
        if end < len(sound):
            last = abs(sound[end - CUT * HERTZ : end]).reshape(-1, HERTZ // 5).mean(axis=1)
            end += int(last.argmin()) * (HERTZ // 5) + HERTZ // 10 - CUT * HERTZ
        yield start / HERTZ, sound[start:end]
        start = end


def cues(words: Iterable[Word]) -> Iterator[Cue]:
    """Cut words into what is read at a time: two lines at most, and no longer than it is heard."""
    line: list[Word] = []
    for word in words:
        if line and _is_full(line, word):
            yield _cue(line)
            line = []
        line.append(word)
    if line:
        yield _cue(line)


def _is_full(line: Sequence[Word], word: Word) -> bool:
    text = "".join(item.text for item in line).strip()
    return (
        word.start - line[-1].end > PAUSE
        or word.end - line[0].start > SECONDS
        or len(text) + len(word.text) > LINES
        or (text.endswith(ENDS) and len(text) > SHORT)
    )


def _cue(line: Sequence[Word]) -> Cue:
    return Cue(round(line[0].start, 2), round(line[-1].end, 2), "".join(word.text for word in line).strip())


def _sound(content_type: str, original: Path) -> "NDArray[np.float32]":
    """Decode the first sound, in the one form that models take. Raises Rejected."""
    av, numpy, remux = import_module("av"), import_module("numpy"), import_module("app.adapters.remux")
    with original.open("rb") as file:
        container, _ = formats.recognise(content_type.partition("/")[0], content_type, file.read(formats.HEAD))
    resampler = av.AudioResampler(format="flt", layout="mono", rate=HERTZ)
    samples, count = [numpy.zeros(0, numpy.float32)], 0
    with suppress(av.FFmpegError), remux.opened(remux.WRAPPINGS[container], original) as source:  # as far as it goes
        for frame in source.decode(audio=0) if source.streams.audio else ():
            for part in resampler.resample(frame):
                samples.append(part.to_ndarray()[0])
                count += part.samples
            if count > LONGEST * HERTZ:
                break
    return numpy.concatenate(samples)[: LONGEST * HERTZ]  # type: ignore[no-any-return]  # numpy's


if __name__ == "__main__":
    main(sys.argv[1:])

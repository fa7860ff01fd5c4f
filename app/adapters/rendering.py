"""The child process that opens one untrusted file: `python -m app.adapters.rendering`, started by renderer.py."""

import errno
import json
import math
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from select import select

from app.adapters import formats
from app.core.ports import Box, Rejected, Rendition

SPARE = 64 * 1024 * 1024  # bytes allowed for a variant beyond twice the original
FILES = dict.fromkeys(("card", "preview", "enlargement"), "photo")  # kinds of renditions of a file of another kind
MODULES = {"audio": "video", "video": "video", "document": "documents", "card": "cards"}  # else images
AWAITED, BACKGROUND = 5, 15  # niceness: requests come first, then what somebody waits for
UNUSED = 75  # exit status: no request came
LONGEST_WAIT = 60  # seconds for a request
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def main(modules: Sequence[str]) -> None:
    """Import the modules, wait for a request, and write the answer into the folder, beside the variants."""
    for name in modules:
        import_module(f"app.adapters.{name}")
    if not select([sys.stdin], [], [], LONGEST_WAIT)[0] or not (line := sys.stdin.readline()):
        sys.exit(UNUSED)
    seconds, memory, kind, content_type, original, folder, boxes, niceness = json.loads(line)
    confine(float(seconds), int(memory), 2 * Path(original).stat().st_size + SPARE, niceness=int(niceness))
    words = answer(kind, content_type, Path(original), Path(folder), json.loads(boxes))
    Path(folder, "answer").write_text(json.dumps(words, default=str))


def answer(kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()) -> dict[str, object]:
    try:
        return asdict(render(kind, content_type, original, folder, boxes))
    except Rejected as error:
        return {"rejected": error.reason, "cause": _where(error.__cause__)}
    except Exception as error:  # noqa: BLE001  the last thing that this process does
        return {"rejected": None, "cause": _where(error)}


def render(kind: str, client_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()) -> Rendition:
    """Render the file. Raises Rejected for faults of the file, and other exceptions for faults of the server."""
    with original.open("rb") as file:
        container, content_type = formats.recognise(FILES.get(kind, kind), client_type, file.read(formats.HEAD))
    open_and_render = _vendor(kind, boxes)
    try:
        return open_and_render(container, content_type, original, folder)
    except Rejected:
        raise
    except MemoryError as error:
        raise Rejected("too_costly") from error
    except Exception as error:  # decoders raise nearly any exception on hostile bytes
        number = getattr(error, "errno", None)
        if number in DISK:
            raise
        raise Rejected("too_costly" if number == errno.EFBIG else "unreadable") from error


def _vendor(kind: str, boxes: Sequence[Box]) -> Callable[[str, str, Path, Path], Rendition]:
    """Import the decoder on demand: that takes longer than all other work of this process."""
    module = import_module("app.adapters." + MODULES.get(kind, "images"))
    render: Callable[..., Rendition] = module.render
    return render if kind in MODULES else partial(render, pictures=module.Pictures(module.SIZES[kind], boxes))


def confine(seconds: float, memory: int, file_size: int, *, niceness: int, processors: int = 1) -> None:
    os.nice(niceness)
    signal.setitimer(signal.ITIMER_REAL, seconds)  # in case the parent died
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds * processors),) * 2)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))


def _where(error: BaseException | None) -> str | None:
    """Return where the exception was raised, without its message, which may quote the file."""
    if error is None:
        return None
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}"


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)  # without the 30 ms that an interpreter takes to clear itself away

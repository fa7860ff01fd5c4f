"""Reading an operator's files as a release of a framework."""

from pathlib import Path

from pydantic import ValidationError

from app.schemas.frameworks import FrameworkDocument
from app.services.talents import framework_esco, framework_rome
from app.services.talents.framework_imports import FrameworkRelease
from app.services.talents.framework_tables import UnreadableFramework
from app.services.talents.frameworks import release_of


def read(path: Path, kind: str | None) -> FrameworkRelease:
    """Read the release at that path. Without `kind`, the files decide the format. Raises UnreadableFramework."""
    if not path.exists():
        raise UnreadableFramework(f"{path} is not there")
    return READERS[kind or _kind(path)](path)


def _ours(file: Path) -> FrameworkRelease:
    try:
        return release_of(FrameworkDocument.model_validate_json(file.read_bytes()))
    except ValidationError as error:
        raise UnreadableFramework(f"{file} is not one of our frameworks: {error}") from error


def _kind(path: Path) -> str:
    if path.is_file():
        return "json"
    kind = next(
        (name for name, reader in (("esco", framework_esco), ("rome", framework_rome)) if reader.is_release(path)), None
    )
    if kind is None:
        raise UnreadableFramework(f"{path} holds neither ESCO's tables nor ROME's")
    return kind


READERS = {"json": _ours, "esco": framework_esco.read, "rome": framework_rome.read}

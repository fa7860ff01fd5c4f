"""Files that every page shares. Their names carry their content's digest, so that they can be cached for ever."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    path: str
    content_type: str
    body: bytes


def _load(file: Path) -> Asset:
    body = file.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"/static/{file.stem}.{digest}{file.suffix}", CONTENT_TYPES[file.suffix], body)


_BY_NAME = {file.name: _load(file) for file in sorted(FOLDER.iterdir()) if file.suffix in CONTENT_TYPES}
_BY_PATH = {asset.path: asset for asset in _BY_NAME.values()}


def asset(name: str) -> str:
    """Where pages find it: `site.css` is at /static/site.<digest>.css."""
    return _BY_NAME[name].path


def asset_at(path: str) -> Asset | None:
    """What to answer a GET of that path with; may be cached as immutable."""
    return _BY_PATH.get(path)

"""Imported before structlog, which would load rich, 4 MB, to draw tracebacks: ours are plain."""

import sys

sys.modules["rich"] = None  # type: ignore[assignment]  # it cannot be imported then

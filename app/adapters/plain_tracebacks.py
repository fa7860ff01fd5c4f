"""Imports structlog before anything else does, without rich, which it would load, 4 MB, to draw tracebacks."""

import sys

if "structlog" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]  # it cannot be imported meanwhile
    import structlog  # noqa: F401

    del sys.modules["rich"]

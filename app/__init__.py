"""Day Tripper. Importing any part of it begins here."""

import gc
import sys

gc.set_threshold(50_000)  # loading makes 250,000 permanent objects: collecting them costs a quarter
# Optional imports of libraries, for features that are not used: rich terminals, old pydantic, reloading (12 MB);
# event loops other than asyncio, which httpx looks up at each request. From here on, importing them fails as if
# they were not installed, in all code that imports `app`: tests and tools, too.
for name in ("rich", "httpx._main", "pydantic.v1", "watchfiles", "sniffio"):
    sys.modules[name] = None  # type: ignore[assignment]

"""Day Tripper. Whatever imports a part of it begins here."""

import gc
import sys

gc.set_threshold(50_000)  # loading makes a quarter of a million objects that stay: looking through them costs a quarter
# What libraries load if it is there, for what we do not use: how terminals look, an old pydantic, restarting by itself
# (12 MB); other loops than asyncio, for which httpx looks again at each request. From here on their import fails as if
# they were not installed, for whoever imports `app`: tests and tools, too.
for name in ("rich", "httpx._main", "pydantic.v1", "watchfiles", "sniffio"):
    sys.modules[name] = None  # type: ignore[assignment]

"""Day Tripper. Whatever imports a part of it begins here."""

import gc
import sys

gc.set_threshold(50_000)  # loading makes a quarter of a million objects that stay: looking through them costs a quarter
# What libraries load if it is there, for what we do not use: how terminals look, an old pydantic, restarting by itself.
for name in ("rich", "httpx._main", "pydantic.v1", "watchfiles"):  # 12 MB
    sys.modules[name] = None  # type: ignore[assignment]

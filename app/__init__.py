"""Day Tripper. Whatever imports a part of it begins here."""

import gc
import sys

gc.set_threshold(50_000)  # loading makes a quarter of a million objects that stay: looking through them costs a quarter
# httpx would load its command line, and for that rich and pygments: 6 MB.
sys.modules["httpx._main"] = None  # type: ignore[assignment]

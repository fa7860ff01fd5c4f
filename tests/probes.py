"""Fewer looks for probes to take out. `make test` loads it before anything that is measured.

Slipcover takes those out that were met 50 times, for which it looks at every function on Python 3.11: a quarter of what
the suite takes. Its command line cannot say another number to the processes of xdist.
"""

from slipcover import pytest_plugin  # type: ignore[import-untyped]

OFTEN = 1_000

if pytest_plugin._slipcover_instance is not None:
    pytest_plugin._slipcover_instance.d_miss_threshold = OFTEN

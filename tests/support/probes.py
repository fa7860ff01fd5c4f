"""Loaded by `make whole` before anything that is measured: what slipcover's command line cannot say to xdist.

It takes probes out that were met 50 times, for which it looks at every function there is on Python 3.11: a quarter of
what the suite took. And whoever only hands out tests need not be measured.
"""

import sys

import pytest
from slipcover import pytest_plugin  # type: ignore[import-untyped]
from slipcover.importer import SlipcoverMetaPathFinder  # type: ignore[import-untyped]

OFTEN = 10_000
MEASURES = pytest_plugin._slipcover_instance

if MEASURES is not None:
    MEASURES.d_miss_threshold = OFTEN


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if MEASURES is None and early_config.known_args_namespace.numprocesses:
        for finder in [item for item in sys.meta_path if isinstance(item, SlipcoverMetaPathFinder)]:
            sys.meta_path.remove(finder)
            finder.sci.source = None  # what nobody imports is said by those who run the tests

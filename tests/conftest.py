import gc
import signal
import warnings
from contextlib import ExitStack
from typing import Any

import hypothesis
import pytest
import uvloop

from tests.support import leftovers
from tests.support.servers import begun

WORLD = pytest.StashKey[str]()
WATCHER = pytest.StashKey[object]()


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs us in the background has us ignore Ctrl-C, and what we start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.stash[WATCHER] = leftovers.watched()
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # from 3.12 on, while others run loops
        uvloop.install()  # as the server does
    gc.set_threshold(50_000, 20, 100)  # there is little garbage among much that stays
    hypothesis.settings.register_profile("patient", deadline=None)  # other tests run beside it
    hypothesis.settings.load_profile("patient")
    config.addinivalue_line("markers", "slow: takes seconds; `make slow` and `make whole` run it, `make test` does not")
    config.addinivalue_line("markers", "begun_first: takes long; what is begun last should be short")
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):  # it runs tests itself
        config.pluginmanager.import_plugin("tests.support.fixtures")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("begun_first") is None)
    if config.getoption("browsers_again"):
        for item in filter(_needs_browser, items):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _needs_browser(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "browser" in fixtures or hasattr(getattr(item, "module", None), "async_playwright")


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Whoever hands out the tests starts the servers, once, for all who run them."""
    config = node.config
    if WORLD not in config.stash:
        stack = ExitStack()
        config.add_cleanup(stack.close)
        config.stash[WORLD] = str(stack.enter_context(begun()))
    node.workerinput["world"] = config.stash[WORLD]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-browser", action="store_true", help="fail where Chromium or Node is missing")
    parser.addoption("--browsers-again", action="store_true", help="run a failed browser test once more, and list it")
    parser.addoption("--every-client", action="store_true", help="compile clients in Kotlin and Swift, too: minutes")
    parser.addoption("--record", action="store_true", help="add to tests/access/traffic.json what it lacks")
    parser.addoption("--whole-corpus", action="store_true", help="send all that nobody should send, everywhere")
    parser.addoption("--pairs", type=int, default=4, help="how many worlds end in two ways at once")
    parser.addoption("--seed-of-pairs", type=int, default=0, help="which of them")

"""PostgreSQL plans a statement on each connection: a large one takes longer to plan than to run."""

import gc
import importlib
import pkgutil

import app.services
from app.core.compiled import Compiled
from app.core.projections import Projection

MOST = 20_000  # bytes
LARGER = {  # a fragment of each statement that is larger, and the bytes that it may have: they are asked seldom
    "json_build_object('type', 'grant_request',": 20_500,
    "grant_requests.id = $": 26_000,  # one request, with its preview
    "(media.variants) AS variant \nWHERE media.id = $": 21_000,  # a file, by whatever shows it
    "SELECT asking.n, EXISTS": 26_500,  # events of open streams
    "WITH all_answers AS": 24_000,  # a room for its screens
}


def test_no_statement_is_larger_than_20_kb_but_for_those_that_are_listed() -> None:
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        importlib.import_module(module.name)
    gc.unfreeze()  # what was imported before the tests
    objects = gc.get_objects()
    lists = [item for item in objects if isinstance(item, Projection)]
    queries = {item.query for item in objects if isinstance(item, Compiled)}
    for item in lists:
        choices = [(), *((name,) for name in item.filters), tuple(item.filters)]
        queries |= {item.explain(*names, after=after).query for names in choices for after in (False, True)}
    assert len(lists) > 40
    assert len(queries) > 300
    large = {query for query in queries if len(query.encode()) > MOST}
    assert {fragment for fragment in LARGER if not any(fragment in query for query in large)} == set()
    assert [query[:300] for query in large if len(query.encode()) > _most(query)] == []


def _most(query: str) -> int:
    return max([most for fragment, most in LARGER.items() if fragment in query], default=MOST)

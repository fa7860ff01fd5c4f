"""`make sql NAME=feed`: print the statement of each list whose name holds NAME, and the names of its filters."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import app.services
from app.core.projections import Projection


def projections() -> Iterator[Projection]:
    known = set[int]()
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Projection) and id(value) not in known:
                known.add(id(value))
                yield value


def main(name: str) -> None:
    """Raises SystemExit with the known names when no list has that one."""
    statements = {each.name: each for each in projections()}
    chosen = [each for each in statements.values() if name in each.name]
    if not name or not chosen:
        raise SystemExit("\n".join(["Known:", *sorted(statements)]))
    for each in chosen:
        print(f"-- {each.name}; filters: {', '.join(vars(each)['_filters']) or 'none'}\n{each.explain().query};\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

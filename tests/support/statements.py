"""`make sql NAME=feed`: print the statement of each list whose name holds NAME, and the names of its filters."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import app.services
from app.core.projections import Projection


def projections() -> Iterator[Projection]:
    """Return all projections by name."""
    ids = set[int]()
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Projection) and id(value) not in ids:
                ids.add(id(value))
                yield value


def main(name: str) -> None:
    """Print the statement of that list. Raises SystemExit with the known names when there is none."""
    statements = {item.name: item for item in projections()}
    matches = [item for item in statements.values() if name in item.name]
    if not name or not matches:
        raise SystemExit("\n".join(["Known:", *sorted(statements)]))
    for item in matches:
        print(f"-- {item.name}; filters: {', '.join(item.filters) or 'none'}\n{item.explain().query};\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

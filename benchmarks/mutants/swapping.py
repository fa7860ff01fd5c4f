"""A mutant takes the place of the policy in a process that runs: whoever imported it meets the mutant.

Functions keep their identity and get other code; any other value is replaced wherever a module knows it by a name.
"""

import ast
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

DATA_MAP = "app.policies.data_map"


@contextmanager
def swapped(module: ModuleType, tree: ast.Module, top: int) -> Iterator[None]:
    """Raises whatever the mutant raises when it is imported."""
    with ExitStack() as stack:
        _swap(module, tree, tree.body[top], stack)
        if module.__name__.startswith(DATA_MAP):  # what was put together of its parts is put together again
            whole = sys.modules[DATA_MAP]
            again = tree if module is whole else ast.parse(_source(whole))
            for statement in again.body:
                _swap(whole, again, statement, stack)
        yield


def _swap(module: ModuleType, tree: ast.Module, statement: ast.stmt, stack: ExitStack) -> None:
    names = set(_bound(statement))
    if not names:
        return
    fresh = types.ModuleType(module.__name__)
    fresh.__file__ = module.__file__
    fresh.__package__ = module.__package__
    sys.modules[module.__name__], kept = fresh, sys.modules[module.__name__]  # dataclasses look there
    try:
        exec(compile(tree, module.__file__ or "mutant", "exec"), fresh.__dict__)
    finally:
        sys.modules[module.__name__] = kept
    for name in names:
        if name == "__all__":
            continue
        for undo in _replace(getattr(module, name), getattr(fresh, name)):
            stack.callback(undo)


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name


def _replace(old: Any, new: Any) -> Iterator[Callable[[], object]]:
    if isinstance(old, FunctionType):
        yield from _recode(old, new)
    elif isinstance(old, type):
        for name, member in vars(new).items():
            yield from _replace_member(vars(old).get(name), member)
    else:
        for where in [one for name, one in list(sys.modules.items()) if name.startswith(("app.", "tests."))]:
            for name in [name for name, value in vars(where).items() if value is old]:
                setattr(where, name, new)
                yield partial(setattr, where, name, old)


def _replace_member(old: Any, new: Any) -> Iterator[Callable[[], object]]:
    if isinstance(old, property):
        old, new = old.fget, new.fget
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        yield from _recode(old, new)


def _recode(old: Any, new: Any) -> Iterator[Callable[[], object]]:
    kept = (old.__code__, old.__defaults__, old.__kwdefaults__)
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__

    def undo() -> None:
        old.__code__, old.__defaults__, old.__kwdefaults__ = kept

    yield undo


def _source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text()

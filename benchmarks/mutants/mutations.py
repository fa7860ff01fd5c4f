"""What could be written wrong in a policy: each small change that a reader may overlook."""

import ast
import enum
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple

COMPARED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMBINED = {ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mod: ast.Add}
CALLED = {"and_": "or_", "or_": "and_", "any": "all", "all": "any", "min": "max", "max": "min"}
ASKED = {
    "is_": "is_not",
    "is_not": "is_",
    "in_": "not_in",
    "not_in": "in_",
    "is_distinct_from": "is_not_distinct_from",
}
CONDITIONS = {"and_", "or_", "where", "case"}
WORDING = {"Words"}  # what people read is no rule; that it is there twice, other tests see to


@dataclass(frozen=True)
class Mutant:
    """`tree` differs from the source in one place, inside the statement number `top` of the module."""

    name: str
    tree: ast.Module
    top: int


class Place(NamedTuple):
    owner: ast.AST
    field: str
    index: int | None

    def put(self, node: Any) -> None:
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


def mutants_of(source: str, names: Mapping[str, Any]) -> Iterator[Mutant]:
    """`names`: what the module's own names mean, as it was imported."""
    original, seen = ast.parse(source), Counter[str]()
    for top, statement in enumerate(original.body):
        if (
            isinstance(statement, ast.Import | ast.ImportFrom)
            or _is_wording(statement)
            or _called(statement) == "__all__"
        ):
            continue
        for number, node in enumerate(_nodes(statement)):
            for how in range(len(list(_changes(node, names)))):
                tree = deepcopy(original)
                place = list(_nodes(tree.body[top]))[number]
                before, after = list(_changes(place, names))[how]
                changed = after()
                said = f"{_called(statement)}: {before} → {changed}"
                seen[said] += 1
                name = said if seen[said] == 1 else f"{said} ({seen[said]})"
                yield Mutant(name, ast.fix_missing_locations(tree), top)


def _called(statement: ast.stmt) -> str:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return "module"


class Node(NamedTuple):
    node: Any
    place: Place | None


def _nodes(statement: ast.AST) -> Iterator[Node]:
    """Whatever runs, and is no wording."""
    yield Node(statement, None)
    for field, value in ast.iter_fields(statement):
        if field in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not _is_wording(child):
                inside = _nodes(child)
                next(inside)
                yield Node(child, Place(statement, field, index))
                yield from inside


def _is_wording(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in WORDING
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name))


Change = tuple[str, Callable[[], str]]  # what stands there; what puts something else there, and says what
Changes = Callable[[Any, Place, Mapping[str, Any]], Iterator[Change]]


def _changes(found: Node, names: Mapping[str, Any]) -> Iterator[Change]:
    change = CHANGES.get(type(found.node))
    if change is not None and found.place is not None:
        yield from change(found.node, found.place, names)


def _put(place: Place, new: ast.AST) -> Callable[[], str]:
    def change() -> str:
        place.put(new)
        return _short(new)

    return change


def _drop(node: ast.AST, field: str, index: int) -> Callable[[], str]:
    def change() -> str:
        dropped = getattr(node, field).pop(index)
        if isinstance(node, ast.Dict):
            node.values.pop(index)
        return f"without {_short(dropped)}"

    return change


def _compare(node: ast.Compare, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    if len(node.ops) == 1:
        yield _short(node), _put(place, ast.Compare(node.left, [COMPARED[type(node.ops[0])]()], node.comparators))


def _combine(node: ast.BoolOp, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    yield _short(node), _put(place, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
    for index in range(len(node.values)):
        yield _short(node), _drop(node, "values", index)


def _deny(node: ast.UnaryOp, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    if isinstance(node.op, ast.Not | ast.Invert):
        yield _short(node), _put(place, node.operand)


def _reckon(node: ast.BinOp, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    if type(node.op) in COMBINED:
        yield _short(node), _put(place, ast.BinOp(node.left, COMBINED[type(node.op)](), node.right))
    if isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield _short(node), _put(place, node.left)
        yield _short(node), _put(place, node.right)


def _say(node: ast.Constant, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    match node.value:
        case bool() as value:
            yield _short(node), _put(place, ast.Constant(not value))
        case int() as value:
            yield _short(node), _put(place, ast.Constant(value + 1))
        case str() as value if not isinstance(place.owner, ast.JoinedStr):
            yield _short(node), _put(place, ast.Constant(f"{value}x"))


def _skip(node: ast.AST, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    yield _short(node), _put(place, ast.Pass())


def _choose(node: ast.If | ast.IfExp, _place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    yield _short(node.test), _put(Place(node, "test", None), ast.UnaryOp(ast.Not(), node.test))


def _filter(node: ast.comprehension, _place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    for index in range(len(node.ifs)):
        yield "if", _drop(node, "ifs", index)


def _list(node: ast.Tuple | ast.List | ast.Set, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    """Where there may be fewer: not in a pair that is taken apart again."""
    taken_apart = isinstance(getattr(node, "ctx", None), ast.Store)
    in_case = isinstance(place.owner, ast.Call) and _short(place.owner.func) == "case"
    for index in range(0 if taken_apart or in_case or len(node.elts) == 1 else len(node.elts)):
        yield _short(node), _drop(node, "elts", index)


def _map(node: ast.Dict, _place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    for index in range(len(node.keys)):
        yield "{}", _drop(node, "keys", index)


def _pick(node: ast.Attribute, place: Place, names: Mapping[str, Any]) -> Iterator[Change]:
    kind = names.get(node.value.id) if isinstance(node.value, ast.Name) else None
    if isinstance(kind, enum.EnumType) and node.attr in kind.__members__ and len(kind) > 1:
        members = list(kind)
        other = members[(members.index(kind[node.attr]) + 1) % len(members)]
        yield _short(node), _put(place, ast.Attribute(node.value, other.name, ast.Load()))


def _call(node: ast.Call, place: Place, _names: Mapping[str, Any]) -> Iterator[Change]:
    match node.func:
        case ast.Name(id=name):
            other: ast.expr = ast.Name(CALLED.get(name, name), ast.Load())
        case ast.Attribute(value=value, attr=name):
            other = ast.Attribute(value, ASKED.get(name, name), ast.Load())
        case _:
            return
    if ast.dump(other) != ast.dump(node.func):
        yield _short(node), _put(place, ast.Call(other, node.args, node.keywords))
    for index in range(len(node.args) if name in CONDITIONS and len(node.args) > 1 else 0):
        yield _short(node), _drop(node, "args", index)


CHANGES: Mapping[type[ast.AST], Changes] = {
    ast.Compare: _compare,
    ast.BoolOp: _combine,
    ast.UnaryOp: _deny,
    ast.BinOp: _reckon,
    ast.Constant: _say,
    ast.Raise: _skip,
    ast.AugAssign: _skip,
    ast.If: _choose,
    ast.IfExp: _choose,
    ast.comprehension: _filter,
    ast.Tuple: _list,
    ast.List: _list,
    ast.Set: _list,
    ast.Dict: _map,
    ast.Attribute: _pick,
    ast.Call: _call,
}


def _short(node: Any) -> str:
    words = " ".join(ast.unparse(ast.fix_missing_locations(deepcopy(node))).split()) if node is not None else "**"
    return words if len(words) <= 90 else f"{words[:60]} … {words[-25:]}"

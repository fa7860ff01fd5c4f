"""Places in the code that decide by a member of an enum so that a new member falls through without an error.

`open`: a `match` over members that ends in `case _:` without `assert_never`. `binary`: `a if x is E.M else b`, and `if`
with `else`, over an enum of more than two members. `text`: members written as text, in a comparison with a value of
JSON or as keys of a table that has half of them.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

IGNORED = {"Locale"}  # its languages stand together on purpose
JSON_KEYS = {"type", "kind", "state", "audience", "audience_type", "method", "unit"}
COMPARISONS = (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)
Enums = Mapping[str, Mapping[str, str]]  # name of the enum → name of a member → its value


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    file: str
    function: str
    enum: str
    shape: str
    line: int
    last_line: int

    @property
    def place(self) -> str:
        """Without the line; text has the values of several enums, so that its enum is not told."""
        return f"{self.file}::{self.function} {'text' if self.shape == 'text' else self.enum}"


def enums_of(root: Path) -> dict[str, dict[str, str]]:
    """Return the text enums of the tree."""
    findings = {}
    for path in sorted(root.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if (
                isinstance(node, ast.ClassDef)
                and node.name not in IGNORED
                and any("Enum" in ast.unparse(base) for base in node.bases)
            ):
                members = dict(_members(node))
                if members:
                    findings[node.name] = members
    return findings


def _members(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
            for target in line.targets:
                if isinstance(target, ast.Name) and not target.id.startswith("_"):
                    yield target.id, line.value.value


def decisions(root: Path) -> Iterator[Decision]:
    enums = enums_of(root)
    for path in sorted(root.rglob("*.py")):
        file = str(path.relative_to(root.parent))
        tree = ast.parse(path.read_text())
        for function, node in _walk(tree, "module"):
            for enum, shape in _shapes(node, enums):
                yield Decision(file, function, enum, shape, node.lineno, node.end_lineno or node.lineno)


def matches(root: Path) -> Iterator[Decision]:
    """Yield each closed `match` over members of an enum: the type checker holds it."""
    enums = enums_of(root)
    for path in sorted(root.rglob("*.py")):
        for function, node in _walk(ast.parse(path.read_text()), "module"):
            if isinstance(node, ast.Match) and not _ends_open(node):
                file, last_line = str(path.relative_to(root.parent)), node.end_lineno or node.lineno
                for enum in {hit for case in node.cases for hit in _enums_in(case.pattern, enums)}:
                    yield Decision(file, function, enum, "match", node.lineno, last_line)


def _walk(node: ast.AST, function: str) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else function
        if isinstance(child, ast.expr | ast.stmt):
            yield name, child
        yield from _walk(child, name)


def _shapes(node: ast.AST, enums: Enums) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Match():
            if _ends_open(node):
                yield from ((enum, "open") for enum in {e for c in node.cases for e in _enums_in(c.pattern, enums)})
        case ast.IfExp():
            yield from ((enum, "binary") for enum in _compared(node.test, enums) if len(enums[enum]) > 2)
        case ast.If(orelse=[first, *_]) if not isinstance(first, ast.If):
            yield from ((enum, "binary") for enum in _compared(node.test, enums) if len(enums[enum]) > 2)
        case ast.Compare():
            yield from ((enum, "text") for enum in _compared_text(node, enums))
        case ast.Dict():
            yield from ((enum, "text") for enum in _keyed_by_text(node, enums))
        case _:
            pass


def _ends_open(node: ast.Match) -> bool:
    last = node.cases[-1]
    is_wild = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
    return is_wild and not any("assert_never" in ast.unparse(line) for line in last.body)


def _enums_in(node: ast.AST, enums: Enums) -> set[str]:
    return {
        item.value.id
        for item in ast.walk(node)
        if isinstance(item, ast.Attribute)
        and isinstance(item.value, ast.Name)
        and item.attr in enums.get(item.value.id, ())
    }


def _compared(test: ast.expr, enums: Enums) -> set[str]:
    comparisons = [item for item in ast.walk(test) if isinstance(item, ast.Compare)]
    sides = [
        side
        for item in comparisons
        if all(isinstance(operator, COMPARISONS) for operator in item.ops)
        for side in (item.left, *item.comparators)
    ]
    return {enum for side in sides if isinstance(side, ast.Attribute) for enum in _enums_in(side, enums)}


def _compared_text(node: ast.Compare, enums: Enums) -> set[str]:
    sides = (node.left, *node.comparators)
    keys = {
        item.slice.value
        for side in sides
        for item in ast.walk(side)
        if isinstance(item, ast.Subscript) and isinstance(item.slice, ast.Constant)
    }
    if not keys & JSON_KEYS:
        return set()
    elements = [item for side in sides for item in (side.elts if isinstance(side, ast.Tuple | ast.Set) else [side])]
    values = {item.value for item in elements if isinstance(item, ast.Constant) and isinstance(item.value, str)}
    return {enum for enum, members in enums.items() if values & set(members.values())}


def _keyed_by_text(node: ast.Dict, enums: Enums) -> set[str]:
    keys = {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    if len(keys) < 2 or len(keys) < len(node.keys):
        return set()
    return {enum for enum, members in enums.items() if keys <= set(members.values()) and len(keys) * 2 >= len(members)}

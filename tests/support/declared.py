import ast
from functools import cache
from pathlib import Path


@cache
def declared_in(file: str) -> set[str]:
    """The functions of the file."""
    tree = ast.parse(Path(file).read_text())
    return {item.name for item in tree.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}

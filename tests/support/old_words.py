"""The words that were renamed, none of which stands again in code, comments, pages or documents: old_words.txt."""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_suffix(".txt")
SEARCHED = ("app", "tests", "benchmarks", "docs", "examples", ".")  # of the last, the files beside these folders
SUFFIXES = {".py", ".md", ".html", ".txt", ".toml", ".sql", ".mjs", ".conf", ".ini", ".css", ".yaml"}
UNSEARCHED = (
    "CHANGELOG.md",
    "docs/glossary.md",
    "app/data/",
    "tests/support/old_words.txt",
    "tests/clients/node_modules",
)
FEWEST = 30  # words in the list: it is read at all


class OldWord(NamedTuple):
    """A word that was renamed, what to say instead, and the files where it stays."""

    kind: str
    pattern: str
    instead: str
    files: tuple[str, ...]

    def uses(self, text: str, names: Collection[str]) -> list[str]:
        """Return the uses of the word in a file of that text, which defines these names."""
        if self.kind == "name":
            return [self.pattern] if self.pattern in names else []
        return sorted({match.group() for match in re.finditer(self.pattern, text)})


def words() -> list[OldWord]:
    """Read the list of renamed words."""
    lines = [line for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
    return [_word(line) for line in lines]


def _word(line: str) -> OldWord:
    rule, _, files = line.partition(" | ")
    word, _, instead = rule.partition(" = ")
    kind, _, pattern = word.partition(" ")
    return OldWord(kind, pattern, instead, tuple(files.split()))


def names(tree: ast.AST) -> Iterator[str]:
    """Yield the names that code assigns, takes or defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def places() -> list[str]:
    """List where a renamed word stands again, and what to say there."""
    old, uses = words(), list[str]()
    assert len(old) >= FEWEST
    assert all(Path(file).exists() for word in old for file in word.files), "a word stays where nothing is"
    for path in _files():
        text = path.read_text()
        symbols = set(names(ast.parse(text))) if path.suffix == ".py" else set[str]()
        for word in old:
            if not str(path).startswith(word.files or ("\0",)):
                uses += [f"{path}: {use!r}: say {word.instead}" for use in word.uses(text, symbols)]
    return uses


def _files() -> Iterator[Path]:
    for folder in SEARCHED:
        for path in sorted(Path(folder).iterdir() if folder == "." else Path(folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file() and not str(path).startswith(UNSEARCHED):
                yield path

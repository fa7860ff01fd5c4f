"""`python -m tests.support.names`: values are called by nouns, not by pronouns or bare participles (docs/glossary.md).

Counts the names that code assigns (variables, parameters, targets of loops), and names the worst files. It fails above
the share that each folder is allowed, and on a word that was renamed and stands somewhere again (old_words.txt).
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.old_words import places

SHARES = {"app": 1.5, "tests": 2.5}  # per cent; they only ever go down
VAGUE = set(Path(__file__).with_name("vague_words.txt").read_text().split())
NOUNS = {"feed", "seed", "speed", "need", "embed", "shed"}


def is_vague(name: str) -> bool:
    word = name.strip("_").lower().rpartition("_")[2]
    return word in VAGUE or (word.endswith("ed") and len(word) > 4 and word not in NOUNS)


def assigned(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg) and node.arg not in {"self", "cls"}:
            yield node.arg
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


def report(folder: str) -> bool:
    """Report the share of vague names of that folder. Returns whether it is allowed."""
    names, vague = 0, Counter[str]()
    for path in sorted(Path(folder).rglob("*.py")):
        words = [name for name in assigned(ast.parse(path.read_text())) if name != "_"]
        names += len(words)
        vague[str(path)] += sum(map(is_vague, words))
    share = 100 * vague.total() / names
    worst = ", ".join(f"{path} {count}" for path, count in vague.most_common(5))
    print(f"{folder}: {share:.1f} % of {names} names are pronouns or participles (at most {SHARES[folder]} %); {worst}")  # noqa: T201
    return share <= SHARES[folder] and names > 10_000


if __name__ == "__main__":
    old = places()
    print(*old, sep="\n", end="\n" if old else "")  # noqa: T201
    sys.exit(not all(list(map(report, SHARES))) or bool(old))

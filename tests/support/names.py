"""`python -m tests.support.names`: values are called by nouns, not by pronouns or bare participles (docs/glossary.md).

Counts the names that code assigns (variables, parameters, targets of loops), and names the worst files. It fails above
the share that each folder is allowed, and on a word that was renamed and stands somewhere again.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SHARES = {"app": 1.5, "tests": 7.8}  # per cent; they only ever go down
VAGUE = set(Path(__file__).with_name("vague_words.txt").read_text().split())
NOUNS = {"feed", "seed", "speed", "need", "embed", "shed"}
OLD_WORDS = re.compile(
    r"\b(_bequeath|hold_all|get_to_lead|answer_unless_known|WorkLater|notifications\.(tell|settle|resume))\b"
)


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
    """Whether the share of vague names of that folder is allowed, and no renamed word is back."""
    names, vague, places = 0, Counter[str](), []
    for path in sorted(Path(folder).rglob("*.py")):
        text = path.read_text()
        words = [name for name in assigned(ast.parse(text)) if name != "_"]
        names += len(words)
        vague[str(path)] += sum(map(is_vague, words))
        if path.name != "names.py":
            places += [f"{path}: {match.group()}" for match in OLD_WORDS.finditer(text)]
    share = 100 * vague.total() / names
    worst = ", ".join(f"{path} {count}" for path, count in vague.most_common(5))
    print(f"{folder}: {share:.1f} % of {names} names are pronouns or participles (at most {SHARES[folder]} %); {worst}")  # noqa: T201
    print(*places, sep="\n", end="\n" if places else "")  # noqa: T201
    return share <= SHARES[folder] and not places and names > 10_000


if __name__ == "__main__":
    sys.exit(not all(list(map(report, SHARES))))

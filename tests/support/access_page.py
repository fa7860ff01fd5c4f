"""`python -m tests.support.access_page` writes docs/access.md: who may do what, and who is shown something by it.

The lines of `tests/access` say it, and are asked of each operation as each persona (tests/access/test_matrix.py).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.policies.session_kinds import FAMILIES, KINDS, SessionKind
from tests.access import lines_of_operators
from tests.access.lines import Line, Names
from tests.access.settlement import COUNSELLORS, EVERYBODY, GUESTS, MEMBERS, SIGNED_IN
from tests.access.test_matrix import LINES, operation_of
from tests.support.documents import whole_document

PAGE = Path("docs/access.md")
DOCUMENT: dict[str, Any] = whole_document()
HEAD = """# Who may read what

Written by `make docs` from the lines of `tests/access`: each is asked of its operation as {personas} people.

One of them, the *owner*, has one of everything: experiences, stories, a portrait, talents, grants, a guardian, a
membership. The others: somebody with a link of hers, with a wrong link, with no account; somebody signed in; a member,
a facilitator and a manager of her community; a guest of its room, and of another;
counsellors to whom she gave access, gave none, or gave one that is over.

The last two columns name those whose answer shows something of the owner, or of her community. Where « whoever is
signed in » may ask and « the owner » is shown, each person sees what is their own, and nobody else sees it. Whoever
may not ask is answered 401, 403 or 404.
"""
SESSIONS = """
## What each kind of session may do

Each operation is in one family (`app/policies/session_kinds.py`); what is in none of a kind is refused. *But n*: n
operations of the family ask, always or for some things, for a second factor (*one factor*) or for a proof that the
account is theirs (*provider*: an identity provider opened it, without a second factor). A session that a *sign-in pass*
opened acts in that school alone, and reads what was made since it began. Tokens have scopes besides. Walls and
addresses of feeds open a page each, and no operation.

"""
PROOFS: Mapping[SessionKind, str] = {
    SessionKind.ONE_FACTOR: "`second-factor-required`",
    SessionKind.PROVIDER: "`proof-required`",
}
COLUMNS = "| Operations | Who may ask | Who is shown something of the owner | … of the community |\n|---|---|---|---|\n"
GROUPS: Mapping[frozenset[str], str] = {
    frozenset(EVERYBODY): "everybody, without an account too",
    frozenset(SIGNED_IN): "whoever is signed in",
    frozenset((*MEMBERS, "owner")): "members of the community",
    frozenset(("peer", "facilitator", "owner")): "members, but for the manager",
    frozenset(("facilitator", "manager")): "facilitators and managers",
    frozenset((*COUNSELLORS, "owner")): "whoever proved a second factor",
    frozenset(): "nobody",
}
WORDS = {
    "owner": "the owner",
    "counsellor_with": "whoever the owner gave it to",
    "counsellor_without": "the counsellor who asked",
    "link_holder": "whoever has the link",
    "peer": "members",
    "room_guest": "guests of the room",
    "other_guest": "guests of another room",
    "facilitator": "facilitators",
    "manager": "managers",
}


def page() -> str:
    """Return the page: a table for each noun, a row for all operations of the same answer."""
    tables = "".join(f"\n## {tag}\n\n{COLUMNS}{''.join(_rows(names))}" for tag, names in _names_by_tag().items())
    return HEAD.format(personas=len(EVERYBODY)) + _kinds() + tables


def _kinds() -> str:
    """Return the table of families and kinds of sessions."""
    asking = {
        kind: {item["operationId"] for item in _operations() if problem in str(item["responses"].get("403", ""))}
        for kind, problem in PROOFS.items()
    }
    rows = [f"| Family | {' | '.join(SessionKind)} |\n|---|{'---|' * len(SessionKind)}\n"]
    for family, names in FAMILIES.items():
        cells = []
        for kind, families in KINDS.items():
            proofs = sorted(names & asking.get(kind, set()))
            cells.append("–" if family not in families else f"✓ but {len(proofs)}" if proofs else "✓")
        rows.append(f"| {family}: {', '.join(f'`{name}`' for name in sorted(names))} | {' | '.join(cells)} |\n")
    return SESSIONS + "".join(rows)


def _operations() -> Iterator[dict[str, Any]]:
    for path in DOCUMENT["paths"].values():
        yield from (item for item in path.values() if isinstance(item, dict) and "operationId" in item)


def _names_by_tag() -> dict[str, list[str]]:
    tags = {
        operation["operationId"]: operation["tags"][0]
        for path in DOCUMENT["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    order = dict.fromkeys(tag["name"] for tag in DOCUMENT["tags"])
    return {tag: names for tag in order if (names := [name for name in LINES if tags[operation_of(name)] == tag])}


def _rows(names: list[str]) -> Iterator[str]:
    """Yield a row for each answer, with the operations that have it."""
    operations: dict[tuple[str, str, str], list[str]] = {}
    for name in names:
        line = LINES[name]
        may = "operators" if name in lines_of_operators.LINES else people(line.allowed)
        answer = (may, _shown(line, line.sees, may), _shown(line, line.tells, may))
        operations.setdefault(answer, []).append(_operation(name))
    for answer, listed_operations in operations.items():
        yield f"| {', '.join(listed_operations)} | {' | '.join(answer)} |\n"


def _shown(line: Line, names: Names, may: str) -> str:
    if not names:
        return "–"
    return may if set(names) == set(line.allowed) else people(names)


def _operation(name: str) -> str:
    operation, _, more = name.partition(":")
    return f"`{operation}`" + (f" ({more})" if more else "")


def people(names: Names) -> str:
    """Name those personas in words."""
    rest, words = set(names), []
    for group, word in GROUPS.items():
        if set(names) == group:
            return word
    if set(MEMBERS) < rest:
        rest, words = rest - {*MEMBERS, "owner"}, [GROUPS[frozenset((*MEMBERS, "owner"))]]
    order = ("owner", "counsellor_with", "counsellor_without", "link_holder", "peer", *GUESTS, "facilitator", "manager")
    assert rest <= set(order), rest
    return ", ".join([*(WORDS[name] for name in order if name in rest), *words])


if __name__ == "__main__":
    PAGE.write_text(page())

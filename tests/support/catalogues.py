"""Write the catalogues (app/locale) anew from the words in the source: python -m tests.support.catalogues"""

import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.core.catalogues import FILE, FOLDER, SIMPLE

APP = FOLDER.parent
KEYWORDS: Mapping[str, Any] = {
    "Words": {1: (1,), 2: (1, (2, "c"))},
    "plural": {2: (1, 2), 3: (1, 2, (3, "c"))},
    "refusal": (2,),
    "one_of": (2,),
    "typed": (2,),
}


@cache
def extracted() -> Catalog:
    """Return the words of the source, each with the files where it stands."""
    template = Catalog()
    for path, _, message, _, context in extract_from_dir(APP, [("**.py", "python")], keywords=KEYWORDS):
        template.add(message, locations=[(f"app/{path}", 0)], context=context)
    return template


def paths(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob(f"*/{FILE}"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def current(path: Path) -> str:
    """Return the catalogue as it should stand: every message of the source, and no other.

    One in simple words has only the messages that it says otherwise.
    """
    catalog = read(path)
    catalog.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    if SIMPLE in path.parts[-3]:
        for message in [message for message in catalog if message.id and not _is_translated(message)]:
            catalog.delete(message.id, message.context)
    body = io.BytesIO()
    write_po(body, catalog, width=0, sort_output=True, include_lineno=False, omit_header=True, ignore_obsolete=True)
    header = path.read_text().partition("\n\n")[0]
    return f"{header}\n\n{body.getvalue().decode().strip()}\n"


def _is_translated(message: Message) -> bool:
    """Tell whether the message has a text in the language, or each of its plural forms."""
    return all(message.string or ("",))


def untranslated(path: Path) -> Iterator[str]:
    messages = (message for message in read(path) if message.id)
    yield from (str(message.id) for message in messages if message.fuzzy or not _is_translated(message))


if __name__ == "__main__":
    for path in paths():
        path.write_text(current(path))
        print(path.parts[-3], *(f"\n  no translation: {message}" for message in untranslated(path)))  # noqa: T201

"""Translations: app/locale/en, app/locale/fr@simple. Another language is another file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

FOLDER = Path(__file__).parents[1] / "locale"
FILE = "LC_MESSAGES/messages.po"
SOURCE = "fr"
SIMPLE = "@simple"
CONTEXT_END = "\x04"  # between the context and the words, as in gettext
LANGUAGE_LIMIT = 50  # asked for by name, with a catalogue or without one


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations by key; `plurals` have one form more for each way of counting, and `form` tells which."""

    sentences: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]


class Catalogues:
    """The catalogues of a folder, each read when a sentence is first said in its language."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.languages: tuple[str, ...] = (SOURCE, *sorted(path.parts[-3] for path in folder.glob(f"*/{FILE}")))
        self.of = lru_cache(LANGUAGE_LIMIT)(self._of)

    def _of(self, language: str) -> Catalogue:
        """Return the catalogue of a language, above that of its base. Without one, it has nothing: words are French."""
        base = language.partition("@")[0]
        below = NOTHING if base == language else self.of(base)
        return _read(self._folder / language / FILE, below) if language in self.languages[1:] else below


def key(message: str, context: str | None) -> str:
    return f"{context}{CONTEXT_END}{message}" if context else message


def _read(path: Path, below: Catalogue) -> Catalogue:
    with path.open("rb") as file:
        catalog = read_po(file)
    sentences, plurals = dict(below.sentences), dict(below.plurals)
    for message in catalog:
        if message.fuzzy or not message.id:
            continue
        if isinstance(message.id, str) and message.string:
            sentences[key(message.id, message.context)] = str(message.string)
        elif message.string and all(message.string):
            plurals[key(message.id[0], message.context)] = tuple(message.string)
    return Catalogue(sentences, plurals, c2py(catalog.plural_expr))


NOTHING = Catalogue({}, {}, lambda count: int(count > 1))

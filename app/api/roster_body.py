"""Reads a school's list of pupils, as Pronote, École Directe or Siècle export it: headings say what a column has."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from app.api.body import SIZE
from app.api.csv_body import CSV, CsvRoute, rows_of
from app.core.errors import Invalid
from app.core.i18n import Words
from app.core.text import UNSAFE, clean, is_blank

# Headings without accents, capitals and signs; of several that are there, the first of the line counts.
HEADINGS: Mapping[str, frozenset[str]] = {
    "email": frozenset(
        (
            *("email", "mail", "mel", "courriel", "adresseemail", "adressemail", "adressemel", "adressecourriel"),
            *("adresseelectronique", "emaileleve", "maileleve", "meleleve", "courrieleleve", "adresseemaileleve"),
            *("emaildeleleve", "emailpersonnel", "emailacademique", "emailetablissement", "emailaddress"),
        )
    ),
    "last": frozenset(("nom", "nomdefamille", "nomeleve", "nomdeleleve", "nomdusage", "lastname", "surname")),
    "first": frozenset(("prenom", "prenom1", "prenomeleve", "prenomdeleleve", "prenomdusage", "firstname")),
    "name": frozenset(("eleve", "nometprenom", "nomprenom", "prenomnom", "prenometnom", "nomcomplet", "name")),
    "tag": frozenset(("classe", "division", "libelleclasse", "codedivision", "classederattachement", "class")),
    "group": frozenset(("groupe", "groupes", "group")),
}
FIRST_ROWS = 20  # among which the headings stand: some exports have a title before
CELL = 200
NO_HEADINGS = Words(
    "On ne trouve pas la colonne des adresses : une ligne de titres doit en avoir une, comme « Adresse e-mail »."
)
ROSTER_DOCUMENTATION: dict[str, object] = {
    "requestBody": {
        "content": {
            CSV: {
                "schema": {"type": "string", "maxLength": SIZE},
                "example": "Nom;Prénom;Adresse e-mail;Classe\nMARTIN;Inès;ines@example.org;2GT3\n",
            }
        }
    }
}


class RosterRoute(CsvRoute):
    """`text/csv` stands for `{"lines": […]}`. Numbers of lines are those of a spreadsheet."""

    members = 15_000

    def body_of(self, table: bytes) -> tuple[dict[str, object], list[int]]:
        return {"lines": list(lines_of(rows_of(table)))}, []


def lines_of(rows: list[list[str]]) -> Iterator[dict[str, object]]:
    """Return what each line below the headings says of a pupil. Raises Invalid where no column has addresses."""
    top, columns = _headings(rows)
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = {noun: _cell(row[column]) for noun, column in columns.items() if column < len(row)}
        if any(_cell(cell) for cell in row):
            yield {
                "line": number,
                "email": cells.get("email") or None,
                "name": cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip() or None,
                "tag": (cells.get("tag") or cells.get("group") or "")[:40].strip() or None,
            }


def _headings(rows: list[list[str]]) -> tuple[int, Mapping[str, int]]:
    for number, row in enumerate(rows[:FIRST_ROWS]):
        nouns = [_noun_of(cell) for cell in row]
        columns = {noun: nouns.index(noun) for noun in HEADINGS if noun in nouns}
        if "email" in columns:
            return number, columns
    raise Invalid(NO_HEADINGS)


def _noun_of(heading: str) -> str | None:
    plain = unicodedata.normalize("NFKD", heading.casefold())
    word = re.sub(r"[^a-z0-9]", "", plain)
    return next((noun for noun, words in HEADINGS.items() if word in words), None)


def _cell(text: str) -> str:
    line = " ".join(clean(UNSAFE.sub("", text)).split())[:CELL].strip()
    return "" if is_blank(line) else line

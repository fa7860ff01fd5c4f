"""Tables for spreadsheets: OpenDocument (ISO 26300), with one table per section and real numbers; and CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from unicodedata import normalize
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

ODS = "application/vnd.oasis.opendocument.spreadsheet"
CSV = "text/csv; charset=utf-8"
SEPARATOR = ";"  # spreadsheets accept it, also in French, where the comma is the decimal mark
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would run, also in a full-width form
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know the encoding
LONGEST_NAME, WIDEST = 31, 60  # of a table, which older programs cut; of a column, in characters
MOMENT = (2000, 1, 1, 0, 0, 0)  # of each file in the archive: the same tables are the same bytes
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("manifest", "manifest"),
    )
)
MANIFEST = (
    f'<manifest:manifest {NAMESPACES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
STYLES = (
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    '<style:table-cell-properties fo:background-color="#f3e9da"/></style:style>'
    '<number:currency-style style:name="euros"><number:number number:decimal-places="2" '
    'number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/><number:text> </number:text>'
    "<number:currency-symbol>€</number:currency-symbol></number:currency-style>"
    '<style:style style:name="money" style:family="table-cell" style:data-style-name="euros"/>'
    '<number:date-style style:name="day-of"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="day-of"/>'
    '<style:style style:name="words" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
)


class Cents(NamedTuple):
    """An amount of money."""

    amount: int


Cell = str | int | float | date | Cents | None


class Table(NamedTuple):
    """A named table: its header, then its rows."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def ods(tables: Sequence[Table]) -> bytes:
    """Return the tables as an OpenDocument spreadsheet. The same tables give the same bytes."""
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(ZipInfo("mimetype", MOMENT), ODS, ZIP_STORED)  # first, and as it is: by it the type is known
        archive.writestr(ZipInfo("META-INF/manifest.xml", MOMENT), MANIFEST, ZIP_DEFLATED)
        archive.writestr(ZipInfo("content.xml", MOMENT), "".join(_content(tables)), ZIP_DEFLATED)
    return file.getvalue()


def csv_bytes(lines: Iterable[Iterable[str]]) -> bytes:
    """Return the lines as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=SEPARATOR).writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode()


def csv_file(tables: Sequence[Table]) -> bytes:
    """Return the tables below each other as CSV: each cell in quotes, the name of the table before each row."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL)
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow([harmless(table.name), *map(harmless, table.head)])
        writer.writerows([harmless(table.name), *map(_as_text, row)] for row in table.rows)
    return BYTE_ORDER_MARK + out.getvalue().encode()


def harmless(cell: str) -> str:
    """Quote a cell that a spreadsheet would run: a person may call themselves `=HYPERLINK(…)`."""
    return f"'{cell}" if normalize("NFKC", cell[:1]).startswith(FORMULAS) else cell


def _as_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return harmless(cell)
        case date():
            return cell.isoformat()
        case Cents(amount):
            return f"{amount / 100:.2f}".replace(".", ",")
        case _:
            return str(cell).replace(".", ",")


def _content(tables: Sequence[Table]) -> Iterator[str]:
    widths = [_widths(table) for table in tables]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>{STYLES}'
    for width in sorted({item for row in widths for item in row}):
        yield f'<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties '
        yield f'style:column-width="{width * 0.2 + 0.5:.1f}cm"/></style:style>'
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for table, name, columns in zip(tables, _names(tables), widths, strict=True):
        yield f"<table:table table:name={quoteattr(name)}>"
        yield from (f'<table:table-column table:style-name="w{width}"/>' for width in columns)
        yield "<table:table-header-rows><table:table-row>"
        yield from (_text(title, "head") for title in table.head)
        yield "</table:table-row></table:table-header-rows>"
        for row in table.rows:
            yield f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"
        yield "</table:table>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _names(tables: Sequence[Table]) -> Iterator[str]:
    """Yield a name of its own for each table, of characters that programs take in it."""
    taken = set[str]()
    for number, table in enumerate(tables, 1):
        name = re.sub(r"[\[\]*?:/\\']", " ", table.name).strip()[:LONGEST_NAME] or str(number)
        name = f"{name[: LONGEST_NAME - 4]} {number}" if name.casefold() in taken else name
        taken.add(name.casefold())
        yield name


def _widths(table: Table) -> list[int]:
    columns = zip(table.head, *(map(_as_text, row) for row in table.rows), strict=True)
    return [min(WIDEST, max(len(cell) for cell in column)) for column in columns]


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return "<table:table-cell/>"
        case str():
            return _text(cell, "words")
        case date():
            return (
                f'<table:table-cell table:style-name="day" office:value-type="date" '
                f'office:date-value="{cell.isoformat()}"><text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>'
            )
        case Cents(amount):
            return (
                f'<table:table-cell table:style-name="money" office:value-type="currency" office:currency="EUR" '
                f'office:value="{amount / 100:.2f}"><text:p>{_as_text(cell)} €</text:p></table:table-cell>'
            )
        case _:
            return (
                f'<table:table-cell office:value-type="float" office:value="{cell}">'
                f"<text:p>{_as_text(cell)}</text:p></table:table-cell>"
            )


def _text(words: str, style: str) -> str:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n"))
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphs}</table:table-cell>'

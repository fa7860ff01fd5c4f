"""Spreadsheets: real numbers, words that no program runs, and the same bytes for the same tables."""

import csv
import io
from datetime import date
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest

from app.services.shared.spreadsheets import BYTE_ORDER_MARK, Cents, Table, csv_file, harmless, ods

TABLES = [
    Table(
        "Chiffres",
        ["Quoi", "Valeur"],
        [["Présences", 61], ["Moyenne", 3.6], ["Budget", Cents(150_050)], ["Rien", None]],
    ),
    Table("Chiffres", ["Action", "Échéance"], [["=1+1\n« Fin » & <suite>", date(2026, 3, 31)]]),
    Table("Un nom: avec [des] signes/interdits, et bien trop long", ["Vide"], []),
]
OFFICE, SHEET, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))


def content() -> ET.Element:
    with ZipFile(io.BytesIO(ods(TABLES))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        assert b"content.xml" in archive.read("META-INF/manifest.xml")
        return ET.fromstring(archive.read("content.xml"))  # noqa: S314  our own


def test_a_table_per_section_with_real_numbers() -> None:
    tables = list(content().iter(f"{SHEET}table"))
    names = [table.get(f"{SHEET}name") for table in tables]
    assert names == ["Chiffres", "Chiffres 2", "Un nom  avec  des  signes inter"]
    cells = [cell for row in list(tables[0].iter(f"{SHEET}table-row"))[1:] for cell in row]
    types = [cell.get(f"{OFFICE}value-type") for cell in cells]
    assert types == ["string", "float", "string", "float", "string", "currency", "string", None]
    assert [cells[n].get(f"{OFFICE}value") for n in (1, 3, 5)] == ["61", "3.6", "1500.50"]
    assert "".join(cells[5].itertext()) == "1500,50 €"
    words, day = [cell for row in list(tables[1].iter(f"{SHEET}table-row"))[1:] for cell in row]
    assert [part.text for part in words.iter(f"{TEXT}p")] == ["=1+1", "« Fin » & <suite>"]
    assert day.get(f"{OFFICE}date-value") == "2026-03-31"
    assert not any("formula" in name for cell in content().iter() for name in cell.attrib)


def test_the_same_tables_are_the_same_bytes() -> None:
    assert ods(TABLES) == ods(TABLES)
    assert csv_file(TABLES) == csv_file(TABLES)


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n", *"＝＋－＠﹦﹢﹣﹫"])
def test_a_cell_that_a_program_would_run_is_quoted(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"1{sign}1") == f"1{sign}1"


def test_csv_quotes_each_cell_and_runs_nothing() -> None:
    body = csv_file(TABLES)
    assert body.startswith(BYTE_ORDER_MARK + b'"Chiffres";"Quoi";"Valeur"\r\n')
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert ["Chiffres", "Budget", "1500,50"] in rows
    assert ["Chiffres", "'=1+1\n« Fin » & <suite>", "2026-03-31"] in rows
    assert ["Chiffres", "Moyenne", "3,6"] in rows

"""RGAA 13.3: a PDF is read by a screen reader in its order, with its headings, language, title and alternatives."""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from tests.adapters.test_pdf import typeset
from tests.web.portrait_samples import PORTRAIT, TEMPLATES

KNOWN = {
    "/Document",
    "/Sect",
    "/Div",
    "/Part",
    "/P",
    "/H1",
    "/H2",
    "/H3",
    "/H4",
    "/L",
    "/LI",
    "/Lbl",
    "/LBody",
    "/Span",
    "/Link",
}
NAMES = {"/Figure", "/Strong", "/Em", "/Artifact", "/Caption", "/BlockQuote", "/NonStruct", "/Quote", "/Annot"}


class Element(NamedTuple):
    tag: str
    fields: DictionaryObject


def elements(document: PdfReader) -> Iterator[Element]:
    """The elements of the structure, in the order in which they are read out."""

    def walk(node: Any) -> Iterator[Element]:
        element = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(element, DictionaryObject):
            if "/S" in element:
                yield Element(str(element["/S"]), element)
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                yield from walk(kid)

    yield from walk(document.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]


@pytest.mark.parametrize("template", TEMPLATES)
async def test_a_pdf_says_what_each_thing_in_it_is(template: str) -> None:
    document = PdfReader(BytesIO(await typeset(PORTRAIT | {"template": template})))
    root: Any = document.trailer["/Root"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    structure = list(elements(document))
    assert {element.tag for element in structure} <= KNOWN | NAMES
    levels = [int(element.tag[2]) for element in structure if element.tag[:2] == "/H"]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    figures = [element.fields for element in structure if element.tag == "/Figure"]
    assert figures
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    for number in range(len(document.pages)):
        page: Any = document.pages[number]
        assert page["/Tabs"] == "/S"
        annotations = [item.get_object() for item in page.get("/Annots", [])]
        assert all("/Contents" in item and "/StructParent" in item for item in annotations)
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert all("/ToUnicode" in font for font in fonts)

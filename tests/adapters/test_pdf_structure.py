"""RGAA 13.3: a PDF is read by a screen reader in its order, with its headings, language, title and alternatives."""

from itertools import pairwise
from typing import Any

import pytest

from tests.adapters.test_pdf import elements, read
from tests.web.portrait_samples import PORTRAIT, TEMPLATES

# Elements of PDF 1.7 that Typst makes of ours.
KNOWN = """
/Document /Part /Sect /Div /P /H1 /H2 /H3 /H4 /L /LI /Lbl /LBody /Span /Link /Figure /Caption /Strong /Em /Quote
/BlockQuote /NonStruct /Annot /Artifact
"""


@pytest.mark.parametrize("template", TEMPLATES)
async def test_a_pdf_says_what_each_thing_in_it_is(template: str) -> None:
    document = await read(PORTRAIT | {"template": template})
    root: Any = document.trailer["/Root"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    structure = [(str(element["/S"]), element) for element in elements(document) if "/S" in element]
    assert {tag for tag, _ in structure} <= set(KNOWN.split())
    levels = [int(tag[2]) for tag, _ in structure if tag[:2] == "/H"]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    figures = [element for tag, element in structure if tag == "/Figure"]
    assert figures
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    for number in range(len(document.pages)):
        page: Any = document.pages[number]
        assert page["/Tabs"] == "/S"
        annotations = [item.get_object() for item in page.get("/Annots", [])]
        assert all("/Contents" in item and "/StructParent" in item for item in annotations)
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert all("/ToUnicode" in font for font in fonts)

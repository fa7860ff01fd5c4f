import asyncio
import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from app.adapters.pdf import Typesetter
from app.core.i18n import Locale
from app.core.ports import TypesettingFailed
from app.services.portraits.pdf import FACE, layout
from app.services.portraits.telling import Telling
from tests.web.portrait_samples import BARE, PORTRAIT, TEMPLATES


def face() -> bytes:
    file = BytesIO()
    Image.new("RGB", (320, 400), (200, 120, 60)).save(file, "WEBP")
    return file.getvalue()


async def typeset(content: Mapping[str, Any], **limits: float) -> bytes:
    data = layout(Telling(Locale.FR, content), "https://daytripper.example/s/dts_x")
    pictures = {FACE: face()} if data["face"] else {}
    return await Typesetter(**limits).typeset("portrait", json.dumps(data), pictures)  # type: ignore[arg-type]


def words_of(document: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in document.pages).split())


def tags_of(document: PdfReader) -> set[str]:
    tags: set[str] = set()

    def walk(node: Any) -> None:
        element = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(element, DictionaryObject):
            tags.add(str(element.get("/S", "")))
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(document.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    return tags


@pytest.mark.parametrize("template", TEMPLATES)
async def test_a_portrait_on_paper_is_whole_and_accessible(template: str) -> None:
    document = PdfReader(BytesIO(await typeset(PORTRAIT | {"template": template})))
    assert 1 <= len(document.pages) <= 3
    root: Any = document.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert {"/H1", "/H2", "/Figure"} <= tags_of(document)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert document.metadata is not None
    assert document.metadata.title == "Portrait d’Inès Morel"
    words_on_paper = words_of(document)
    assert "En ligne : https://daytripper.example/s/dts_x" in words_on_paper.replace("\xa0", " ")
    for words in ("Inès Morel", "reconnu par Karim Benali et 1 autre", "attesté par CFA de Tours", "déclaré"):
        assert words in words_on_paper


async def test_accents_and_emoji_are_set_as_they_are_written() -> None:
    person = PORTRAIT["person"] | {"display_name": "Zoé Łukasz Ÿœ 🧱👌"}
    document = PdfReader(BytesIO(await typeset(PORTRAIT | {"person": person})))
    assert "Zoé Łukasz Ÿœ 🧱👌" in words_of(document)


async def test_what_looks_like_markup_is_set_as_words() -> None:
    person = PORTRAIT["person"] | {"display_name": '#read("/etc/passwd") *_`$x$ <b>'}
    assert '#read("/etc/passwd") *_`$x$ <b>' in words_of(
        PdfReader(BytesIO(await typeset(PORTRAIT | {"person": person})))
    )


async def test_nearly_nothing_is_a_document_too() -> None:
    assert "Only this." in words_of(PdfReader(BytesIO(await typeset(BARE))))


async def test_very_much_is_at_most_three_pages() -> None:
    work = next(section for section in PORTRAIT["sections"] if section["kind"] == "work")
    talents = PORTRAIT["sections"][0]
    many = [talents | {"talents": talents["talents"] * 3}, *[work | {"moments": work["moments"] * 8}] * 6]
    assert len(PdfReader(BytesIO(await typeset(PORTRAIT | {"sections": many}))).pages) <= 3


async def test_twenty_at_once_are_all_set() -> None:
    setter = Typesetter()
    data = json.dumps(layout(Telling(Locale.EN, BARE), None))
    files = await asyncio.gather(*(setter.typeset("portrait", data, {}) for _ in range(20)))
    assert all(item.startswith(b"%PDF") for item in files)


@pytest.mark.parametrize("limits", [{"seconds": 0.01}, {"memory": 50_000_000}])
async def test_what_passes_its_limits_is_ended(limits: dict[str, float]) -> None:
    with pytest.raises(TypesettingFailed):
        await typeset(BARE, **limits)
